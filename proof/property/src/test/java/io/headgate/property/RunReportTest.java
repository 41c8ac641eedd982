package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
    private static final Settings SETTINGS = new Settings()
            .name("Shop#totals")
            .seed(42)
            .verbosity(Verbosity.QUIET)
            .database(Settings.DISABLED);

    private static void reversedIsTheSame(TestCase tc) {
        List<Integer> list = tc.draw(lists(integers()), "list");
        int unused = tc.draw(integers());
        tc.note("with " + list.size() + " of them\nand " + unused);
        if (!list.equals(list.reversed())) {
            throw new IllegalStateException("not the same");
        }
    }

    @Test
    void aFailureIsToldWithItsDrawsItsOriginAndTheWaysToSeeItAgain() {
        RunReport report = Hegel.run(RunReportTest::reversedIsTheSame, SETTINGS);
        Failure failure = report.failures().getFirst();
        int line = failure.thrown().getStackTrace()[0].getLineNumber();
        Statistics statistics = report.statistics();
        assertThat(report.passed()).isFalse();
        assertThat(report.text()).isEqualTo("""
                        Shop#totals does not hold:

                            var list = List.of(0, 1);
                            var draw_1 = 0;
                            with 2 of them
                            and 0
                        java.lang.IllegalStateException at RunReportTest.java:%d: not the same
                        Again: @Reproduce("%s")

                        Found in %d test cases; made small in %d more. All of it again: seed = 42L
                        """.formatted(
                        line,
                        failure.reproduction().orElseThrow(),
                        statistics.valid() + statistics.interesting(),
                        statistics.shrinkCalls()));
    }

    @Test
    void theTextAndTheSeedOfAReportShowTheSameFailureAgain() {
        RunReport report = Hegel.run(RunReportTest::reversedIsTheSame, SETTINGS);
        Failure failure = report.failures().getFirst();
        Settings reproduce = SETTINGS.reproduce(failure.reproduction().orElseThrow());
        assertThat(Hegel.run(RunReportTest::reversedIsTheSame, reproduce.testCases(1))
                        .failures()
                        .getFirst()
                        .transcript())
                .isEqualTo(failure.transcript());
        assertThat(Hegel.run(RunReportTest::reversedIsTheSame, SETTINGS).text()).isEqualTo(report.text());
    }

    @Test
    void whatIsThrownIsTheBodysOwnExceptionAndItsStackTraceShowsTheDraws() {
        IllegalStateException[] last = new IllegalStateException[1];
        Throwable thrown = catchThrowable(() -> Hegel.test(
                tc -> {
                    if (tc.draw(integers(), "number") > 5) {
                        last[0] = new IllegalStateException("large");
                        throw last[0];
                    }
                },
                SETTINGS));
        assertThat(thrown).isSameAs(last[0]);
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).contains("var number = 6;", "@Reproduce(\"");
    }

    @Test
    void aFlakyFailureSaysWhatHappenedBothTimes() {
        Set<Integer> before = new HashSet<>();
        assertThatThrownBy(() -> Hegel.test(
                        tc -> {
                            if (before.add(tc.draw(integers()))) {
                                throw new IllegalStateException("new");
                            }
                        },
                        SETTINGS))
                .isInstanceOf(FlakyFailure.class)
                .hasMessageStartingWith("flaky: java.lang.IllegalStateException at RunReportTest.java:")
                .hasMessageContaining("when the same test case was run again it passed")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyFailureIsInTheTextAndOnlyTheSmallestIsThrownUnlessAllAreAskedFor() {
        Settings all = SETTINGS.reportMultipleFailures(true);
        RunReport report = Hegel.run(
                tc -> {
                    int number = tc.draw(integers(), "number");
                    if (number > 99) {
                        throw new IllegalStateException("high");
                    }
                    if (number < -999) {
                        throw new IllegalArgumentException("low\nvery low");
                    }
                },
                all);
        assertThat(report.text())
                .startsWith("Shop#totals does not hold, in 2 ways:\n")
                .contains("var number = 100;\njava.lang.IllegalStateException at RunReportTest.java:")
                .contains(": high\n")
                .contains("var number = -1000;\njava.lang.IllegalArgumentException at RunReportTest.java:")
                .contains(":\n    low\n    very low\n");
        assertThatThrownBy(() -> report.throwIfFailed(false)).hasMessage("high");
    }

    @Test
    void statisticsAreSharesOfTheTestCasesThatPassedTheMostFrequentFirst() {
        Statistics statistics = new Statistics(3, 1, 2, 0, 0, true, Map.of("yes", 1, "no", 2, "any", 3));
        assertThat(new RunReport("p", OptionalLong.of(42), statistics, List.of()).text())
                .isEqualTo("""
                        p holds in 6 test cases, 1 of them rejected, 2 of them too large; there are no others. All of it again: seed = 42L
                        100.0%  any
                         66.7%  no
                         33.3%  yes
                        """);
    }

    @Test
    void whatWasClassifiedIsCountedOncePerTestCase() {
        RunReport report = Hegel.run(
                tc -> {
                    tc.draw(integers());
                    tc.classify("any");
                    tc.classify("any");
                },
                SETTINGS);
        assertThat(report.statistics().events())
                .containsExactly(Map.entry("any", report.statistics().valid()));
    }

    @Test
    void aDrawUnderTheSameNameIsToldUnderAnother() {
        RunReport report = Hegel.run(
                tc -> {
                    tc.draw(integers(), "x");
                    tc.draw(integers(), "x");
                    tc.draw(integers());
                    throw new IllegalStateException();
                },
                SETTINGS);
        assertThat(report.failures().getFirst().transcript())
                .containsExactly("var x = 0;", "var x_2 = 0;", "var draw_1 = 0;");
    }

    @Test
    void aFailureIsKeptAndRunFirstNextTimeAndForgottenOnceItPasses(@TempDir Path folder) {
        int[] limit = {1_000_000};
        int[] runs = {0};
        Consumer<TestCase> body = tc -> {
            runs[0]++;
            if (tc.draw(integers(), "number") >= limit[0]) {
                throw new IllegalStateException("large");
            }
        };
        Settings settings = SETTINGS.database(folder.toString());
        Settings onlyReuse = settings.phases(Phase.REUSE);
        assertThat(Hegel.run(body, settings).passed()).isFalse();
        assertThat(Hegel.run(body, onlyReuse).failures().getFirst().transcript())
                .containsExactly("var number = 1000000;");
        limit[0]++;
        assertThat(Hegel.run(body, onlyReuse).passed()).isTrue();
        runs[0] = 0;
        Hegel.run(body, onlyReuse);
        assertThat(runs[0]).isZero();
    }
}
