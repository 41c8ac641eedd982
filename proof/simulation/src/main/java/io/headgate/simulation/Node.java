package io.headgate.simulation;

import io.headgate.disk.DiskException;

/**
 * A node: user code that sees the world through its {@link NodeEnvironment} only. It is made anew for every start; what
 * is to outlive a crash is on its disk.
 *
 * <p>All calls come from one thread, one after the other. What a node throws fails the run, but for a
 * {@link DiskException}: that ends the process, as it would end a real one.
 *
 * @param <M> the messages
 */
public interface Node<M> {
    /** Called once, first. */
    void start();

    /**
     * A message arrived.
     *
     * @param from the number of the node or client that sent it
     */
    void receive(int from, M message);
}
