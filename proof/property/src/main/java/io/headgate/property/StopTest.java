package io.headgate.property;

/**
 * Leaves the body of a test case that is over: rejected, or out of choices. An {@link Error}, so that a body which
 * catches exceptions does not catch it; without a stack trace, because it is thrown often.
 */
final class StopTest extends Error {
    private static final long serialVersionUID = 1;

    /** {@link Outcome.Invalid} or {@link Outcome.Overrun}. */
    private final transient Outcome outcome;

    StopTest(Outcome outcome) {
        super("the test case is over: " + outcome, null, false, false);
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }
}
