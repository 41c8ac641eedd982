package io.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.disk.DiskFile;
import io.headgate.simulation.Fault.Partition.Shape;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What happens to nodes and clients under plans written by hand. */
final class ExecutionTest {
    private static final long MILLI = Plans.MILLI;

    private final ScriptedScenario scenario = new ScriptedScenario();
    private final List<String> seen = new ArrayList<>();

    @Test
    void aMessageArrivesAfterTheDelayOfTheNetwork() {
        onStart(0, node -> node.send(1, "hello"));
        assertThat(new Plans().trace(scenario)).contains("1.000ms DELIVER at 1 peer 0 hello");
    }

    @Test
    void aTimerFiresWhenItsTimeHasComeAndACancelledOneDoesNot() {
        onStart(0, node -> {
            node.after(5 * MILLI, "kept", () -> seen.add("kept"));
            node.after(4 * MILLI, "cancelled", () -> seen.add("cancelled")).cancel();
        });
        assertThat(new Plans().trace(scenario)).contains("5.000ms TIMER at 0 kept");
        assertThat(seen).containsExactly("kept");
    }

    @Test
    void aTimerFollowsTheClockOfItsNode() {
        onStart(0, node -> node.after(50 * MILLI, "half speed", () -> {}));
        onStart(1, node -> node.after(50 * MILLI, "full speed", () -> {}));
        assertThat(new Plans()
                        .fault(new Fault.ClockRate(0, 0, 100 * MILLI, -500_000))
                        .trace(scenario))
                .contains("50.000ms TIMER at 1 full speed", "100.000ms TIMER at 0 half speed");
    }

    @Test
    void clocksBeginWhereThePlanSaysAndMayWrap() {
        List<Long> times = new ArrayList<>();
        onStart(0, node -> {
            times.add(node.nanoTime());
            node.after(2 * MILLI, "later", () -> times.add(node.nanoTime()));
        });
        new Plans().clockOrigin(Long.MAX_VALUE - MILLI).trace(scenario);
        assertThat(times).hasSize(2);
        assertThat(times.get(0)).isPositive();
        assertThat(times.get(1)).isNegative();
        assertThat(times.get(1) - times.get(0)).isEqualTo(2 * MILLI);
    }

    @Test
    void aCrashThrowsTheNodeAwayAndWhatItWaitedForButKeepsTheDisk() {
        scenario.nodes = node -> new ScriptedScenario.Idle() {
            private int starts;

            @Override
            public void start() {
                starts++;
                seen.add(node.self() + " starts with " + node.disk().list() + " for the " + starts + ". time");
                if (!node.disk().exists("a")) {
                    node.disk().create("a");
                    node.disk().sync(_ -> {});
                }
                node.after(30 * MILLI, "old", () -> seen.add(node.self() + " timer at " + node.nanoTime()));
            }
        };
        new Plans().fault(new Fault.Crash(0, 10 * MILLI, 5 * MILLI, 1)).trace(scenario);
        assertThat(seen)
                .containsExactly(
                        "0 starts with [] for the 1. time",
                        "1 starts with [] for the 1. time",
                        "0 starts with [a] for the 1. time",
                        "1 timer at " + 30 * MILLI,
                        "0 timer at " + 45 * MILLI);
    }

    @Test
    void onlyAPowerFailureLosesWhatWasNotSynced() {
        for (long loss : List.of(0L, 1L)) {
            seen.clear();
            onStart(0, node -> {
                seen.add(node.disk().list().toString());
                if (node.disk().list().isEmpty()) {
                    node.disk().create("a");
                }
            });
            new Plans().fault(new Fault.Crash(0, 10 * MILLI, 5 * MILLI, loss)).trace(scenario);
            assertThat(seen).containsExactly("[]", loss == 0 ? "[a]" : "[]");
        }
    }

    @Test
    void messagesToANodeThatIsDownAreLostAndThoseToItsNextProcessArrive() {
        onStart(0, node -> {
            node.after(10 * MILLI, "early", () -> node.send(1, "early"));
            node.after(15 * MILLI, "late", () -> node.send(1, "late"));
        });
        assertThat(new Plans()
                        .fault(new Fault.Crash(1, 5 * MILLI, 10 * MILLI, 0))
                        .trace(scenario))
                .contains("11.000ms DROP at 1 peer 0 down", "16.000ms DELIVER at 1 peer 0 late");
    }

