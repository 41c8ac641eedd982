package io.headgate.history;

/**
 * What became of an {@link Operation}.
 *
 * @param <R> what the object can answer
 */
public sealed interface Response<R> {
    /**
     * It was answered, and took effect once between its invocation and this answer.
     *
     * @param at when the client had the answer, on the clock of the invocations
     */
    record Returned<R>(R result, long at) implements Response<R> {}

    /** It had no effect and never will. */
    record Failed<R>() implements Response<R> {}

    /** It takes effect at any time after its invocation, or never. */
    record Unknown<R>() implements Response<R> {}
}
