package io.headgate.store;

import java.util.List;
import java.util.Optional;

/**
 * All keys of a store at every uncompacted revision.
 *
 * <p>One thread applies commands; any thread reads, without locks, and sees whole revisions only.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Keyspace {
    private final long revision = 1;

    /** An empty store. */
    public Keyspace() {}

    /**
     * Applies the next entry of the log. By one thread, in log order; the same commands at the same places give the
     * same answers and the same state on every member.
     *
     * @param slot the entry's place in the log, greater than in the call before
     * @param timeMillis the entry's time as its proposer wrote it down; one that runs backwards counts as the latest seen
     */
    public Reply apply(long slot, long timeMillis, Command command) {
        throw new UnsupportedOperationException();
    }

    /** Gives {@link Response.Ranged}, or {@link Response.Refused} because of compaction or a revision not there yet. */
    public Response range(Operation.Range range) {
        throw new UnsupportedOperationException();
    }

    /**
     * Follows the changes of a range. The watch begins when it is polled for the first time.
     *
     * @param ready called by the applying thread, at most once between two polls, when a watch that had nothing more
     *     has something; must not block, throw or poll
     */
    public Watch watch(WatchRequest request, Runnable ready) {
        throw new UnsupportedOperationException();
    }

    /**
     * A hash over all versions of all keys that can be read at {@code compactedRevision..revision}: members whose hashes
     * at equal revisions and compacted revisions differ have different states. Walks all keys.
     *
     * @param revision 0 for the newest
     * @return {@link Response.Hashed} or {@link Response.Refused}
     */
    public Response hash(long revision) {
        throw new UnsupportedOperationException();
    }

    /** The newest revision that can be read: 1 for an empty store, one more for each command that changed a key. */
    public long revision() {
        return revision;
    }

    /** The oldest revision that can be read; -1 as long as nothing was compacted. */
    public long compactedRevision() {
        throw new UnsupportedOperationException();
    }

    /** The place in the log that was applied last. */
    public long slot() {
        throw new UnsupportedOperationException();
    }

    /** A lease and the keys attached to it. */
    public Optional<Lease> lease(long id) {
        throw new UnsupportedOperationException();
    }

    /** The ids of all leases, in order. */
    public List<Long> leaseIds() {
        throw new UnsupportedOperationException();
    }

    /** The alarms that are raised, by member and kind. */
    public List<Alarm> alarms() {
        throw new UnsupportedOperationException();
    }

    /** About what keys and versions take in memory, in bytes. */
    public long storeBytes() {
        throw new UnsupportedOperationException();
    }

    /** About what would be left of {@link #storeBytes} if everything superseded were compacted, in bytes. */
    public long liveBytes() {
        throw new UnsupportedOperationException();
    }
}