    @Test
    void aPausedNodeDoesEverythingLater() {
        onStart(0, node -> node.after(10 * MILLI, "tick", () -> {}));
        onStart(1, node -> node.after(12 * MILLI, "tock", () -> node.send(0, "hello")));
        assertThat(new Plans().fault(new Fault.Pause(0, 5 * MILLI, 30 * MILLI)).trace(scenario))
                .contains("35.000ms TIMER at 0 tick", "35.000ms DELIVER at 0 peer 1 hello");
    }

    @Test
    void aCrashWhilePausedForgetsTimersOfTheProcessThatIsOver() {
        onStart(0, node -> node.after(10 * MILLI, "tick", () -> seen.add("tick of " + node.nanoTime())));
        new Plans()
                .fault(new Fault.Pause(0, 5 * MILLI, 30 * MILLI))
                .fault(new Fault.Crash(0, 20 * MILLI, 5 * MILLI, 0))
                .trace(scenario);
        assertThat(seen).containsExactly("tick of " + 45 * MILLI);
    }

    @Test
    void aOneWayPartitionLosesWhatIsSentAndWhatArrivesInOneDirection() {
        for (int self = 0; self < 2; self++) {
            int other = 1 - self;
            onStart(self, node -> {
                node.after(9_500_000, "before", () -> node.send(other, "before"));
                node.after(15 * MILLI, "during", () -> node.send(other, "during"));
                node.after(25 * MILLI, "after", () -> node.send(other, "after"));
            });
        }
        List<String> trace = new Plans()
                .fault(new Fault.Partition(Shape.ONE_WAY, 0, 0b01, 10 * MILLI, 10 * MILLI))
                .trace(scenario);
        assertThat(trace).contains("10.500ms DROP at 1 peer 0 cut", "15.000ms DROP at 1 peer 0 cut");
        assertThat(trace.stream().filter(line -> line.contains("DELIVER at 0"))).hasSize(3);
        assertThat(trace.stream().filter(line -> line.contains("DELIVER at 1"))).hasSize(1);
    }

    @Test
    void syncsEndInTheOrderInWhichTheyBeganAlsoWhenTheDiskGetsFasterMeanwhile() {
        onStart(0, node -> {
            DiskFile file = node.disk().create("a");
            node.after(5 * MILLI, "first", () -> {
                file.append(ByteBuffer.wrap(new byte[1]));
                file.sync(_ -> seen.add("first " + node.nanoTime() / MILLI));
            });
            node.after(15 * MILLI, "second", () -> file.sync(_ -> seen.add("second " + node.nanoTime() / MILLI)));
        });
        new Plans()
                .fault(new Fault.Storage(FaultKind.SLOW_SYNC, 0, 0, 10 * MILLI, 40 * MILLI, 0))
                .trace(scenario);
        assertThat(seen).containsExactly("first 46", "second 46");
    }

    @Test
    void aNodeThatHaltsOrLetsAnErrorOfItsDiskThroughIsStartedAgain() {
        for (boolean halts : new boolean[] {true, false}) {
            seen.clear();
            onStart(0, node -> {
                seen.add("start at " + node.nanoTime() / MILLI);
                node.after(20 * MILLI, "end", () -> {
                    if (halts) {
                        node.halt("had enough");
                    }
                    node.disk().open("nothing");
                });
            });
            scenario.terms = Terms.nodes(2, 2);
            List<String> trace = new Plans().core(List.of(0, 1)).trace(demanding("x"));
            assertThat(trace).noneMatch(line -> line.contains("VIOLATION"));
            assertThat(trace)
                    .contains(
                            halts
                                    ? "20.000ms STOP at 0 halts: had enough"
                                    : "20.000ms STOP at 0 ends: open nothing: there is no such file, only []");
            assertThat(seen).contains("start at 0");
        }
    }

