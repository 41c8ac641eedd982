package io.headgate.simulation;

/**
 * An operation of a client and how it ended. Seen from outside: the two ends are in true, simulated time. No two ends
 * in one run have the same order, so that what ended before another began is known even within a nanosecond.
 *
 * @param client its number
 * @param invokedNanos when it began, from the run's begin
 * @param endedNanos when it ended; {@link Long#MAX_VALUE} if it was under way when the run ended
 * @param invokedOrder place of the begin among the begins and ends of all calls
 * @param endedOrder place of the end; {@link Long#MAX_VALUE} if it was under way
 * @param <O> the operations
 * @param <R> what operations return
 */
public record Call<O, R>(
        int client,
        O operation,
        Outcome<R> outcome,
        long invokedNanos,
        long endedNanos,
        long invokedOrder,
        long endedOrder) {}
