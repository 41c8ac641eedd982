package io.headgate.consensus;

import io.headgate.simulation.FaultKind;
import io.headgate.simulation.Terms;
import java.util.EnumSet;

/** A cluster of three members that stop and start on disks of which one decays. */
public class RottenScenario extends ClusterScenario {
    public RottenScenario() {
        super(new ClusterPlan(3, ClusterPlan.MAJORITY, SETTINGS), 3);
    }

    @Override
    public Terms terms() {
        return super.terms()
                .swarm(false)
                .faults(EnumSet.of(
                        FaultKind.CRASH, FaultKind.PARTITION, FaultKind.BIT_ROT, FaultKind.MISDIRECTED_WRITE));
    }
}
