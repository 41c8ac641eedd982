package io.headgate.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A place in the sequence of a range's changes. Pulled: a slow watcher costs the store nothing but its place, until
 * compaction overtakes it and it is told.
 *
 * <p>Polled by one thread at a time.
 *
 * <h2>Why no wake-up is lost</h2>
 *
 * <p>The poller arms the watch and then looks at the revision once more. The applying thread publishes a revision and then
 * looks for armed watches. Whichever comes second sees the other. A watch that is still armed has had no change in its range
 * up to the revision whose watches have all been looked for, so that an idle watch is never behind, and compaction
 * cannot overtake it.
 */
public final class Watch implements AutoCloseable {
    /** Revisions one poll walks, a few milliseconds, so that a poll far behind does not keep its thread for long. */
    private static final int MAX_SCANNED_REVISIONS = 65_536;

    /** {@link #signal}: it is being polled, or has to be. Otherwise the first revision with a change in the range. */
    private static final long POLLING = 0;

    /** {@link #signal}: it had nothing more, and nothing has come since. */
    private static final long ARMED = -1;

    private final Keyspace keyspace;
    private final WatchRequest request;
    private final long number;
    private final Runnable ready;
    private final long from;
    private final AtomicLong signal = new AtomicLong(POLLING);

    /** The first revision that has not been given in full. Confined to the poller. */
    private long next;

    /** How many events of that revision have been given. */
    private int given;

    Watch(Keyspace keyspace, WatchRequest request, long number, Runnable ready) {
        this.keyspace = keyspace;
        this.request = request;
        this.number = number;
        this.ready = ready;
        this.from = request.fromRevision() == 0 ? keyspace.revision() + 1 : request.fromRevision();
        this.next = from;
    }

    /** What a poll gave. */
    public sealed interface Polled {

        /**
         * Changes, in the order they were made.
         *
         * @param through every event up to this revision has been given
         * @param fragment whether the last event's revision has more than fitted: its rest comes first in the next poll
         * @param more whether the next poll may give more at once; if not, {@code ready} is called when it would
         */
        record Events(List<Event> events, long through, boolean fragment, boolean more) implements Polled {}

        /** Changes that it would have to give were compacted. It gives nothing any more. */
        record Compacted(long compactedRevision) implements Polled {}
    }

    KeyRange range() {
        return request.range();
    }

    /** Unlike that of any other watch of the store. */
    long number() {
        return number;
    }

    /**
     * Gives the next changes: whole revisions, unless one alone is larger than the bounds.
     *
     * @param maxEvents at least 1
     * @param maxBytes of keys and values; one event is given even if it is larger
     */
    public Polled poll(int maxEvents, long maxBytes) {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("maxEvents: " + maxEvents + " (expected: 1 or more)");
        }
        catchUpWithSignal();
        var batch = new Batch(maxEvents, maxBytes);
        long current = keyspace.revision();
        long end = Math.min(current, next + MAX_SCANNED_REVISIONS - 1);
        while (next <= end && batch.take(matching(next))) {
            next++;
            given = 0;
        }
        long compacted = keyspace.compactedRevision();
        if (batch.first < compacted || (batch.first == compacted && batch.firstGiven > 0)) {
            next = batch.first;
            given = batch.firstGiven;
            return new Polled.Compacted(compacted);
        }
        given = batch.isFragment ? given + batch.events.size() : given;
        boolean more = next <= current || !arm(current);
        return new Polled.Events(batch.events, Math.min(next - 1, current), batch.isFragment, more);
    }

    /** Passes over the revisions in which the applying thread has found nothing for this watch. */
    private void catchUpWithSignal() {
        long quiet = keyspace.signalledRevision();
        long before = signal.getAndSet(POLLING);
        if (before == ARMED) {
            next = Math.max(next, quiet + 1);
        } else if (before != POLLING) {
            next = Math.max(next, before);
        }
    }

    /** Waits for a change after a revision. Returns false if there may be one already. */
    private boolean arm(long current) {
        signal.set(ARMED);
        return keyspace.revision() == current || !signal.compareAndSet(ARMED, POLLING);
    }

    /** Tells it, on the applying thread, that a revision has changed a key of its range. */
    void changed(KeyValue change) {
        if (signal.get() == ARMED
                && change.modRevision() >= from
                && isWanted(change)
                && signal.compareAndSet(ARMED, change.modRevision())) {
            ready.run();
        }
    }

    /** Tells it, on the applying thread, to look at everything from a revision on. */
    void missed(long revision) {
        if (signal.get() == ARMED && signal.compareAndSet(ARMED, revision)) {
            ready.run();
        }
    }

    private boolean isWanted(KeyValue change) {
        return Entry.isTombstone(change) ? request.deletes() : request.puts();
    }

    private List<KeyValue> matching(long revision) {
        List<KeyValue> changes = keyspace.readableChanges(revision);
        if (changes.size() == 1) {
            return isMatching(changes.getFirst()) ? changes : List.of();
        }
        return changes.stream().filter(this::isMatching).toList();
    }

    private boolean isMatching(KeyValue change) {
        return request.range().contains(change.key()) && isWanted(change);
    }

    private Event event(KeyValue change) {
        KeyValue previous = request.previous() ? keyspace.before(change) : null;
        return Entry.isTombstone(change) ? new Event.Delete(change, previous) : new Event.Put(change, previous);
    }

    /** Ends it; {@code ready} is not called any more, but for a call that is under way. */
    @Override
    public void close() {
        keyspace.end(this);
        signal.set(POLLING);
    }

    /** What one poll gathers. */
    private final class Batch {
        private final int maxEvents;
        private final long maxBytes;
        private final long first = next;
        private final int firstGiven = given;
        private final List<Event> events = new ArrayList<>();
        private long bytes;
        private boolean isFragment;

        Batch(int maxEvents, long maxBytes) {
            this.maxEvents = maxEvents;
            this.maxBytes = maxBytes;
        }

        /** Takes all changes of the next revision. If they do not fit, takes some only if it has nothing else, and gives false. */
        boolean take(List<KeyValue> changes) {
            int before = events.size();
            for (KeyValue change : changes.subList(Math.min(given, changes.size()), changes.size())) {
                Event event = event(change);
                long size = size(event.current()) + size(event.previous());
                boolean isFull = !events.isEmpty() && (events.size() == maxEvents || bytes + size > maxBytes);
                if (isFull && before > 0) {
                    events.subList(before, events.size()).clear();
                    return false;
                }
                if (isFull) {
                    isFragment = true;
                    return false;
                }
                events.add(event);
                bytes += size;
            }
            return true;
        }

        private static long size(@Nullable KeyValue kv) {
            return kv == null ? 0 : kv.key().size() + kv.value().size();
        }
    }
}
