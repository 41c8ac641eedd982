package io.headgate.consensus;

/** A cluster of five members, majorities, and limits so tight that all are met. */
public class FiveScenario extends ClusterScenario {
    public FiveScenario() {
        super(
                new ClusterPlan(
                        5,
                        ClusterPlan.MAJORITY,
                        new PaxosSettings(20_000_000, 100_000_000, 10_000_000, 2_000_000, false, 1_000, TIGHT)),
                5);
    }
}
