package io.headgate.replica;

import io.headgate.consensus.PaxosSettings;
import io.headgate.log.LogSettings;
import io.headgate.simulation.Cluster;
import io.headgate.simulation.Demands;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.simulation.Probes;
import io.headgate.simulation.Scenario;
import io.headgate.simulation.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Members of a store under all faults of the kit, and what must hold whatever their clients do. */
abstract class ClusterScenario<O, R> implements Scenario<ClusterMessage, O, R> {
    /** Small and quick, so that a run of seconds meets elections, checkpoints and full batches. */
    static final ReplicaSettings SETTINGS = new ReplicaSettings(
            new PaxosSettings(
                    /* heartbeatNanos= */ 20_000_000,
                    /* electionNanos= */ 150_000_000,
                    /* noticeNanos= */ 2_000_000,
                    /* leaseReads= */ false,
                    /* driftPpm= */ 1_000,
                    PaxosSettings.Limits.DEFAULT),
            new LogSettings(64 << 10),
            /* requestTimeout= */ Duration.ofMillis(1_500),
            /* repeatAfter= */ Duration.ofMillis(100),
            /* checkpointBytes= */ 4 << 10,
            /* quotaBytes= */ 1 << 30);

    /** The hash that each slot left behind, by whoever applied it first: all others must leave the same. */
    private final Map<Long, Long> hashes = new HashMap<>();

    @Override
    public Terms terms() {
        return Terms.nodes(3, 5)
                .clients(4)
                .operations(120)
                .safety(Duration.ofSeconds(10))
                .liveness(Duration.ofSeconds(20));
    }

    @Override
    public Node<ClusterMessage> node(NodeEnvironment<ClusterMessage> environment) {
        return new SimulatedMember(environment, environment.nodes(), SETTINGS);
    }

    @Override
    public void demands(Cluster<ClusterMessage> cluster, Demands demands) {
        demands.eventually("all of the core have applied the same", () -> {
            List<Long> slots = new ArrayList<>();
            for (int node : cluster.core()) {
                if (!(cluster.node(node) instanceof SimulatedMember member) || member.replica() == null) {
                    return false;
                }
                slots.add(member.replica().view().appliedSlot());
            }
            return slots.stream().distinct().count() == 1 && slots.getFirst() > 0;
        });
    }

    @Override
    public void observe(Cluster<ClusterMessage> cluster, Probes probes) {
        for (int node = 0; node < cluster.nodes(); node++) {
            if (cluster.node(node) instanceof SimulatedMember member && member.hasMoved()) {
                long slot = member.slot();
                long hash = member.hash();
                Long first = hashes.putIfAbsent(slot, hash);
                int at = node;
                probes.always(
                        first == null || first == hash,
                        "members are in the same state after the same slot",
                        () -> "node " + at + " at slot " + slot);
            }
        }
    }
}
