package io.headgate.property;

import java.util.List;
import java.util.OptionalLong;
import org.opentest4j.MultipleFailuresError;

/**
 * What a run found.
 *
 * @param name of the property; empty if it has none
 * @param seed what all its randomness came from; empty if an example failed before there was any
 * @param statistics how it went
 * @param failures the defects, smallest first; empty if the property held
 */
public record RunReport(String name, OptionalLong seed, Statistics statistics, List<Failure> failures) {
    public RunReport {
        failures = List.copyOf(failures);
    }

    /** Whether the property held for every test case. */
    public boolean passed() {
        return failures.isEmpty();
    }

    /** The name, or words for it. */
    String title() {
        return name.isEmpty() ? "The property" : name;
    }

    /** The report for people: each failure with its draws and how to see it again, and the statistics. */
    public String text() {
        return ReportText.of(this);
    }

    /**
     * Throws what the body threw for the smallest failure, or nothing if the property held. The draws come with it, as
     * a suppressed exception, so that they are seen wherever the stack trace is.
     *
     * @param all whether to throw a {@link MultipleFailuresError} instead if there are several
     * @throws FlakyFailure if the failure does not come again with the same test case
     */
    void throwIfFailed(boolean all) {
        if (passed()) {
            return;
        }
        List<Throwable> thrown = failures.stream().map(RunReport::throwable).toList();
        if (all && thrown.size() > 1) {
            MultipleFailuresError several = new MultipleFailuresError(title() + " does not hold", thrown);
            thrown.forEach(several::addSuppressed);
            throw several;
        }
        throw RunReport.<RuntimeException>unchecked(thrown.getFirst());
    }

    private static Throwable throwable(Failure failure) {
        Throwable thrown = failure.flaky() ? new FlakyFailure(failure) : failure.thrown();
        thrown.addSuppressed(new Counterexample(failure));
        return thrown;
    }

    /** Lets a checked exception of the body pass as it is. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The cast is never carried out.
    private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
