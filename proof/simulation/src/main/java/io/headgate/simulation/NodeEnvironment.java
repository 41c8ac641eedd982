package io.headgate.simulation;

import io.headgate.disk.Disk;

/**
 * What a node is given of the world.
 *
 * @param <M> the messages
 */
public interface NodeEnvironment<M> extends Environment<M> {
    /** The node's disk. What the node wrote and synced before it last stopped is there. */
    Disk disk();

    /**
     * Ends this process at once, as after a failed sync that leaves no other way; never returns. It is started again
     * later, as a new node on the same disk.
     */
    void halt(String reason);
}
