package io.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A node made of a machine without I/O. */
final class MachineNodeTest {

    /** Counts what it gets and answers every second message. */
    private static final class Counter implements Machine<Counter.Input, Counter.Effect> {
        sealed interface Input {
            record Started() implements Input {}

            record Received(int from, String message) implements Input {}

            record Ticked() implements Input {}
        }

        sealed interface Effect {
            record Answer(int to, String text) implements Effect {}

            record Wait(long nanos) implements Effect {}
        }

        private int received;

        @Override
        public List<Effect> step(Input input, long nowNanos) {
            return switch (input) {
                case Input.Started() -> List.of(new Effect.Wait(5 * Plans.MILLI));
                case Input.Received(int from, var message) ->
                    ++received % 2 == 0 ? List.of(new Effect.Answer(from, message + " " + received)) : List.of();
                case Input.Ticked() ->
                    List.of(new Effect.Answer(0, "tick at " + nowNanos), new Effect.Answer(0, "and again"));
            };
        }
    }

    private static final class CounterNode extends MachineNode<String, Counter.Input, Counter.Effect> {
        CounterNode(NodeEnvironment<String> environment) {
            super(environment, new Counter());
        }

        @Override
        protected Counter.Input started() {
            return new Counter.Input.Started();
        }

        @Override
        protected Counter.Input received(int from, String message) {
            return new Counter.Input.Received(from, message);
        }

        @Override
        protected void carryOut(Counter.Effect effect) {
            switch (effect) {
                case Counter.Effect.Answer(int to, var text) -> environment.send(to, text);
                case Counter.Effect.Wait(long nanos) ->
                    environment.after(nanos, "tick", () -> step(new Counter.Input.Ticked()));
            }
        }
    }

    @Test
    void itsInputsAreWhatHappensAndItsEffectsAreCarriedOutInOrder() {
        ScriptedScenario scenario = new ScriptedScenario();
        scenario.nodes = node -> node.self() == 1
                ? new CounterNode(node)
                : new ScriptedScenario.Idle() {
                    @Override
                    public void start() {
                        node.send(1, "a");
                        node.send(1, "b");
                    }
                };
        assertThat(new Plans().trace(scenario).stream().filter(line -> line.contains("DELIVER at 0")))
                .containsExactly(
                        "2.000ms DELIVER at 0 peer 1 b 2",
                        "6.000ms DELIVER at 0 peer 1 tick at 5000000",
                        "6.000ms DELIVER at 0 peer 1 and again");
    }
}
