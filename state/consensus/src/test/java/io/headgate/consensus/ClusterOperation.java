package io.headgate.consensus;

/** What clients do with a simulated cluster: use the register that it replicates, and change the cluster. */
sealed interface ClusterOperation {
    record Read() implements ClusterOperation {}

    record Write(int value) implements ClusterOperation {}

    /** Makes a node a learner, a learner a voter, and a voter nothing. */
    record Change(int node) implements ClusterOperation {}

    /** Makes a node lead. */
    record Transfer(int node) implements ClusterOperation {}
}
