package io.headgate.store;

import java.util.List;

/**
 * An entry of the replicated log, as the store sees it. Applied in log order by every member alike; the answer depends
 * on nothing but the commands before.
 */
public sealed interface Command {

    /** A put, a delete or a transaction of the etcd API. */
    record Execute(Operation operation) implements Command {}

    /**
     * Commits a transaction.
     *
     * @param startedAt the revision it read at
     * @param reads what it read, gaps included; what is checked at {@link IsolationLevel#SERIALIZABLE} and {@link IsolationLevel#STRICT}
     * @param promoted keys that are checked as if they were written, which read-for-update asks for at {@link IsolationLevel#SNAPSHOT}
     */
    record Commit(
            TransactionId id,
            IsolationLevel level,
            long startedAt,
            List<KeyRange> reads,
            List<Bytes> promoted,
            List<Write> writes)
            implements Command {
        public Commit {
            reads = List.copyOf(reads);
            promoted = List.copyOf(promoted);
            promoted.forEach(Write::checkKey);
            writes = List.copyOf(writes);
        }
    }

    /** Forgets all versions that were superseded at this revision or before. */
    record Compact(long revision) implements Command {}

    /**
     * Makes a lease.
     *
     * @param id chosen by the client or by the member that proposes, not 0
     */
    record GrantLease(long id, long ttlSeconds) implements Command {
        public GrantLease {
            if (id == 0) {
                throw new IllegalArgumentException("id: 0 (expected: any other number)");
            }
        }
    }

    /** Ends a lease and deletes its keys. */
    record RevokeLease(long id) implements Command {}

    /** Raises or clears an alarm of a member. */
    record SetAlarm(Alarm alarm, boolean raised) implements Command {}
}
