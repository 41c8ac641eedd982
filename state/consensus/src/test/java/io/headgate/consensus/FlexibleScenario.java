package io.headgate.consensus;

import io.headgate.simulation.Terms;

/** A cluster of five members, of which four elect and two decide. */
public class FlexibleScenario extends ClusterScenario {
    public FlexibleScenario() {
        super(new ClusterPlan(5, ClusterPlan.FLEXIBLE, SETTINGS), 5);
    }

    /** Without the one of most weight, or with one voter less, three are not enough. */
    @Override
    public Terms terms() {
        return super.terms().core(_ -> 4);
    }
}
