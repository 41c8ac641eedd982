package io.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SimulationTest {
    private static final Settings SETTINGS = new Settings().testCases(50).database("disabled");

    @Test
    void onePlanGivesOneTraceAndAnotherPlanAnother() {
        Set<Long> hashes = new HashSet<>();
        AtomicInteger runs = new AtomicInteger();
        Hegel.test(
                tc -> {
                    RegisterScenario scenario = new RegisterScenario();
                    Plan<RegisterOperation> plan =
                            tc.draw(new Planner<>(scenario.terms(), scenario.operations()).plans());
                    Report report = Simulation.run(tc, plan, RegisterScenario::new);
                    assertThat(Simulation.run(tc, plan, RegisterScenario::new).hash())
                            .isEqualTo(report.hash());
                    hashes.add(report.hash());
                    runs.incrementAndGet();
                },
                SETTINGS);
        assertThat(hashes).hasSizeGreaterThan(runs.get() / 2);
    }

    @Test
    void aDifferenceBetweenTwoRunsIsToldWithTheFirstEventThatDiffers() {
        AtomicInteger outside = new AtomicInteger();
        assertThatThrownBy(() -> run(scenario -> onStart(scenario, node -> {
                    node.log("the same");
                    node.log("start " + outside.incrementAndGet());
                })))
                .isInstanceOf(NondeterminismFailure.class)
                .hasMessageContaining("differ from event 2 on")
                .hasMessageMatching("(?s).*second run: 0.000ms LOG at 0 start \\d+\n.*")
                .hasMessageMatching("(?s).*third run: {4}0.000ms LOG at 0 start \\d+");
    }

    @Test
    void aMessageWithoutATextOfItsOwnIsADifference() {
        assertThatThrownBy(() -> run(scenario -> onStart(scenario, node -> node.send(1, new Object().toString()))))
                .isInstanceOf(NondeterminismFailure.class);
    }

    @Test
    void aViolationInOneOfTheRunsOnlyIsADifference() {
        AtomicInteger outside = new AtomicInteger();
        assertThatThrownBy(() -> run(scenario -> scenario.judge = (_, probes) -> {
                    probes.always(outside.incrementAndGet() % 2 == 0, "even");
                }))
                .isInstanceOf(NondeterminismFailure.class);
    }

    @Test
    void drawingMoreOftenIsADifferenceEvenIfNothingElseIs() {
        AtomicInteger outside = new AtomicInteger();
        assertThatThrownBy(() -> run(scenario -> onStart(scenario, node -> {
                    for (int i = outside.getAndIncrement(); i > 0; i--) {
                        node.random().nextLong();
                    }
                })))
                .isInstanceOf(NondeterminismFailure.class)
                .hasMessageContaining("next random number");
    }

    @Test
    void aFailedAlwaysFailsTheRunAtItsOwnLineAndTheRunGoesOn() {
        List<String> reached = new ArrayList<>();
        SimulationFailure failure = catchThrowableOfType(
                SimulationFailure.class,
                () -> run(scenario -> onStart(scenario, node -> {
                    node.probes().always(true, "right");
                    node.probes().always(false, "wrong", () -> "because of " + node.self());
                    node.probes().unreachable("never here");
                    reached.add("the end");
                })));
        assertThat(failure)
                .hasMessageContaining("wrong (at 0.000ms): because of 0")
                .hasMessageContaining("never here");
        assertThat(failure.getStackTrace()[0].getClassName()).startsWith(SimulationTest.class.getName());
        assertThat(failure.story()).contains("VIOLATED: wrong");
        assertThat(reached).isNotEmpty();
    }

    @Test
    void whatAScenarioThrowsFailsTheRunWithItsOwnStackTrace() {
        SimulationFailure failure = catchThrowableOfType(
                SimulationFailure.class, () -> run(scenario -> scenario.judge = (_, _) -> judgeBadly()));
        assertThat(failure).hasMessageContaining("badly judged");
        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("judgeBadly");
    }

    @Test
    void theTallySaysWhatCameUpSometimesAndWhatNever() {
        Tally tally = new Tally(new java.util.TreeMap<>());
        Hegel.test(
                tc -> tally.add(runAndReport(tc, scenario -> {
                            scenario.situations = List.of("unasked", "asked");
                            onStart(scenario, node -> {
                                node.probes().sometimes(node.self() == 1, "asked");
                                node.probes().sometimes(false, "undeclared");
                                node.probes().always(true, "right");
                            });
                        })
                        .tally()),
                SETTINGS);
        assertThat(tally.neverMet()).containsExactly("unasked", "undeclared");
        assertThat(tally.counts().get("asked")).isNotNull().satisfies(asked -> {
            assertThat(asked.held()).isPositive();
            assertThat(asked.asked()).isEqualTo(2 * asked.held());
        });
    }

    @Test
    void oneNameCannotBeTwoKindsOfProbe() {
        assertThatThrownBy(() -> run(scenario -> onStart(scenario, node -> {
                    node.probes().always(true, "name");
                    node.probes().sometimes(true, "name");
                })))
                .hasMessageContaining("probe name: SOMETIMES (expected: ALWAYS, as which the name is known)");
    }

    private static void judgeBadly() {
        throw new IllegalStateException("badly judged");
    }

    private static void run(Consumer<ScriptedScenario> script) {
        Hegel.test(tc -> runAndReport(tc, script), SETTINGS);
    }

    private static Report runAndReport(TestCase tc, Consumer<ScriptedScenario> script) {
        Plan<String> plan = new Plans().plan();
        return Simulation.run(tc, plan, () -> {
            ScriptedScenario scenario = new ScriptedScenario();
            script.accept(scenario);
            return scenario;
        });
    }

    private static void onStart(ScriptedScenario scenario, Consumer<NodeEnvironment<String>> action) {
        scenario.nodes = node -> new ScriptedScenario.Idle() {
            @Override
            public void start() {
                action.accept(node);
            }
        };
    }
}
