package io.headgate.replica;

import io.headgate.simulation.Probes;
import io.headgate.store.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What each revision changed, by whoever was told first: all others must be told the same, in the same order, and nothing
 * twice. Events are compared as text. Confined to the run's thread.
 */
final class EventLedger {
    private final TreeMap<Long, List<String>> revisions = new TreeMap<>();
    private long newest;

    /** The highest revision that changed something, as far as anyone was told. */
    long newest() {
        return newest;
    }

    /** Someone was told that these are all events of {@code from..through}. */
    void told(long from, long through, List<Event> events, Probes probes, String who) {
        TreeMap<Long, List<String>> told = new TreeMap<>();
        for (long revision = from; revision <= through; revision++) {
            told.put(revision, new ArrayList<>());
        }
        long last = 0;
        for (Event event : events) {
            long revision = event.current().modRevision();
            List<String> changes = told.get(revision);
            if (changes != null && revision >= last) {
                changes.add(event.toString());
                last = revision;
                newest = Math.max(newest, revision);
            } else {
                probes.always(
                        false,
                        "events come in order",
                        () -> who + " was told " + event + " in " + from + ".." + through);
            }
        }
        told.forEach((revision, changes) -> {
            List<String> first = revisions.putIfAbsent(revision, changes);
            probes.always(
                    first == null || first.equals(changes),
                    "all watchers are told the same",
                    () -> who + " was told at revision " + revision + ": " + changes + ", another one: " + first);
        });
    }
}
