package io.headgate.simulation;

import io.headgate.property.Generator;
import java.util.List;

/**
 * A system under test and what is asked of it. A scenario is made anew for every run and may keep state for its checks;
 * it is confined to the run's thread. A run has two phases: for {@link Terms#safety} operations and faults; then some
 * nodes, the core, are healed while the others stay as broken as they are, and within {@link Terms#liveness} the
 * {@link #demandedOperations} must be done and the {@link #demands} met.
 *
 * @param <M> the messages
 * @param <O> the clients' operations
 * @param <R> what operations return
 */
public interface Scenario<M, O, R> {
    /** How large the world is and what may go wrong. The same for every instance. */
    Terms terms();

    /** What clients do. */
    Generator<O> operations();

    /** A node that starts, for the first time or again: then what it had synced is on its disk. */
    Node<M> node(NodeEnvironment<M> environment);

    /** A client that starts; once per client and run. */
    Client<M, O> client(ClientEnvironment<M, R> environment);

    /** Called after every event: to check what must always hold between nodes. */
    default void observe(Cluster<M> cluster, Probes probes) {}

    /** Operations that each client must get to return, in this order, after the cluster is healed; retried until then. */
    default List<O> demandedOperations() {
        return List.of();
    }

    /** Conditions that must come true after the cluster is healed. Called once, when it is. */
    default void demands(Cluster<M> cluster, Demands demands) {}

    /**
     * Called at the end of each phase. If something is wrong at the end of the first one there is no second one: the
     * story of a failure is the shorter for it.
     *
     * @param history all operations so far, in the order in which they were invoked
     */
    default void judge(List<Call<O, R>> history, Probes probes) {}

    /**
     * Names given to {@link Probes#sometimes} and {@link Probes#reachable} that a campaign must meet. A name that is not
     * listed counts from when it is first asked; a listed one is reported even if its line is never reached.
     */
    default List<String> situations() {
        return List.of();
    }
}
