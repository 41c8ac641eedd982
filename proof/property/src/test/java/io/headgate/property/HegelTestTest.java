package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

/** How JUnit sees properties: each fixture below runs in an engine of its own. */
class HegelTestTest {

    static class Holds {
        static final List<String> calls = new ArrayList<>();

        @BeforeEach
        void before() {
            calls.add("before");
        }

        @HegelTest(testCases = 30)
        void aSumDoesNotDependOnOrder(TestCase tc) {
            int a = tc.draw(integers());
            int b = tc.draw(integers());
            calls.add("case");
            assertEquals(a + b, b + a);
        }

        @AfterEach
        void after() {
            calls.add("after");
        }
    }

    @Test
    void aPropertyIsOneTestWithItsCallbacksAroundAllTestCases() {
        Holds.calls.clear();
        EngineExecutionResults results = execute(Holds.class);
        results.testEvents()
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));
        results.allEvents()
                .assertThatEvents()
                .haveExactly(1, event(test("aSumDoesNotDependOnOrder"), finishedSuccessfully()));
        // The engine, the class, the method: nothing below it.
        results.allEvents().assertStatistics(statistics -> statistics.started(3));
        assertThat(Holds.calls)
                .hasSizeGreaterThanOrEqualTo(32)
                .startsWith("before", "case")
                .endsWith("case", "after");
        assertThat(Holds.calls.subList(1, Holds.calls.size() - 1)).containsOnly("case");
    }

    static class Fails {
        @HegelTest(seed = 1, database = Settings.DISABLED, verbosity = Verbosity.QUIET)
        void reversingChangesNothing(TestCase tc) {
            List<Integer> list = tc.draw(lists(integers()), "list");
            tc.note("of size " + list.size());
            assertEquals(list, list.reversed());
        }
    }

    @Test
    void aFailureIsWhatTheBodyThrewWithTheSmallestDraws() {
        Throwable thrown = failureOf(Fails.class);
        assertThat(thrown).isInstanceOfSatisfying(AssertionFailedError.class, error -> {
            assertThat(error.getExpected().getStringRepresentation()).isEqualTo("[0, 1]");
            assertThat(error.getActual().getStringRepresentation()).isEqualTo("[1, 0]");
        });
        assertThat(thrown.getSuppressed())
                .singleElement()
                .satisfies(draws -> assertThat(draws.getMessage())
                        .contains("var list = List.of(0, 1);\n", "of size 2\n", "@Reproduce(\""));
    }

    static class Nests {
        @Nested
        class Inner {
            @HegelTest(seed = 1, database = Settings.DISABLED)
            void holds(TestCase tc) {
                tc.draw(integers());
            }
        }
    }

    @Test
    void nestedClassesWork() {
        execute(Nests.class).testEvents().assertStatistics(statistics -> statistics.succeeded(1));
    }

    static class Private {
        private int shared;

        @HegelTest(testCases = 5)
        void allTestCasesShareTheInstance(TestCase tc) {
            tc.draw(integers());
            shared++;
        }

        @AfterEach
        void after() {
            assertThat(shared).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void theInstanceOfTheClassIsSharedByTheTestCases() {
        execute(Private.class).testEvents().assertStatistics(statistics -> statistics.succeeded(1));
    }

    static class NoParameter {
        @HegelTest
        void wrong() {}
    }

    static class OtherParameter {
        @HegelTest
        void wrong(TestCase tc, int number) {}
    }

    @Test
    void aWrongSignatureIsSaid() {
        assertThat(failureOf(NoParameter.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage("@HegelTest void " + NoParameter.class.getName()
                        + ".wrong() (expected: one parameter, of the type io.headgate.property.TestCase)");
        assertThat(failureOf(OtherParameter.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("wrong(io.headgate.property.TestCase,int) (expected: one parameter");
    }

    static class Assumes {
        static int small;

        @HegelTest(seed = 1)
        void onlySmallOnes(TestCase tc) {
            int number = tc.draw(integers(0, 9));
            assumeTrue(number < 5);
            small = Math.max(small, number);
        }
    }

    @Test
    void anAssumptionOfJUnitRejectsTheTestCaseAndSkipsNothing() {
        Assumes.small = 0;
        execute(Assumes.class).testEvents().assertStatistics(statistics -> statistics.succeeded(1));
        assertThat(Assumes.small).isEqualTo(4);
    }

    static class Waits {
        static int cases;

        @HegelTest(database = Settings.DISABLED)
        @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
        void forEver(TestCase tc) throws InterruptedException {
            tc.draw(integers());
            cases++;
            new CountDownLatch(1).await();
        }
    }

    static class Computes {
        static int cases;

        @HegelTest(testCases = 1, database = Settings.DISABLED)
        @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
        void untilInterrupted(TestCase tc) {
            tc.draw(integers());
            cases++;
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aTimeoutEndsTheRunInsteadOfBeingAFailureToMakeSmall() {
        Waits.cases = 0;
        assertThat(failureOf(Waits.class)).isInstanceOf(TimeoutException.class);
        assertThat(Waits.cases).isEqualTo(1);
        Computes.cases = 0;
        assertThat(failureOf(Computes.class)).isInstanceOf(TimeoutException.class);
        assertThat(Computes.cases).isEqualTo(1);
    }

    static class ThrowsChecked {
        @HegelTest(database = Settings.DISABLED, verbosity = Verbosity.QUIET)
        void always(TestCase tc) throws Exception {
            throw new IOException("disk");
        }
    }

    @Test
    void aCheckedExceptionIsThrownAsItIs() {
        assertThat(failureOf(ThrowsChecked.class))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("disk");
    }

    static class FailsInTwoWays {
        @HegelTest(seed = 1, reportMultipleFailures = true, database = Settings.DISABLED, verbosity = Verbosity.QUIET)
        void twoWays(TestCase tc) {
            int number = tc.draw(integers(), "number");
            if (number > 1000) {
                throw new IllegalStateException("high");
            }
            if (number < -1000) {
                throw new IllegalArgumentException("low");
            }
        }
    }

    @Test
    void severalFailuresAreThrownTogetherWithTheirDrawsIfAskedFor() {
        Throwable thrown = failureOf(FailsInTwoWays.class);
        assertThat(thrown)
                .isInstanceOf(MultipleFailuresError.class)
                .hasMessageStartingWith(FailsInTwoWays.class.getName() + "#twoWays does not hold (2 failures)");
        List<Throwable> failures = ((MultipleFailuresError) thrown).getFailures();
        assertThat(thrown.getSuppressed()).containsExactlyElementsOf(failures);
        assertThat(failures).extracting(Throwable::getMessage).containsExactly("high", "low");
        assertThat(failures.get(0).getSuppressed()[0]).hasMessageContaining("var number = 1001;");
        assertThat(failures.get(1).getSuppressed()[0]).hasMessageContaining("var number = -1001;");
    }

    static class Reproduces {
        @HegelTest(phases = Phase.EXPLICIT, verbosity = Verbosity.QUIET)
        @Reproduce({"AQECCkrZWdI", "AQECgAEM_sV7"})
        void small(TestCase tc) {
            assertThat(tc.draw(integers(), "number")).isLessThan(60);
        }
    }

    @Test
    void reproductionsRunFirstAndAsTheyAre() {
        assertThat(failureOf(Reproduces.class).getSuppressed()[0])
                .hasMessageContaining("var number = 64;")
                .hasMessageContaining("@Reproduce(\"AQECgAEM_sV7\")");
    }

    @Test
    void theAnnotationsDefaultsAreThoseOfSettings() throws NoSuchMethodException {
        Settings settings =
                HegelExtension.settings(Nests.class, AllDefaults.class.getDeclaredMethod("property", TestCase.class));
        assertThat(settings)
                .usingRecursiveComparison()
                .isEqualTo(new Settings().name(Nests.class.getName() + "#property"));
    }

    static class AllDefaults {
        @HegelTest
        void property(TestCase tc) {}
    }

    static class AllElse {
        @HegelTest(
                testCases = 7,
                seed = 8,
                verbosity = Verbosity.DEBUG,
                derandomize = Derandomize.NEVER,
                phases = {Phase.GENERATE, Phase.SHRINK},
                suppressHealthCheck = HealthCheck.TOO_SLOW,
                database = "kept",
                mode = Mode.SINGLE_TEST_CASE,
                reportMultipleFailures = true,
                name = "n")
        @Reproduce("AQECCkrZWdI")
        void property(TestCase tc) {}
    }

    @Test
    void everyAttributeIsASetting() throws NoSuchMethodException {
        Settings settings =
                HegelExtension.settings(AllElse.class, AllElse.class.getDeclaredMethod("property", TestCase.class));
        assertThat(settings)
                .usingRecursiveComparison()
                .isEqualTo(new Settings()
                        .testCases(7)
                        .seed(8)
                        .verbosity(Verbosity.DEBUG)
                        .derandomize(false)
                        .phases(Phase.GENERATE, Phase.SHRINK)
                        .suppressHealthCheck(HealthCheck.TOO_SLOW)
                        .database("kept")
                        .mode(Mode.SINGLE_TEST_CASE)
                        .reportMultipleFailures(true)
                        .name("n")
                        .reproduce("AQECCkrZWdI"));
    }

    private static EngineExecutionResults execute(Class<?> fixture) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(fixture))
                .execute();
    }

    private static Throwable failureOf(Class<?> fixture) {
        return execute(fixture).testEvents().failed().stream()
                .flatMap(failed -> failed.getPayload(TestExecutionResult.class).stream())
                .flatMap(result -> result.getThrowable().stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError(fixture + " did not fail"));
    }
}
