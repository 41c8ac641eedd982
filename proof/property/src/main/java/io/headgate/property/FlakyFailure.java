package io.headgate.property;

/**
 * A test case failed, and not in the same way when it was run again. The body depends on more than what it draws: a
 * clock, threads, hash codes, or state that an earlier test case left behind. The cause is the failure.
 */
public final class FlakyFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    FlakyFailure(Failure failure) {
        super(
                "flaky: " + failure.origin() + "; when the same test case was run again " + failure.replayed()
                        + " (expected: a body that depends on nothing but what it draws)",
                failure.thrown());
    }
}
