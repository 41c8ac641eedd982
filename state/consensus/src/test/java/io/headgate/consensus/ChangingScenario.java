package io.headgate.consensus;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.oneOf;

import io.headgate.property.Generator;
import io.headgate.simulation.FaultKind;
import io.headgate.simulation.Terms;
import java.util.EnumSet;
import java.util.Set;

/** A cluster of three members and two more nodes, whose membership changes all the time. */
public class ChangingScenario extends ClusterScenario {
    private static final int NODES = 5;

    public ChangingScenario() {
        super(new ClusterPlan(3, ClusterPlan.MAJORITY, SETTINGS), NODES);
    }

    /** Whose disk is corrupted and who is a member cannot be told beforehand, so here no disk is; and all are healed. */
    @Override
    public Terms terms() {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        kinds.removeIf(FaultKind::corrupts);
        return super.terms().faults(kinds).core(nodes -> nodes);
    }

    @Override
    public Generator<ClusterOperation> operations() {
        Generator<ClusterOperation> changes = integers(0, NODES - 1).map(ClusterOperation.Change::new);
        Generator<ClusterOperation> transfers = integers(0, NODES - 1).map(ClusterOperation.Transfer::new);
        return oneOf(uses(), uses(), changes, changes, transfers);
    }
}
