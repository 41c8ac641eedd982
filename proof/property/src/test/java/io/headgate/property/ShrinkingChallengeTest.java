package io.headgate.property;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The shrinking challenge, a hundred seeds a problem. Prints the rows of the table in docs/property.md. */
class ShrinkingChallengeTest {
    private static final int SEEDS = 100;

    /** Some failures are one test case in thousands. */
    private static final int TEST_CASES = 100_000;

    @TestFactory
    Stream<DynamicTest> everyProblemIsRefutedByItsSmallestValueInAsFewCallsAsTheBestNeed() {
        return ShrinkingChallenge.all().stream()
                .map(challenge -> DynamicTest.dynamicTest(challenge.name(), () -> {
                    Result result = solve(challenge);
                    System.out.println(result.row());
                    if (challenge.isNormalizedByOthers()) {
                        assertThat(challenge.smallest())
                                .containsAll(result.values().keySet());
                    } else {
                        assertThat(result.values())
                                .containsKeys(challenge.smallest().toArray(String[]::new));
                    }
                    assertThat(result.meanCalls()).isLessThanOrEqualTo(challenge.bar());
                }));
    }

    /**
     * What a hundred seeds came to.
     *
     * @param values the values found and how often, most frequent first
     * @param calls how often the body ran while shrinking, sorted
     */
    private record Result(ShrinkingChallenge<?> challenge, Map<String, Integer> values, List<Integer> calls) {
        double meanCalls() {
            return calls.stream().mapToInt(Integer::intValue).average().orElseThrow();
        }

        String row() {
            return "| %s | %s | %.1f | %d | %d..%d | %s | %s |"
                    .formatted(
                            challenge.name(),
                            values.entrySet().stream()
                                    .map(value -> "`" + value.getKey() + "` " + value.getValue())
                                    .collect(Collectors.joining(", ")),
                            meanCalls(),
                            (calls.get((SEEDS - 1) / 2) + calls.get(SEEDS / 2)) / 2,
                            calls.getFirst(),
                            calls.getLast(),
                            challenge.hypothesisCalls() == 0 ? "" : "%.0f".formatted(challenge.hypothesisCalls()),
                            "%.0f".formatted(challenge.jqwikCalls()));
        }
    }

    private static Result solve(ShrinkingChallenge<?> challenge) {
        Map<String, Integer> values = new LinkedHashMap<>();
        List<Integer> calls = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Settings settings = new Settings().seed(seed).testCases(TEST_CASES);
            Failure failure = new Engine(challenge::run, settings, Database.NONE)
                    .run()
                    .failures()
                    .getFirst();
            values.merge(String.valueOf(failure.thrown().getMessage()), 1, Integer::sum);
            calls.add(failure.shrinkCalls());
        }
        Map<String, Integer> sorted = new LinkedHashMap<>();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(value -> sorted.put(value.getKey(), value.getValue()));
        calls.sort(null);
        return new Result(challenge, sorted, calls);
    }
}
