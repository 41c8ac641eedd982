package io.headgate.property;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a run promises, whatever the property. */
class EngineTest {
    private static final Settings SETTINGS = new Settings().seed(1);

    private static RunReport run(Consumer<TestCase> body, Settings settings) {
        return new Engine(body, settings, Database.NONE).run();
    }

    private static List<Object> drawsOf(Settings settings) {
        List<Object> drawn = new ArrayList<>();
        run(tc -> drawn.add(tc.draw(lists(longs())) + " " + tc.draw(integers(-5, 5))), settings);
        return drawn;
    }

    @Test
    void theSameSeedDrawsTheSame() {
        assertThat(drawsOf(SETTINGS)).isEqualTo(drawsOf(SETTINGS)).isNotEqualTo(drawsOf(SETTINGS.seed(2)));
    }

    /** Written down once, on one machine: whoever changes this changes what every seed in a report means. */
    @Test
    void aSeedDrawsTheSameOnEveryMachine() {
        assertThat(drawsOf(SETTINGS).toString().hashCode()).isEqualTo(1486316182);
    }

    @Test
    void aDerandomizedRunDependsOnTheNameOnly() {
        Settings settings = new Settings(Map.of()).derandomize(true);
        assertThat(drawsOf(settings.name("one")))
                .isEqualTo(drawsOf(settings.name("one")))
                .isNotEqualTo(drawsOf(settings.name("another")));
    }

    @Test
    void theFirstTestCaseIsTheSimplest() {
        assertThat(drawsOf(SETTINGS)).first().isEqualTo("[] 0");
    }

    @Test
    void noTestCaseRunsTwiceAndAllOfAFewAreRun() {
        List<List<Boolean>> met = new ArrayList<>();
        RunReport result = run(tc -> met.add(tc.draw(lists(booleans()).maxSize(4))), SETTINGS.testCases(1000));

        assertThat(met).doesNotHaveDuplicates().hasSize(1 + 2 + 4 + 8 + 16);
        assertThat(result.statistics().exhausted()).isTrue();
        assertThat(result.statistics().valid()).isEqualTo(31);
    }

    @Test
    void asManyTestCasesRunAsWereAskedFor() {
        AtomicInteger runs = new AtomicInteger();
        RunReport result = run(
                tc -> {
                    tc.draw(longs());
                    runs.incrementAndGet();
                },
                SETTINGS.testCases(321));
        assertThat(runs).hasValue(321);
        assertThat(result.statistics().valid()).isEqualTo(321);
        assertThat(result.failures()).isEmpty();
    }

    @Test
    void aScoreLeadsToAFailureThatIsOneInABillion() {
        Consumer<TestCase> body = tc -> {
            int a = tc.draw(integers(0, 1_000_000));
            int b = tc.draw(integers(0, 1_000_000));
            tc.target(-Math.abs(a - 654_321.0) - Math.abs(b - 123_456.0));
            assertThat(a == 654_321 && b == 123_456).isFalse();
        };
        assertThat(run(body, SETTINGS.testCases(1000)).failures()).hasSize(1);
        assertThat(run(body, SETTINGS.testCases(1000).phases(Phase.GENERATE)).failures())
                .isEmpty();
    }

    @Test
    void distinctFailuresAreToldApartAndEachIsMadeSmall() {
        RunReport result = run(
                tc -> {
                    int number = tc.draw(integers());
                    if (number > 1000) {
                        throw new IllegalStateException("large");
                    }
                    if (number < -50) {
                        throw new IllegalArgumentException("small");
                    }
                },
                SETTINGS.reportMultipleFailures(true));
        assertThat(result.failures())
                .extracting(failure -> failure.origin().exception(), failure -> failure.transcript())
                .containsExactly(
                        tuple(IllegalArgumentException.class.getName(), List.of("var draw_1 = -51;")),
                        tuple(IllegalStateException.class.getName(), List.of("var draw_1 = 1001;")));
    }

    @Test
    void theSearchGoesOnAfterAFailureWhereSeveralAreWanted() {
        Consumer<TestCase> body = tc -> {
            switch (tc.draw(integers(0, 12))) {
                case 11 -> throw new IllegalStateException();
                case 12 -> throw new IllegalArgumentException();
                default -> {
                    // Nothing is wrong with it, and no smaller number leads from 11 to 12.
                }
            }
        };
        assertThat(run(body, SETTINGS).failures()).hasSize(1);
        assertThat(run(body, SETTINGS.reportMultipleFailures(true)).failures()).hasSize(2);
    }

    @Test
    void shrinkingKeepsToTheDefectItStartedWithAndTellsTheOtherToo() {
        // The smallest numbers, which shrinking tries first, fail as well, but differently.
        RunReport result = run(
                tc -> {
                    int number = tc.draw(integers(0, 1_000_000));
                    if (number >= 5000) {
                        throw new IllegalStateException();
                    }
                    if (number == 1 || number == 2) {
                        throw new IllegalArgumentException();
                    }
                },
                SETTINGS);
        assertThat(result.failures())
                .extracting(failure -> failure.transcript().getFirst())
                .containsExactly("var draw_1 = 1;", "var draw_1 = 5000;");
    }

