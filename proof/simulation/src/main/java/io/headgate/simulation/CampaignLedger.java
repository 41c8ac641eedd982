package io.headgate.simulation;

import io.headgate.property.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a campaign has met so far. Guarded by itself: its workers add to it, its main thread reads. */
final class CampaignLedger {
    private final Tally tally = new Tally(new TreeMap<>());
    private final Map<String, Found> failures = new LinkedHashMap<>();
    private long runs;
    private long failed;
    private long events;
    private double simulatedSeconds;

    /** A defect and the seed that showed it first. */
    record Found(long seed, Failure failure) {}

    /** One more run in which all was well. */
    synchronized void add(Report report) {
        runs++;
        events += report.events();
        simulatedSeconds += report.simulatedNanos() / 1e9;
        tally.add(report.tally());
    }

    /** One more run that failed; true if nobody has met this defect before. */
    synchronized boolean addFailed(String origin, long seed, Failure failure) {
        runs++;
        failed++;
        return failures.putIfAbsent(origin, new Found(seed, failure)) == null;
    }

    /** A defect that is known has a smaller failure now. */
    synchronized void shrunk(String origin, long seed, Failure failure) {
        failures.put(origin, new Found(seed, failure));
    }

    synchronized Map<String, Found> failures() {
        return new LinkedHashMap<>(failures);
    }

    synchronized List<String> neverMet() {
        return tally.neverMet();
    }

    /** One line that says how far it is and how fast. */
    synchronized String line(double seconds) {
        return String.format(
                Locale.ROOT,
                "%.0f s: %,d runs, %,d events (%,.0f/s), %,.0f simulated seconds (%,.0f/s), %,d failed, %d distinct",
                seconds,
                runs,
                events,
                events / seconds,
                simulatedSeconds,
                simulatedSeconds / seconds,
                failed,
                failures.size());
    }

    /** How often each situation came up. */
    synchronized String situations() {
        StringBuilder text = new StringBuilder();
        tally.counts().forEach((name, count) -> {
            if (count.kind() == Tally.Kind.SOMETIMES) {
                text.append(String.format(Locale.ROOT, "%n  %,14d of %,14d  %s", count.held(), count.asked(), name));
            }
        });
        return text.isEmpty() ? "" : "sometimes:" + text;
    }
}
