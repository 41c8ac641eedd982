package io.headgate.store;

import java.util.concurrent.TimeUnit;

/**
 * The time that a leader writes into the log: how long any leader has led so far, all together. It stands still while
 * nobody leads, and asks no wall clock: one that jumps could end the memory of outcomes before its time, on every member.
 * Immutable.
 *
 * @param fromMillis the log's time at {@code sinceNanos}
 * @param sinceNanos a moment of this process's monotonic clock
 */
public record LogClock(long fromMillis, long sinceNanos) {

    /** Goes on from the last time that a store has applied. Called by the thread that applies. */
    public static LogClock over(Keyspace keyspace, long nowNanos) {
        return new LogClock(keyspace.logTimeMillis(), nowNanos);
    }

    /** The time to write down. */
    public long millis(long nowNanos) {
        return fromMillis + TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos);
    }
}
