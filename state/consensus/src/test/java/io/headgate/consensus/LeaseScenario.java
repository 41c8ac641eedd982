package io.headgate.consensus;

import io.headgate.simulation.Terms;

/** A cluster of three members that read by leases, with clocks of which one runs up to 1.22 times as fast as another. */
public class LeaseScenario extends ClusterScenario {
    public LeaseScenario() {
        super(
                new ClusterPlan(
                        3,
                        ClusterPlan.MAJORITY,
                        new PaxosSettings(
                                10_000_000,
                                100_000_000,
                                5_000_000,
                                2_000_000,
                                true,
                                223_000,
                                PaxosSettings.Limits.DEFAULT)),
                3);
    }

    @Override
    public Terms terms() {
        return super.terms().clockSkew(100_000);
    }
}
