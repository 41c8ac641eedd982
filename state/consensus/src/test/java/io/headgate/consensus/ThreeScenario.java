package io.headgate.consensus;

/** A cluster of three members, majorities. */
public class ThreeScenario extends ClusterScenario {
    public ThreeScenario() {
        super(new ClusterPlan(3, ClusterPlan.MAJORITY, SETTINGS), 3);
    }
}
