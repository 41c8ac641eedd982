package io.headgate.simulation;

import static io.headgate.property.Generators.just;

import io.headgate.property.Generator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A scenario put together from functions, whose messages, operations and results are texts. Clients do what they are told at once. */
final class ScriptedScenario implements Scenario<String, String, String> {
    Terms terms = Terms.nodes(2, 2).liveness(java.time.Duration.ZERO);
    Function<NodeEnvironment<String>, Node<String>> nodes = _ -> new Idle();
    Function<ClientEnvironment<String, String>, Client<String, String>> clients = Immediate::new;
    BiConsumer<List<Call<String, String>>, Probes> judge = (_, _) -> {};
    BiConsumer<Cluster<String>, Probes> observe = (_, _) -> {};
    BiConsumer<Cluster<String>, Demands> demands = (_, _) -> {};
    List<String> demanded = List.of();
    List<String> situations = List.of();

    /** Does nothing. */
    static class Idle implements Node<String> {
        @Override
        public void start() {}

        @Override
        public void receive(int from, String message) {}
    }

    private record Immediate(ClientEnvironment<String, String> environment) implements Client<String, String> {
        @Override
        public void invoke(String operation) {
            environment.returned(operation);
        }

        @Override
        public void receive(int from, String message) {}
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public Generator<String> operations() {
        return just("operation");
    }

    @Override
    public Node<String> node(NodeEnvironment<String> environment) {
        return nodes.apply(environment);
    }

    @Override
    public Client<String, String> client(ClientEnvironment<String, String> environment) {
        return clients.apply(environment);
    }

    @Override
    public void observe(Cluster<String> cluster, Probes probes) {
        observe.accept(cluster, probes);
    }

    @Override
    public List<String> demandedOperations() {
        return demanded;
    }

    @Override
    public void demands(Cluster<String> cluster, Demands wanted) {
        demands.accept(cluster, wanted);
    }

    @Override
    public void judge(List<Call<String, String>> history, Probes probes) {
        judge.accept(history, probes);
    }

    @Override
    public List<String> situations() {
        return situations;
    }
}
