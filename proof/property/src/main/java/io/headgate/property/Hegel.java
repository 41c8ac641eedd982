package io.headgate.property;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Runs properties where {@link HegelTest} does not fit: outside of JUnit, with settings that are computed, with
 * {@linkplain Settings#example examples}.
 */
public final class Hegel {
    private Hegel() {}

    /** Runs a property with the default settings: see {@link #test(Consumer, Settings)}. */
    public static void test(Consumer<TestCase> body) {
        test(body, new Settings());
    }

    /**
     * Runs a property: its body with many test cases, on the calling thread. If one fails, it is made small, told on
     * standard output with the values it drew, and what the body threw is thrown again: the same exception, with the
     * values as a suppressed one.
     *
     * @param body the property; fails by throwing
     * @throws FlakyFailure if a test case failed and then did not
     * @throws FailedHealthCheck if one failed that is not suppressed
     * @throws CancellationException if the thread was interrupted
     */
    public static void test(Consumer<TestCase> body, Settings settings) {
        RunReport report = run(body, settings);
        Verbosity verbosity = settings.verbosity();
        boolean worthTelling = !report.passed() || !report.statistics().events().isEmpty();
        if (verbosity.compareTo(Verbosity.VERBOSE) >= 0 || (verbosity == Verbosity.NORMAL && worthTelling)) {
            // One call, so that tests that run side by side do not mix their lines.
            System.out.print(report.text());
        }
        report.throwIfFailed(settings.reportMultipleFailures());
    }

    /**
     * Like {@link #test(Consumer, Settings)}, for programs: a property that fails is reported and nothing is thrown.
     *
     * @throws FailedHealthCheck if one failed that is not suppressed
     * @throws CancellationException if the thread was interrupted
     */
    public static RunReport run(Consumer<TestCase> body, Settings settings) {
        if (settings.runs(Phase.EXPLICIT)) {
            Examples examples = new Examples(body, settings);
            Optional<Failure> failure = examples.run();
            if (failure.isPresent()) {
                Statistics statistics = new Statistics(examples.passed(), 0, 0, 1, 0, false, Map.of());
                return new RunReport(settings.name(), OptionalLong.empty(), statistics, List.of(failure.get()));
            }
        }
        return new Engine(body, settings, settings.database()).run();
    }
}
