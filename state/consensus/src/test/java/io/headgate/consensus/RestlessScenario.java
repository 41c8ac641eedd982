package io.headgate.consensus;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.oneOf;

import io.headgate.property.Generator;
import io.headgate.simulation.FaultKind;
import io.headgate.simulation.Terms;
import java.time.Duration;
import java.util.EnumSet;

/** A cluster of three members so impatient, on a network so slow, that one leader follows the other. */
public class RestlessScenario extends ClusterScenario {
    public RestlessScenario() {
        super(
                new ClusterPlan(
                        3,
                        ClusterPlan.MAJORITY,
                        new PaxosSettings(
                                5_000_000,
                                15_000_000,
                                5_000_000,
                                2_000_000,
                                false,
                                1_000,
                                PaxosSettings.Limits.DEFAULT)),
                3);
    }

    @Override
    public Terms terms() {
        return super.terms()
                .operations(300)
                .swarm(false)
                .faults(EnumSet.of(
                        FaultKind.CRASH,
                        FaultKind.PAUSE,
                        FaultKind.PARTITION,
                        FaultKind.CLOG,
                        FaultKind.DELAY,
                        FaultKind.DUPLICATE,
                        FaultKind.SLOW_SYNC))
                // Nobody promises that such a cluster gets on.
                .liveness(Duration.ZERO);
    }

    @Override
    public Generator<ClusterOperation> operations() {
        Generator<ClusterOperation> transfers = integers(0, 2).map(ClusterOperation.Transfer::new);
        return oneOf(uses(), uses(), uses(), transfers);
    }
}
