package io.headgate.simulation;

/**
 * What a client is given of the world. Each operation it was told to {@link Client#invoke} ends with exactly one of the
 * three calls below; then it is told the next one.
 *
 * @param <M> the messages
 * @param <R> what operations return
 */
public interface ClientEnvironment<M, R> extends Environment<M> {
    /** The operation was done and gave this. */
    void returned(R result);

    /** The operation was surely not done and never will be. */
    void failed(String reason);

    /** The operation may have been done, may be done later, or never: nobody knows. */
    void unknown(String reason);
}
