package io.headgate.consensus;

import io.headgate.simulation.Terms;

/** A cluster of five members, of which one has two votes. */
public class WeightedScenario extends ClusterScenario {
    public WeightedScenario() {
        super(new ClusterPlan(5, ClusterPlan.WEIGHTED, SETTINGS), 5);
    }

    /** Without the one of most weight, or with one voter less, three are not enough. */
    @Override
    public Terms terms() {
        return super.terms().core(_ -> 4);
    }
}
