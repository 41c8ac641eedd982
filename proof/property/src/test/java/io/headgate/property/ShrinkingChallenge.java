package io.headgate.property;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.deferred;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The problems of the public shrinking challenge (github.com/jlink/shrinking-challenge). Each is a property that does
 * not hold, with the values that it should be refuted by.
 *
 * @param name the challenge's name of it
 * @param value draws what the property is about
 * @param holds the property; may reject the test case
 * @param smallest the texts of the smallest values that refute it
 * @param hypothesisCalls what Hypothesis needed on average, 0 if that was not published
 * @param jqwikCalls what jqwik needed on average
 */
record ShrinkingChallenge<T>(
        String name,
        Generator<T> value,
        Property<T> holds,
        Set<String> smallest,
        double hypothesisCalls,
        double jqwikCalls) {

    interface Property<T> {
        boolean holds(TestCase testCase, T value);
    }

    /** The body of the property. */
    void run(TestCase testCase) {
        T drawn = testCase.draw(value, "value");
        if (!holds.holds(testCase, drawn)) {
            throw new Refuted(drawn.toString());
        }
    }

    /** Carries the text of the value that was found. */
    static final class Refuted extends AssertionError {
        private static final long serialVersionUID = 1;

        Refuted(String value) {
            super(value);
        }
    }

    /** Whether some library finds the same value with every seed. Nobody does for the heap. */
    boolean isNormalizedByOthers() {
        return !name.equals("binary heap");
    }

    /** The greatest mean number of calls this is to take. */
    double bar() {
        return hypothesisCalls > 0 ? 1.5 * hypothesisCalls : jqwikCalls;
    }

    static List<ShrinkingChallenge<?>> all() {
        return List.of(
                new ShrinkingChallenge<>(
                        "reverse",
                        lists(integers()),
                        (_, list) -> list.equals(list.reversed()),
                        Set.of("[0, 1]"),
                        45.95,
                        17.54),
                new ShrinkingChallenge<>(
                        "large union list",
                        lists(lists(longs())),
                        (_, lists) -> {
                            Set<Long> all = new HashSet<>();
                            lists.forEach(all::addAll);
                            return all.size() < 5;
                        },
                        Set.of("[[0, 1, -1, 2, -2]]"),
                        341.02,
                        80.54),
                new ShrinkingChallenge<>(
                        "bound5",
                        lists(bounded()).minSize(5).maxSize(5),
                        (_, lists) ->
                                shortSum(lists.stream().flatMap(List::stream).toList()) < 5 * 256,
                        Set.of("[[], [], [], [-1], [-32768]]"),
                        136.86,
                        24_939.78),
                new ShrinkingChallenge<>(
                        "calculator",
                        EXPRESSIONS,
                        (testCase, expression) -> {
                            testCase.assume(!dividesByZero(expression));
                            try {
                                evaluate(expression);
                                return true;
                            } catch (ArithmeticException _) {
                                return false;
                            }
                        },
                        Set.of("(0 / (0 + 0))"),
                        341.40,
                        56.68),
                new ShrinkingChallenge<>(
                        "lengthlist",
                        integers(1, 100)
                                .flatMap(
                                        n -> lists(integers(0, 1000)).minSize(n).maxSize(n)),
                        (_, list) -> list.stream().allMatch(n -> n < 900),
                        Set.of("[900]"),
                        85.05,
                        717.11),
                new ShrinkingChallenge<>(
                        "coupling",
                        lists(integers(0, 10)),
                        (testCase, list) -> {
                            testCase.assume(list.stream().allMatch(n -> n < list.size()));
                            for (int i = 0; i < list.size(); i++) {
                                int j = list.get(i);
                                if (i != j && list.get(j) == i) {
                                    return false;
                                }
                            }
                            return true;
                        },
                        Set.of("[1, 0]"),
                        0,
                        140.04),
                new ShrinkingChallenge<>(
                        "deletion",
                        composite(tc -> new Deletion(tc.draw(lists(integers())), tc.draw(integers(0, 10)))),
                        (testCase, deletion) -> {
                            testCase.assume(deletion.index < deletion.list.size());
                            Integer removed = deletion.list.get(deletion.index);
                            List<Integer> rest = new ArrayList<>(deletion.list);
                            rest.remove((Object) removed);
                            return !rest.contains(removed);
                        },
                        Set.of("([0, 0], 0)"),
                        0,
                        132.74),
                new ShrinkingChallenge<>(
                        "distinct",
                        lists(integers()),
                        (_, list) -> new HashSet<>(list).size() < 3,
                        Set.of("[0, 1, -1]", "[0, 1, 2]"),
                        0,
                        24.38),
                new ShrinkingChallenge<>(
                        "nested lists",
                        lists(lists(just(0))),
                        (_, lists) -> lists.stream().mapToInt(List::size).sum() <= 10,
                        Set.of("[[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]"),
                        0,
                        20.58),
                difference("difference zero", "(10, 10)", 386.12, distance -> distance == 0),
                difference("difference small", "(10, 6)", 296.45, distance -> distance >= 1 && distance <= 4),
                difference("difference one", "(10, 9)", 513.49, distance -> distance == 1),
                new ShrinkingChallenge<>(
                        "binary heap",
                        heaps(0),
                        (_, heap) -> {
                            List<Integer> wrong = wronglySorted(heap.orNull());
                            return wrong.equals(wrong.stream().sorted().toList());
                        },
                        Set.of("(0, -, (0, (0, -, -), (1, -, -)))"),
                        0,
                        483.95));
    }

    private static Generator<List<Integer>> bounded() {
        return lists(integers(Short.MIN_VALUE, Short.MAX_VALUE)).maxSize(1).filter(list -> shortSum(list) < 256);
    }

    private static short shortSum(List<Integer> numbers) {
        short sum = 0;
        for (int number : numbers) {
            sum += (short) number;
        }
        return sum;
    }

    private record Deletion(List<Integer> list, int index) {
        @Override
        public String toString() {
            return "(" + list + ", " + index + ")";
        }
    }

    private record Pair(int first, int second) {
        @Override
        public String toString() {
            return "(" + first + ", " + second + ")";
        }
    }

    private static ShrinkingChallenge<Pair> difference(
            String name, String smallest, double jqwikCalls, Predicate<Integer> forbidden) {
        Generator<Integer> positive = integers(1, Integer.MAX_VALUE);
        return new ShrinkingChallenge<>(
                name,
                composite(tc -> new Pair(tc.draw(positive), tc.draw(positive))),
                (_, pair) -> pair.first < 10 || !forbidden.test(Math.abs(pair.first - pair.second)),
                Set.of(smallest),
                0,
                jqwikCalls);
    }

    private sealed interface Expression {
        record Literal(int value) implements Expression {
            @Override
            public String toString() {
                return "" + value;
            }
        }

        record Sum(Expression left, Expression right) implements Expression {
            @Override
            public String toString() {
                return "(" + left + " + " + right + ")";
            }
        }

        record Quotient(Expression left, Expression right) implements Expression {
            @Override
            public String toString() {
                return "(" + left + " / " + right + ")";
            }
        }
    }

    private static Generator<Expression> expressions() {
        return oneOf(
                integers().map(Expression.Literal::new),
                composite(tc -> new Expression.Sum(tc.draw(EXPRESSIONS), tc.draw(EXPRESSIONS))),
                composite(tc -> new Expression.Quotient(tc.draw(EXPRESSIONS), tc.draw(EXPRESSIONS))));
    }

    private static final Generator<Expression> EXPRESSIONS = deferred(ShrinkingChallenge::expressions);

    private static boolean dividesByZero(Expression expression) {
        return switch (expression) {
            case Expression.Literal _ -> false;
            case Expression.Sum(var left, var right) -> dividesByZero(left) || dividesByZero(right);
            case Expression.Quotient(var left, var right) ->
                right.equals(new Expression.Literal(0)) || dividesByZero(left) || dividesByZero(right);
        };
    }

    private static int evaluate(Expression expression) {
        return switch (expression) {
            case Expression.Literal(int value) -> value;
            case Expression.Sum(var left, var right) -> evaluate(left) + evaluate(right);
            case Expression.Quotient(var left, var right) -> Math.floorDiv(evaluate(left), evaluate(right));
        };
    }

    private sealed interface Heap {
        record Empty() implements Heap {
            @Override
            public String toString() {
                return "-";
            }
        }

        record Node(int head, Heap left, Heap right) implements Heap {
            @Override
            public String toString() {
                return "(" + head + ", " + left + ", " + right + ")";
            }
        }

        default @Nullable Node orNull() {
            return this instanceof Node node ? node : null;
        }
    }

    private static Generator<Heap> heaps(int least) {
        return oneOf(just(new Heap.Empty()), composite(tc -> {
            int head = tc.draw(integers(least, Integer.MAX_VALUE));
            return new Heap.Node(head, tc.draw(deferred(() -> heaps(head))), tc.draw(deferred(() -> heaps(head))));
        }));
    }

    /** The challenge's defect: takes the head out, and merges what is left, but only once. */
    private static List<Integer> wronglySorted(Heap.@Nullable Node heap) {
        List<Integer> sorted = new ArrayList<>();
        if (heap != null) {
            sorted.add(heap.head());
            addAll(sorted, merge(heap.left(), heap.right()));
        }
        return sorted;
    }

    private static void addAll(List<Integer> list, Heap heap) {
        List<Heap> stack = new ArrayList<>(List.of(heap));
        while (!stack.isEmpty()) {
            if (stack.removeLast() instanceof Heap.Node(int head, Heap left, Heap right)) {
                list.add(head);
                stack.add(left);
                stack.add(right);
            }
        }
    }

    private static Heap merge(Heap a, Heap b) {
        if (!(a instanceof Heap.Node x)) {
            return b;
        }
        if (!(b instanceof Heap.Node y)) {
            return a;
        }
        return x.head() <= y.head()
                ? new Heap.Node(x.head(), merge(x.right(), y), x.left())
                : new Heap.Node(y.head(), merge(y.right(), x), y.left());
    }
}
