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
import org.jspecify.annotations.Nullable;

/**
 * Members of a store under all faults of the kit, and what must hold whatever their clients do: members are in the same
 * state after the same slot, whoever watches is told everything once and in order, and a healed core gets on.
 */
abstract class ClusterScenario<O, R> implements Scenario<ClusterMessage, O, R> {
    /** Small and quick, so that a run of seconds meets elections, checkpoints and full batches. */
    static final ReplicaSettings SETTINGS = new ReplicaSettings(
            new PaxosSettings(
                    /* heartbeatNanos= */ 20_000_000,
                    /* electionNanos= */ 150_000_000,
                    /* startNanos= */ 10_000_000,
                    /* noticeNanos= */ 2_000_000,
                    /* leaseReads= */ false,
                    /* driftPpm= */ 1_000,
                    PaxosSettings.Limits.DEFAULT),
            new LogSettings(32 << 10),
            /* requestTimeout= */ Duration.ofMillis(1_500),
            /* repeatAfter= */ Duration.ofMillis(100),
            /* checkpointBytes= */ 4 << 10,
            /* quotaBytes= */ 1 << 30);

    private final int mostFounders;
    private final EventLedger ledger = new EventLedger();
    private @Nullable Machines machines;

    /** The hash that each slot left behind, by whoever applied it first: all others must leave the same. */
    private final Map<Long, Long> hashes = new HashMap<>();

    /** All nodes are founders. */
    ClusterScenario() {
        this(Integer.MAX_VALUE);
    }

    /** @param mostFounders the first nodes are founders, the others wait to be made members */
    ClusterScenario(int mostFounders) {
        this.mostFounders = mostFounders;
    }

    @Override
    public Terms terms() {
        return Terms.nodes(3, 5)
                .clients(4)
                .operations(300)
                // Longer than a message takes: who answers before its sync is found out by the next power failure.
                .syncDelay(Duration.ofMillis(4))
                .safety(Duration.ofSeconds(10))
                .liveness(Duration.ofSeconds(20));
    }

    @Override
    public Node<ClusterMessage> node(NodeEnvironment<ClusterMessage> environment) {
        return new SimulatedMember(environment, machines(environment.nodes()), SETTINGS, ledger);
    }

    /** Which node runs which member, in a cluster of that many nodes. */
    final Machines machines(int nodes) {
        Machines known = machines;
        if (known == null) {
            known = new Machines(Math.min(nodes, mostFounders));
            machines = known;
        }
        return known;
    }

    @Override
    public void demands(Cluster<ClusterMessage> cluster, Demands demands) {
        demands.eventually("all of the core have applied the same, and have told it", () -> agree(members(cluster)));
    }

    /** The nodes that must get on: those of the core that are to run a member. */
    List<Node<ClusterMessage>> members(Cluster<ClusterMessage> cluster) {
        List<Node<ClusterMessage>> members = new ArrayList<>();
        for (int node : cluster.core()) {
            Node<ClusterMessage> running = cluster.node(node);
            if (running == null) {
                return List.of();
            }
            members.add(running);
        }
        return members;
    }

    private static boolean agree(List<Node<ClusterMessage>> nodes) {
        List<Long> slots = new ArrayList<>();
        for (Node<ClusterMessage> node : nodes) {
            if (!(node instanceof SimulatedMember member) || !member.hasToldAll() || member.seenView() == null) {
                return false;
            }
            slots.add(member.seenView().appliedSlot());
        }
        return slots.stream().distinct().count() == 1 && slots.getFirst() > 0;
    }

    @Override
    public void observe(Cluster<ClusterMessage> cluster, Probes probes) {
        for (int node = 0; node < cluster.nodes(); node++) {
            if (cluster.node(node) instanceof SimulatedMember member && member.hasTurned()) {
                Replica.View view = member.seenView();
                if (view != null) {
                    turned(node, view, member.hash(), probes);
                }
            }
        }
    }

    /** A member's turn has ended. */
    void turned(int node, Replica.View view, long hash, Probes probes) {
        Long first = hashes.putIfAbsent(view.appliedSlot(), hash);
        probes.always(
                first == null || first == hash,
                "members are in the same state after the same slot",
                () -> "node " + node + " at slot " + view.appliedSlot());
        probes.sometimes(view.consensus().isForgetful(), "a forgetful member follows");
        probes.sometimes(view.errors().contains(Replica.FULL_DISK), "a full disk refuses entries");
    }

    @Override
    public List<String> situations() {
        return List.of(
                "a checkpoint is installed from another member",
                "a batch is sent again after a change of leaders",
                "a batch is overtaken",
                "a detour is used",
                "a forgetful member follows",
                "a full disk refuses entries");
    }
}
