package io.headgate.store;

import java.time.Duration;

/** Bounds on what strangers may ask for, with their reasons. Where etcd has a default, it is etcd's. */
public final class Limits {
    /** Bytes of one request: etcd's {@code --max-request-bytes}. */
    public static final int MAX_REQUEST_BYTES = 3 * 512 * 1024;

    /** Compares, and operations of either side, of one etcd transaction: etcd's {@code --max-txn-ops}. */
    public static final int MAX_TXN_OPERATIONS = 128;

    /** Bytes of one command in the log: a request, and what encoding may add; etcd allows as much on top. */
    public static final int MAX_COMMAND_BYTES = MAX_REQUEST_BYTES + 512 * 1024;

    /** Operations and compares of one command, nested ones too: applying it should take some ten milliseconds at most. */
    public static final int MAX_COMMAND_OPERATIONS = 20_000;

    /** Transactions in transactions: the stack of a decoding thread is finite. */
    public static final int MAX_TXN_DEPTH = 32;

    /** Writes of one commit: all of them are one revision, and applying it should take some ten milliseconds at most. */
    public static final int MAX_COMMIT_WRITES = 10_000;

    /** Intervals that a transaction has read; a {@link ReadSet} merges neighbours beyond it. */
    public static final int MAX_READ_INTERVALS = 1_024;

    /** Keys of one transaction that are checked as if they were written: as many as may be. */
    public static final int MAX_PROMOTED_KEYS = MAX_COMMIT_WRITES;

    /** Leases there may be: a grant beyond it is refused. About 200 MB of them. */
    public static final int MAX_LEASES = 1_000_000;

    /** Shortest time to live; a shorter one is raised to it. A lease must outlive a change of leaders: etcd's is 2 s. */
    public static final long MIN_LEASE_TTL_SECONDS = 2;

    /** Longest time to live, as in etcd. */
    public static final long MAX_LEASE_TTL_SECONDS = 9_000_000_000L;

    /** Outcomes of transactions that are remembered, for commits that are sent again. About 12 MB of them. */
    public static final int MAX_OUTCOMES = 100_000;

    /** How long they are remembered, by the log's time: longer than any client goes on asking. */
    public static final Duration OUTCOME_LIFE = Duration.ofMinutes(5);

    /** Alarms there may be: some for each member of the largest cluster, and for members that have been. */
    public static final int MAX_ALARMS = 1_024;

    private Limits() {}
}
