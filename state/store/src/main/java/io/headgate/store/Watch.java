package io.headgate.store;

import java.util.List;

/**
 * A place in the sequence of a range's changes. Pulled: a slow watcher costs the store nothing but its place, until
 * compaction overtakes it and it is told.
 *
 * <p>Polled by one thread at a time.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Watch implements AutoCloseable {

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

    /**
     * Gives the next changes: whole revisions, unless one alone is larger than the bounds.
     *
     * @param maxEvents at least 1
     * @param maxBytes of keys and values; one event is given even if it is larger
     */
    public Polled poll(int maxEvents, long maxBytes) {
        throw new UnsupportedOperationException();
    }

    /** Ends it; {@code ready} is not called any more, but for a call that is under way. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
