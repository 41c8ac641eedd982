package io.headgate.property;

/**
 * A test case failed and did not fail in the same way when it was replayed. The body depends on more than what it draws:
 * a clock, threads, hash codes, or state that an earlier test case left behind.
 */
public final class FlakyFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    FlakyFailure(Failure failure) {
        super(
                failure.origin() + " was not seen again when the same test case was replayed (expected: a body that"
                        + " depends on nothing but what it draws; look for clocks, threads, hash order and state that"
                        + " stays from one test case to the next)",
                failure.thrown());
    }
}
