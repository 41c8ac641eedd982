package io.headgate.consensus;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;

import io.headgate.history.Linearizability;
import io.headgate.history.LinearizabilityVerdict;
import io.headgate.history.Operation;
import io.headgate.history.Register;
import io.headgate.history.Response;
import io.headgate.property.Generator;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Cluster;
import io.headgate.simulation.Demands;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import io.headgate.simulation.Scenario;
import io.headgate.simulation.Terms;
import java.time.Duration;
import java.util.List;

/** A register replicated by members that agree on its log, under every fault there is. */
abstract class ClusterScenario implements Scenario<Wire, ClusterOperation, Integer> {
    private static final int HIGHEST_VALUE = 1_000;

    static final PaxosSettings SETTINGS = new PaxosSettings(
            20_000_000, 100_000_000, 10_000_000, 2_000_000, false, 1_000, PaxosSettings.Limits.DEFAULT);

    /** So small that every limit is met. */
    static final PaxosSettings.Limits TIGHT = new PaxosSettings.Limits(8, 40, 4_000, 150, 2, 64, 2, 3);

    private final ClusterPlan plan;
    private final int nodes;
    private final Witness witness;

    ClusterScenario(ClusterPlan plan, int nodes) {
        this.plan = plan;
        this.nodes = nodes;
        witness = new Witness(plan.founding());
    }

    @Override
    public Terms terms() {
        return Terms.nodes(nodes, nodes)
                .clients(3)
                .operations(100)
                .safety(Duration.ofSeconds(3))
                .syncDelay(Duration.ofMillis(2))
                .liveness(Duration.ofSeconds(20))
                .mostEvents(500_000);
    }

    static Generator<ClusterOperation> uses() {
        return oneOf(
                just(new ClusterOperation.Read()), integers(1, HIGHEST_VALUE).map(ClusterOperation.Write::new));
    }

    @Override
    public Generator<ClusterOperation> operations() {
        Generator<ClusterOperation> transfers = integers(0, nodes - 1).map(ClusterOperation.Transfer::new);
        return oneOf(uses(), uses(), uses(), uses(), uses(), uses(), transfers);
    }

    @Override
    public Node<Wire> node(NodeEnvironment<Wire> environment) {
        return new ClusterNode(environment, plan, witness);
    }

    @Override
    public Client<Wire, ClusterOperation> client(ClientEnvironment<Wire, Integer> environment) {
        return new ClusterClient(environment);
    }

    @Override
    public List<ClusterOperation> demandedOperations() {
        return List.of(new ClusterOperation.Write(HIGHEST_VALUE + 1), new ClusterOperation.Read());
    }

    @Override
    public void demands(Cluster<Wire> cluster, Demands demands) {
        long chosen = witness.highestChosen();
        for (int number : cluster.core()) {
            demands.eventually(
                    "node " + number + " applies what is chosen, if it is a member",
                    () -> cluster.node(number) instanceof ClusterNode node
                            && (node.applied() >= chosen || !witness.isMember(node.id)));
        }
    }

    @Override
    public void judge(List<Call<ClusterOperation, Integer>> history, Probes probes) {
        List<Operation<Register.Request<Integer>, Register.Answer<Integer>>> operations = history.stream()
                .filter(call -> call.operation() instanceof ClusterOperation.Read
                        || call.operation() instanceof ClusterOperation.Write)
                .map(ClusterScenario::operation)
                .toList();
        var verdict = Linearizability.of(Register.holding(0)).check(operations);
        probes.always(verdict instanceof LinearizabilityVerdict.Linearizable, "linearizable", () -> "\n" + verdict);
    }

    private static Operation<Register.Request<Integer>, Register.Answer<Integer>> operation(
            Call<ClusterOperation, Integer> call) {
        Register.Request<Integer> request = call.operation() instanceof ClusterOperation.Write(int value)
                ? new Register.Write<>(value)
                : new Register.Read<>();
        Response<Register.Answer<Integer>> response = switch (call.outcome()) {
            case Outcome.Returned(Integer value) ->
                new Response.Returned<>(
                        request instanceof Register.Read ? new Register.Value<>(value) : new Register.Done<>(),
                        call.endedOrder());
            case Outcome.Failed<Integer> _ -> new Response.Failed<>();
            case Outcome.Unknown<Integer> _ -> new Response.Unknown<>();
        };
        return new Operation<>(call.client(), request, call.invokedOrder(), response);
    }
}
