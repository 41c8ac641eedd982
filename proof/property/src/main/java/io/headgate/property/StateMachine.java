package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Something with a state, tested by using it: rules are applied in an order that is drawn, and after each of them the
 * invariants have to hold. A failure is told as the calls that lead to it.
 *
 * <pre>{@code
 * class QueueMachine {
 *     private final BoundedQueue queue = new BoundedQueue(3);
 *     private final Deque<Integer> model = new ArrayDeque<>();
 *
 *     @Rule
 *     void offer(TestCase tc) {
 *         int value = tc.draw(integers());
 *         assertThat(queue.offer(value)).isEqualTo(model.size() < 3);
 *         ...
 *     }
 *
 *     @Rule
 *     @Precondition("isNotEmpty")
 *     void poll() { ... }
 *
 *     boolean isNotEmpty() { ... }
 *
 *     @Invariant
 *     void theSizesAreEqual() { ... }
 * }
 *
 * @HegelTest
 * void aBoundedQueueIsAQueue(TestCase tc) {
 *     StateMachine.run(tc, QueueMachine::new);
 * }
 * }</pre>
 *
 * <h2>How the steps are drawn</h2>
 *
 * Before each step it is drawn whether there is one more, and both are a span, so that shrinking takes steps out
 * one by one. A rule is drawn by its place among all, and if it cannot be used now, the next one that can is: what a step
 * does depends little on the steps before it, and none is wasted. In every second test case each rule is left out with
 * probability ½ ("Swarm Testing", Groce et al., ISSTA 2012): what needs many steps of one kind in a row is found
 * so, for instance a full queue.
 *
 * <p>Confined to one test case.
 */
public final class StateMachine {
    private static final int DEFAULT_STEPS = 50;

    /** Steps that give up in a row before the test case is over. */
    private static final int REFUSALS = 10;

    /** The share of steps that are followed by another, as far as the limit allows: most test cases are long. */
    private static final BooleanChoice.Bounds MORE = new BooleanChoice.Bounds(0.98);

    private final String name;
    private final List<Action> rules = new ArrayList<>();
    private final List<Check> invariants = new ArrayList<>();
    private int steps = DEFAULT_STEPS;

    private record Action(String name, BooleanSupplier precondition, Consumer<TestCase> action) {}

    private record Check(String name, Runnable check) {}

    private StateMachine(String name) {
        this.name = name;
    }

    /**
     * A machine without rules yet.
     *
     * @param name what reports call it, a Java identifier
     */
    public static StateMachine named(String name) {
        return new StateMachine(name);
    }

    /**
     * The machine that an object's annotated methods describe, inherited ones included, in the order of their names.
     *
     * @throws IllegalArgumentException if it has no {@link Rule}, or an annotated method cannot be used as it is
     */
    public static StateMachine of(Object machine) {
        return new AnnotatedMachine(machine).read();
    }

    /** Makes a machine of an object with annotated methods, and runs it: see {@link #of} and {@link #run(TestCase)}. */
    public static void run(TestCase testCase, Supplier<?> machine) {
        of(machine.get()).run(testCase);
    }

    /** Adds a rule that can always be used. */
    public StateMachine rule(String name, Consumer<TestCase> action) {
        return rule(name, () -> true, action);
    }

    /**
     * Adds a rule.
     *
     * @param name what reports call it, a Java identifier
     * @param precondition whether it can be used now; changes nothing
     */
    public StateMachine rule(String name, BooleanSupplier precondition, Consumer<TestCase> action) {
        if (rules.stream().anyMatch(rule -> rule.name.equals(name))) {
            throw new IllegalArgumentException("rule " + name + " of " + this.name + ": there are two of this name");
        }
        rules.add(new Action(name, precondition, action));
        return this;
    }

    /**
     * Adds an invariant.
     *
     * @param name what reports call it, a Java identifier
     * @param check throws unless it holds; changes nothing
     */
    public StateMachine invariant(String name, Runnable check) {
        invariants.add(new Check(name, check));
        return this;
    }

    /** Sets how many steps a test case has at most, 1 or more; 50 by default. */
    public StateMachine steps(int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps: " + steps + " (expected: 1 or more)");
        }
        this.steps = steps;
        return this;
    }

    /** Uses the rules in a drawn order, until a drawn end or the most steps. */
    public void run(TestCase testCase) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(name + ": no rules (expected: one or more)");
        }
        Recording recording = testCase.recording();
        List<Action> chosen = swarm(recording);
        checkInvariants(testCase);
        int taken = 0;
        int refusedInARow = 0;
        while (chosen.stream().anyMatch(rule -> rule.precondition.getAsBoolean())) {
            boolean over = taken == steps || refusedInARow == REFUSALS;
            boolean refused = false;
            if (!recording.choose(over ? BooleanChoice.Bounds.NEVER : MORE).value()) {
                return;
            }
            recording.startSpanWithLastChoice(Repetition.ELEMENT);
            try {
                refused = !step(testCase, chosen);
            } finally {
                recording.endSpan(refused);
            }
            if (refused) {
                refusedInARow++;
            } else {
                refusedInARow = 0;
                taken++;
                checkInvariants(testCase);
            }
        }
    }

    /** The rules of this test case. */
    private List<Action> swarm(Recording recording) {
        if (rules.size() == 1 || !recording.choose(BooleanChoice.Bounds.EVEN).value()) {
            return rules;
        }
        List<Action> chosen = rules.stream()
                .filter(_ -> !recording.choose(BooleanChoice.Bounds.EVEN).value())
                .toList();
        return chosen.isEmpty() ? rules : chosen;
    }

    /** Uses a rule; false if it gave up. */
    private boolean step(TestCase testCase, List<Action> chosen) {
        int place = (int) testCase.recording()
                .choose(IntegerChoice.Bounds.of(0, rules.size() - 1))
                .value();
        Action rule = Stream.concat(rules.subList(place, rules.size()).stream(), rules.subList(0, place).stream())
                .filter(candidate -> chosen.contains(candidate) && candidate.precondition.getAsBoolean())
                .findFirst()
                .orElseThrow();
        try {
            testCase.call(name + "." + rule.name, rule.action);
            return true;
        } catch (StopTest stop) {
            if (stop.outcome() instanceof Outcome.Invalid) {
                return false;
            }
            throw stop;
        }
    }

    private void checkInvariants(TestCase testCase) {
        for (Check invariant : invariants) {
            try {
                invariant.check.run();
            } catch (Throwable broken) {
                testCase.note(name + "." + invariant.name + "();");
                throw broken;
            }
        }
    }
}
