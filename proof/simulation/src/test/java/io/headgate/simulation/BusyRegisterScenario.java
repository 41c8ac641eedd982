package io.headgate.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The register under much load and nothing else: to measure the simulator. Nobody judges the history. */
public final class BusyRegisterScenario extends RegisterScenario {
    @Override
    public Terms terms() {
        return Terms.nodes(3, 3)
                .clients(3)
                .operations(20_000)
                .safety(Duration.ofMinutes(10))
                .liveness(Duration.ZERO)
                .faults(Set.of());
    }

    @Override
    public void judge(List<Call<RegisterOperation, Integer>> history, Probes probes) {}
}
