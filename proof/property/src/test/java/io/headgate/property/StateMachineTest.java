package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StateMachineTest {
    private static final Settings SETTINGS = new Settings().seed(1).verbosity(Verbosity.QUIET);

    /** A queue in a ring, with a defect: what is added after the ring was full once may overwrite the oldest. */
    private static final class BoundedQueue {
        private final int[] ring;
        private int head;
        private int size;

        BoundedQueue(int capacity) {
            ring = new int[capacity];
        }

        boolean offer(int value) {
            if (size == ring.length) {
                return false;
            }
            ring[(head + size) % ring.length] = value;
            size++;
            return true;
        }

        int poll() {
            int value = ring[head];
            head = head == ring.length - 1 ? 1 : head + 1; // 0 would be right.
            size--;
            return value;
        }
    }

    static class QueueMachine {
        private final BoundedQueue queue = new BoundedQueue(3);
        private final Deque<Integer> model = new ArrayDeque<>();

        @Rule
        void offer(TestCase tc) {
            int value = tc.draw(integers(), "value");
            boolean accepted = queue.offer(value);
            assertThat(accepted).isEqualTo(model.size() < 3);
            if (accepted) {
                model.add(value);
            }
        }

        @Rule
        @Precondition("isNotEmpty")
        void poll() {
            assertThat(queue.poll()).isEqualTo(model.remove());
        }

        boolean isNotEmpty() {
            return !model.isEmpty();
        }

        @Invariant
        void theSizesAreEqual() {
            assertThat(queue.size).isEqualTo(model.size());
        }
    }

    /**
     * Three values are taken out, so that a fourth goes round the end of the ring, and that one is not zero, as a place
     * never written is. Shrinking has no proof of finding the fewest: over 200 seeds it did for 195.
     */
    @Test
    void aPlantedDefectIsFoundAndAsGoodAsAlwaysToldAsTheFewestCallsThatShowIt() {
        int seeds = 20;
        int fewest = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            List<String> calls = onlyFailure(tc -> StateMachine.run(tc, QueueMachine::new), SETTINGS.seed(seed))
                    .transcript();
            assertThat(calls).hasSizeLessThanOrEqualTo(12).endsWith("machine.poll();");
            if (Collections.frequency(calls, "machine.poll();") == 4
                    && Collections.frequency(calls, "machine.offer(0);") == 3
                    && Collections.frequency(calls, "machine.offer(1);") == 1
                    && calls.size() == 8) {
                fewest++;
            }
        }
        assertThat(fewest).isGreaterThanOrEqualTo(seeds - 3);
    }

    @Test
    void aFailureReplaysFromItsText() {
        Consumer<TestCase> body = tc -> StateMachine.run(tc, QueueMachine::new);
        Failure failure = onlyFailure(body, SETTINGS);
        Failure again = onlyFailure(
                body,
                SETTINGS.phases(Phase.EXPLICIT).reproduce(failure.reproduction().orElseThrow()));
        assertThat(again.transcript()).isEqualTo(failure.transcript());
    }

    static class BrokenInvariant {
        private int steps;

        @Rule
        void step(TestCase tc) {
            tc.note("going to " + ++steps);
        }

        @Invariant
        void neverThree() {
            assertThat(steps).isNotEqualTo(3);
        }
    }

    @Test
    void aBrokenInvariantIsTheLastCallOfTheHistoryAndNotesStandBelowTheirs() {
        assertThat(onlyFailure(tc -> StateMachine.run(tc, BrokenInvariant::new), SETTINGS)
                        .transcript())
                .containsExactly(
                        "machine.step();",
                        "  going to 1",
                        "machine.step();",
                        "  going to 2",
                        "machine.step();",
                        "  going to 3",
                        "machine.neverThree();");
    }

    @Test
    void invariantsHoldBeforeTheFirstStepToo() {
        Failure failure = onlyFailure(
                tc -> StateMachine.named("m")
                        .rule("step", _ -> {})
                        .invariant("never", () -> {
                            throw new IllegalStateException("broken");
                        })
                        .run(tc),
                SETTINGS);
        assertThat(failure.transcript()).containsExactly("m.never();");
    }

    static class Accounts {
        private final Bundle<int[]> accounts = new Bundle<>("account");

        @Rule
        void open(TestCase tc) {
            accounts.add(tc, new int[] {tc.draw(integers(0, 100))});
        }

        @Rule
        void transfer(TestCase tc) {
            int[] from = tc.draw(accounts);
            int[] to = tc.draw(accounts);
            int amount = tc.draw(integers(0, 100));
            tc.assume(amount <= from[0]);
            int fromAfter = from[0] - amount;
            int toAfter = to[0] + amount;
            from[0] = fromAfter;
            to[0] = toAfter; // Wrong if both are one account.
            assertThat(fromAfter + toAfter).isEqualTo(from[0] + to[0]);
        }

        @Rule
        void close(TestCase tc) {
            accounts.remove(tc.draw(accounts));
        }
    }

    @Test
    void valuesOfABundleAreToldByTheirNames() {
        assertThat(onlyFailure(tc -> StateMachine.run(tc, Accounts::new), SETTINGS)
                        .transcript())
                .containsExactly("machine.open(1); // account1", "machine.transfer(account1, account1, 1);");
    }

    @Test
    void whatWasTakenOutOfABundleIsNotDrawnAgain() {
        Hegel.test(
                tc -> {
                    Bundle<String> tickets = new Bundle<>("ticket");
                    StateMachine.named("m")
                            .rule("issue", step -> tickets.add(step, new String("same text")))
                            .rule("use", () -> !tickets.isEmpty(), step -> {
                                String ticket = step.draw(tickets);
                                tickets.remove(ticket);
                                assertThat(tickets.isEmpty() ? "" : step.draw(tickets))
                                        .isNotSameAs(ticket);
                            })
                            .run(tc);
                },
                SETTINGS);
    }

    @Test
    void aRuleIsUsedOnlyWhileItsPreconditionHoldsAndEachOfTheOthersIs() {
        List<String> used = new ArrayList<>();
        Hegel.test(
                tc -> {
                    int[] level = {0};
                    StateMachine.named("lift")
                            .rule("up", () -> level[0] < 2, _ -> {
                                assertThat(level[0]).isLessThan(2);
                                level[0]++;
                                used.add("up");
                            })
                            .rule("down", () -> level[0] > 0, _ -> {
                                assertThat(level[0]).isPositive();
                                level[0]--;
                                used.add("down");
                            })
                            .rule("stay", _ -> used.add("stay"))
                            .run(tc);
                },
                SETTINGS);
        assertThat(used).contains("up", "down", "stay");
    }

    @Test
    void noMoreStepsAreTakenThanAskedForAndThatManyAre() {
        List<Integer> steps = new ArrayList<>();
        Hegel.test(
                tc -> {
                    int[] taken = {0};
                    StateMachine.named("m")
                            .rule("step", _ -> taken[0]++)
                            .steps(7)
                            .run(tc);
                    steps.add(taken[0]);
                },
                SETTINGS);
        assertThat(steps).allMatch(taken -> taken <= 7).contains(0, 7);
    }

    /** With even odds a run of twenty is met in one of 60,000 test cases; with a rule left out now and then, often. */
    @Test
    void rulesAreLeftOutNowAndThenSoThatLongRunsOfOneAreMet() {
        List<Integer> highest = new ArrayList<>();
        Hegel.test(
                tc -> {
                    int[] level = {0, 0};
                    StateMachine.named("stack")
                            .rule("push", _ -> {
                                level[0]++;
                                level[1] = Math.max(level[0], level[1]);
                            })
                            .rule("clear", _ -> level[0] = 0)
                            .run(tc);
                    highest.add(level[1]);
                },
                SETTINGS.testCases(1000));
        assertThat(highest.stream().filter(level -> level >= 20).count()).isGreaterThan(10);
    }

    @Test
    void aMachineWhoseRulesAllGiveUpEnds() {
        List<Integer> tries = new ArrayList<>();
        Hegel.test(
                tc -> {
                    int[] tried = {0};
                    StateMachine.named("m")
                            .rule("never", step -> {
                                tried[0]++;
                                step.assume(false);
                            })
                            .run(tc);
                    tries.add(tried[0]);
                },
                SETTINGS);
        assertThat(tries).allMatch(tried -> tried <= 10).contains(10);
    }

    static class NoRules {}

    static class WrongRule {
        @Rule
        void rule(int number) {}
    }

    static class WrongInvariant {
        @Rule
        void rule() {}

        @Invariant
        void invariant(TestCase tc) {}
    }

    static class WrongCondition {
        @Rule
        @Precondition("missing")
        void rule() {}
    }

    static class NoBoolean {
        @Rule
        @Precondition("condition")
        void rule() {}

        int condition() {
            return 1;
        }
    }

    static class TwoOfOneName {
        @Rule
        void rule() {}

        @Rule
        void rule(TestCase tc) {}
    }

    @Test
    void aMachineThatCannotBeReadIsRefusedWithTheReason() {
        assertThatThrownBy(() -> StateMachine.of(new NoRules())).hasMessageContaining("NoRules: no rules (expected: ");
        assertThatThrownBy(() -> StateMachine.of(new WrongRule()))
                .hasMessageContaining("rule(int) (expected: a @Rule with a TestCase as its parameter, or none)");
        assertThatThrownBy(() -> StateMachine.of(new WrongInvariant()))
                .hasMessageContaining("(expected: an @Invariant without parameters)");
        assertThatThrownBy(() -> StateMachine.of(new WrongCondition()))
                .hasMessageContaining("@Precondition(\"missing\") of ")
                .hasMessageContaining("expected: the name of a method of its class that has no parameters");
        assertThatThrownBy(() -> StateMachine.of(new NoBoolean()))
                .hasMessageContaining("condition() (expected: a precondition that returns a boolean)");
        assertThatThrownBy(() -> StateMachine.of(new TwoOfOneName()))
                .hasMessage("rule rule of machine: there are two of this name");
        assertThatThrownBy(() -> StateMachine.named("m").steps(0)).hasMessage("steps: 0 (expected: 1 or more)");
    }

    static class ManyRules {
        private final List<String> used = new ArrayList<>();

        @Rule
        void b() {
            used.add("b");
        }

        @Rule
        void a() {
            used.add("a");
        }

        @Rule
        void c() {
            used.add("c");
        }
    }

    /** Reflection gives methods in any order; choices must mean the same rules everywhere. */
    @Test
    void rulesAreInTheOrderOfTheirNames() {
        ManyRules machine = new ManyRules();
        var no = new BooleanChoice(BooleanChoice.Bounds.EVEN, false);
        var yes = new BooleanChoice(BooleanChoice.Bounds.EVEN, true);
        var rules = IntegerChoice.Bounds.of(0, 2);
        List<Choice> choices = List.of(
                no,
                yes,
                new IntegerChoice(rules, 2),
                yes,
                new IntegerChoice(rules, 0),
                yes,
                new IntegerChoice(rules, 1),
                no);
        var recording = new Recording(choices, new Recording.Continuation.End(), 100);
        StateMachine.of(machine).run(new TestCase(recording, null));
        assertThat(machine.used).containsExactly("c", "a", "b");
    }

    /** What shrinking takes out as one. */
    @Test
    void aStepIsASpanWithTheAnswerThatThereIsOne() {
        var no = new BooleanChoice(BooleanChoice.Bounds.EVEN, false);
        var yes = new BooleanChoice(BooleanChoice.Bounds.EVEN, true);
        var zero = new IntegerChoice(IntegerChoice.Bounds.of(0, 2), 0);
        var recording = new Recording(List.of(no, yes, zero, yes, zero, no), new Recording.Continuation.End(), 100);
        StateMachine.of(new ManyRules()).run(new TestCase(recording, null));
        assertThat(recording.finish(new Outcome.Valid()).spans().stream().skip(1))
                .extracting(Span::start, Span::end)
                .containsExactly(tuple(1, 3), tuple(3, 5));
    }

    private static Failure onlyFailure(Consumer<TestCase> body, Settings settings) {
        RunReport report = Hegel.run(body, settings);
        assertThat(report.failures()).hasSize(1);
        return report.failures().getFirst();
    }
}