    @Test
    void aBodyThatFailsOnlyOnceIsCalledFlaky() {
        AtomicInteger runs = new AtomicInteger();
        RunReport result = run(
                tc -> {
                    tc.draw(integers());
                    if (runs.incrementAndGet() == 5) {
                        throw new IllegalStateException("once");
                    }
                },
                SETTINGS);
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.flaky()).isTrue();
            assertThat(failure.thrown()).hasMessage("once");
        });
    }

    @Test
    void whatFailedIsReplayedFirstAndForgottenOncePassed() {
        Map<String, List<List<Choice>>> kept = new LinkedHashMap<>();
        Database database = new MemoryDatabase(kept);
        Settings settings = SETTINGS.name("property");
        Consumer<TestCase> broken =
                tc -> assertThat(tc.draw(integers(0, 1_000_000))).isLessThan(700);
        new Engine(broken, settings, database).run();
        assertThat(kept.get("property")).hasSize(1);

        RunReport again = new Engine(broken, settings.phases(Phase.REUSE), database).run();
        assertThat(again.failures()).extracting(Failure::transcript).containsExactly(List.of("var draw_1 = 700;"));

        RunReport mended = new Engine(tc -> tc.draw(integers(0, 1_000_000)), settings, database).run();
        assertThat(mended.failures()).isEmpty();
        assertThat(kept.get("property")).isEmpty();
    }

    @Test
    void whatIsRememberedOfABodyThatDrawsMoreNowSaysNothingAboutItsHealth() {
        Map<String, List<List<Choice>>> kept = new LinkedHashMap<>();
        Database database = new MemoryDatabase(kept);
        for (long value = 0; value < 64; value++) {
            database.save("property", List.of(new IntegerChoice(IntegerChoice.Bounds.of(0, 100), value)));
        }
        Settings settings = SETTINGS.name("property");
        RunReport passing = new Engine(
                        tc -> {
                            tc.draw(integers(0, 100));
                            tc.draw(longs());
                        },
                        settings,
                        database)
                .run();
        assertThat(passing.passed()).isTrue();
        assertThat(kept.get("property")).isEmpty();
    }

    private record MemoryDatabase(Map<String, List<List<Choice>>> kept) implements Database {
        @Override
        public List<List<Choice>> load(String name) {
            return List.copyOf(kept.getOrDefault(name, List.of()));
        }

        @Override
        public void save(String name, List<Choice> choices) {
            kept.computeIfAbsent(name, _ -> new ArrayList<>()).add(choices);
        }

        @Override
        public void delete(String name, List<Choice> choices) {
            kept.getOrDefault(name, new ArrayList<>()).remove(choices);
        }
    }

    @Test
    void rejectingNearlyEverythingIsUnhealthy() {
        Consumer<TestCase> body = tc -> tc.assume(tc.draw(integers()) == 77_777);
        assertThatThrownBy(() -> run(body, SETTINGS))
                .isInstanceOf(FailedHealthCheck.class)
                .hasMessageStartingWith("FILTER_TOO_MUCH: 50 of 50 test cases were rejected");
        assertThat(run(body, SETTINGS.suppressHealthCheck(HealthCheck.FILTER_TOO_MUCH))
                        .failures())
                .isEmpty();
    }

    @Test
    void testCasesOverTheBudgetAreUnhealthy() {
        assertThatThrownBy(() -> run(tc -> tc.draw(lists(longs()).minSize(30)), SETTINGS.budget(40)))
                .isInstanceOf(FailedHealthCheck.class)
                .hasMessageStartingWith("LARGE_INITIAL_TEST_CASE");
        assertThatThrownBy(() -> run(
                        tc -> {
                            int more = tc.draw(integers(0, 1000));
                            tc.draw(lists(longs()).minSize(more).maxSize(more));
                        },
                        SETTINGS.budget(20)))
                .isInstanceOf(FailedHealthCheck.class)
                .hasMessageStartingWith("TEST_CASES_TOO_LARGE");
    }

    @Test
    void aSingleTestCaseRunsOnce() {
        AtomicInteger runs = new AtomicInteger();
        run(
                tc -> {
                    tc.draw(longs());
                    runs.incrementAndGet();
                },
                SETTINGS.mode(Mode.SINGLE_TEST_CASE));
        assertThat(runs).hasValue(1);
    }

    @Test
    void oddValuesAreMetWithinAHundredTestCases() {
        Set<Long> met = new HashSet<>();
        run(tc -> met.add(tc.draw(longs())), SETTINGS.testCases(1000));
        assertThat(met).contains(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE);
    }
}
