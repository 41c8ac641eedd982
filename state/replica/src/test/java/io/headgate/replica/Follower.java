package io.headgate.replica;

import io.headgate.store.Event;
import io.headgate.store.KeyRange;
import io.headgate.store.Keyspace;
import io.headgate.store.Watch;
import io.headgate.store.WatchRequest;
import java.util.ArrayList;
import java.util.List;

/** Follows a range of a member's keyspace as the APIs in front of it do: polls, and waits to be told. */
final class Follower {
    /** Few, so that a revision does not always fit into one poll. */
    private static final int MOST_EVENTS = 2;

    private final KeyRange range;
    private final Keyspaces keyspaces;
    private final Scheduler scheduler;
    private final Sink sink;
    private Watch watch;
    private long next;
    private boolean isAsked;
    private boolean isOver;

    /** Where the keyspace that is followed can be found at any time. */
    @FunctionalInterface
    interface Keyspaces {
        Keyspace now();
    }

    /** Runs something on the member's thread, later. */
    @FunctionalInterface
    interface Scheduler {
        void soon(Runnable task);
    }

    /** Takes what there is. */
    interface Sink {
        /** All events of {@code from..through}. */
        void events(long from, long through, List<Event> events);

        /** Events up to the compacted revision are lost; it goes on after that. */
        void compacted(long compactedRevision);
    }

    Follower(KeyRange range, long fromRevision, Keyspaces keyspaces, Scheduler scheduler, Sink sink) {
        this.range = range;
        this.keyspaces = keyspaces;
        this.scheduler = scheduler;
        this.sink = sink;
        next = fromRevision;
        watch = watch();
        ask();
    }

    private Watch watch() {
        return keyspaces.now().watch(WatchRequest.of(range, next), this::ask);
    }

    private void ask() {
        if (!isAsked && !isOver) {
            isAsked = true;
            scheduler.soon(this::poll);
        }
    }

    private void poll() {
        isAsked = false;
        if (isOver) {
            return;
        }
        List<Event> events = new ArrayList<>();
        Watch.Polled polled = watch.poll(MOST_EVENTS, Long.MAX_VALUE);
        while (polled instanceof Watch.Polled.Events(var more, var _, var isFragment, var _) && isFragment) {
            events.addAll(more);
            polled = watch.poll(MOST_EVENTS, Long.MAX_VALUE);
        }
        switch (polled) {
            case Watch.Polled.Events(var last, var through, var _, var hasMore) -> {
                events.addAll(last);
                give(events, through);
                if (hasMore) {
                    ask();
                }
            }
            case Watch.Polled.Compacted(var compacted) -> {
                watch.close();
                next = compacted + 1;
                watch = watch();
                ask();
                sink.compacted(compacted);
            }
        }
    }

    /** Of the compacted revision itself only a part can be told. */
    private void give(List<Event> events, long through) {
        long from = Math.max(next, keyspaces.now().compactedRevision() + 1);
        next = Math.max(next, through + 1);
        if (through >= from) {
            sink.events(
                    from,
                    through,
                    events.stream()
                            .filter(event -> event.current().modRevision() >= from)
                            .toList());
        }
    }

    /** Every event up to this revision has been given. */
    long through() {
        return next - 1;
    }

    void close() {
        isOver = true;
        watch.close();
    }
}
