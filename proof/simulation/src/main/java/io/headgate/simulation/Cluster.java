package io.headgate.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster at one moment, seen from outside: for checks that no node could make by itself.
 *
 * @param <M> the messages
 */
public interface Cluster<M> {
    /** How many nodes there are, running or not. */
    int nodes();

    /** A node as its {@link Scenario} made it, or null while it is down. */
    @Nullable
    Node<M> node(int number);

    /** The nodes that must get on by themselves, in order; empty before the cluster is healed. */
    List<Integer> core();

    /** True, simulated time since the run began. */
    long nowNanos();
}
