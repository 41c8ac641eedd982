package io.headgate.simulation;

/**
 * How a client's operation ended.
 *
 * @param <R> what operations return
 */
public sealed interface Outcome<R> {

    /** It was done and gave {@code result}. */
    record Returned<R>(R result) implements Outcome<R> {}

    /** It was surely not done. */
    record Failed<R>(String reason) implements Outcome<R> {}

    /** It may have been done, now or later, or not; also that of an operation under way when the run ended. */
    record Unknown<R>(String reason) implements Outcome<R> {}
}
