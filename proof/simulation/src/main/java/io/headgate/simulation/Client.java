package io.headgate.simulation;

/**
 * A client: carries out operations by talking to nodes, one operation at a time. It never crashes. Like a node it sees
 * the world through its environment only.
 *
 * @param <M> the messages
 * @param <O> the operations
 */
public interface Client<M, O> {
    /** Begins an operation, which ends by a call of {@link ClientEnvironment}, now or later. */
    void invoke(O operation);

    /**
     * A message arrived. It may belong to an operation that is over.
     *
     * @param from the number of the node or client that sent it
     */
    void receive(int from, M message);
}