    @Test
    void whatANodeThrowsFailsTheRunWhichGoesOn() {
        onStart(
                0,
                node -> node.after(MILLI, "wrong", () -> {
                    throw new IllegalStateException("wrong");
                }));
        onStart(1, node -> node.after(50 * MILLI, "later", () -> seen.add("later")));
        assertThat(new Plans().trace(scenario)).contains("1.000ms VIOLATION at 0 nothing is thrown");
        assertThat(seen).containsExactly("later");
    }

    @Test
    void whatAProcessAsksForAfterItsEndDoesNotHappen() {
        List<NodeEnvironment<String>> old = new ArrayList<>();
        onStart(0, node -> {
            old.add(node);
            if (old.size() == 2) {
                old.getFirst().send(1, "from the dead");
                old.getFirst().after(MILLI, "of the dead", () -> seen.add("timer"));
                old.getFirst().log("I am dead");
            }
        });
        assertThat(new Plans()
                        .fault(new Fault.Crash(0, 5 * MILLI, 5 * MILLI, 0))
                        .trace(scenario))
                .noneMatch(line -> line.contains("dead"));
        assertThat(seen).isEmpty();
    }

    @Test
    void clientsDoOneOperationAtATimeLetOthersPassMeanwhileAndTheHistorySaysWhen() {
        List<Call<String, String>> history = new ArrayList<>();
        scenario.judge = (calls, _) -> history.addAll(calls);
        scenario.clients = client -> new Client<>() {
            @Override
            public void invoke(String operation) {
                if (operation.equals("never")) {
                    return;
                }
                client.after(10 * MILLI, "work", () -> {
                    switch (operation) {
                        case "fail" -> client.failed("no");
                        case "lose" -> client.unknown("lost");
                        default -> client.returned(operation + "!");
                    }
                });
            }

            @Override
            public void receive(int from, String message) {}
        };
        new Plans()
                .operation(0, "a")
                .operation(5, "while busy")
                .operation(15, "fail")
                .operation(30, "lose")
                .operation(50, "never")
                .operation(60, "b")
                .trace(scenario);
        assertThat(history)
                .containsExactly(
                        new Call<>(2, "a", new Outcome.Returned<>("a!"), 0, 10 * MILLI, 0, 1),
                        new Call<>(2, "fail", new Outcome.Failed<>("no"), 15 * MILLI, 25 * MILLI, 2, 3),
                        new Call<>(2, "lose", new Outcome.Unknown<>("lost"), 30 * MILLI, 40 * MILLI, 4, 5),
                        new Call<>(
                                2,
                                "never",
                                new Outcome.Unknown<>("under way when the run ended"),
                                50 * MILLI,
                                Long.MAX_VALUE,
                                6,
                                Long.MAX_VALUE));
    }

    @Test
    void theHealedCoreIsUpAndConnectedAndTheOthersStayBroken() {
        scenario.terms = Terms.nodes(3, 3).liveness(Duration.ofSeconds(1));
        scenario.demands = (cluster, demands) -> {
            seen.add("healed " + cluster.core() + " at " + cluster.nowNanos() / MILLI);
            demands.eventually("half a second has passed", () -> cluster.nowNanos() > 500 * MILLI);
        };
        onStart(0, ExecutionTest::talkLater);
        List<String> trace = new Plans()
                .nodes(3)
                .fault(new Fault.Partition(Shape.ISOLATED, 0, 0, 10 * MILLI, 500 * MILLI))
                .fault(new Fault.Crash(1, 20 * MILLI, 500 * MILLI, 0))
                .fault(new Fault.Crash(2, 20 * MILLI, 10 * MILLI, 0))
                .core(List.of(0, 1), Plan.Fate.DEAD)
                .trace(scenario);
        assertThat(seen).contains("healed [0, 1] at 100");
        assertThat(trace).contains("100.000ms START at 1 ", "100.000ms STOP at 2 dies");
        assertThat(trace.stream().filter(line -> line.contains("DELIVER at 1 peer 0")))
                .isNotEmpty();
        assertThat(trace.stream().filter(line -> line.contains("START at 2"))).hasSize(2);
    }

    @Test
    void anOutsiderCanBeMuteOrDeaf() {
        for (Plan.Fate fate : List.of(Plan.Fate.MUTE, Plan.Fate.DEAF)) {
            ScriptedScenario talking = new ScriptedScenario();
            talking.terms = Terms.nodes(2, 2).liveness(Duration.ofSeconds(1)).core(_ -> 1);
            talking.nodes = node -> new ScriptedScenario.Idle() {
                @Override
                public void start() {
                    talkLater(node);
                }
            };
            talking.demands = (cluster, demands) ->
                    demands.eventually("some time has passed", () -> cluster.nowNanos() > 300 * MILLI);
            List<String> after = new Plans()
                    .core(List.of(0), fate).trace(talking).stream()
                            .dropWhile(line -> !line.contains("left"))
                            .toList();
            assertThat(after.stream().anyMatch(line -> line.contains("DELIVER at 1 peer 0")))
                    .isEqualTo(fate == Plan.Fate.MUTE);
            assertThat(after.stream().anyMatch(line -> line.contains("DELIVER at 0 peer 1")))
                    .isEqualTo(fate == Plan.Fate.DEAF);
        }
    }

    @Test
    void demandedOperationsAreTriedUntilTheyReturn() {
        List<Call<String, String>> history = new ArrayList<>();
        scenario.terms = Terms.nodes(2, 2).liveness(Duration.ofSeconds(1));
        scenario.judge = (calls, _) -> {
            history.clear();
            history.addAll(calls);
        };
        scenario.clients = client -> new Client<>() {
            private int tries;

            @Override
            public void invoke(String operation) {
                if (++tries < 4) {
                    client.failed("not yet");
                } else {
                    client.returned("done");
                }
            }

            @Override
            public void receive(int from, String message) {}
        };
        List<String> trace = new Plans().core(List.of(0, 1)).trace(demanding("x", "y"));
        assertThat(history).extracting(Call::operation).containsExactly("x", "x", "x", "x", "y");
        assertThat(trace).noneMatch(line -> line.contains("VIOLATION"));
    }

    @Test
    void aDemandThatIsNotMetInTimeFailsTheRun() {
        scenario.terms = Terms.nodes(2, 2).liveness(Duration.ofSeconds(1));
        scenario.demands = (_, demands) -> {
            demands.eventually("the impossible", () -> false);
            demands.eventually("the possible", () -> true);
        };
        assertThat(new Plans().core(List.of(0, 1)).trace(scenario))
                .contains("1100.000ms VIOLATION eventually the impossible")
                .doesNotContain("1100.000ms VIOLATION eventually the possible");
    }

    @Test
    void aRunWithoutEndFails() {
        scenario.terms = scenario.terms.mostEvents(1_000);
        onStart(0, ExecutionTest::spin);
        assertThat(new Plans().trace(scenario)).contains("0.000ms VIOLATION the run ends");
    }

    @Test
    void observersSeeTheNodesThatAreUpAfterEveryEvent() {
        scenario.observe = (cluster, _) -> {
            String state = (cluster.node(0) == null ? "down" : "up") + " " + cluster.core();
            if (seen.isEmpty() || !seen.getLast().equals(state)) {
                seen.add(state);
            }
        };
        new Plans().fault(new Fault.Crash(0, 20 * MILLI, 10 * MILLI, 0)).trace(scenario);
        assertThat(seen).containsExactly("up []", "down []", "up []");
    }

    private static void spin(NodeEnvironment<String> node) {
        node.after(0, "spin", () -> spin(node));
    }

    private static void talkLater(NodeEnvironment<String> node) {
        node.after(40 * MILLI, "talk", () -> {
            node.send(1 - Math.min(node.self(), 1), "hello");
            talkLater(node);
        });
    }

    private ScriptedScenario demanding(String... operations) {
        scenario.demanded = List.of(operations);
        return scenario;
    }

    /** Lets one node do something when it starts; the others keep what they do. */
    private void onStart(int self, Consumer<NodeEnvironment<String>> action) {
        var others = scenario.nodes;
        scenario.nodes = node -> node.self() != self
                ? others.apply(node)
                : new ScriptedScenario.Idle() {
                    @Override
                    public void start() {
                        action.accept(node);
                    }
                };
    }
}
