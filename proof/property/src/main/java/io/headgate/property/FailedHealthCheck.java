package io.headgate.property;

/** A property tests less than it seems to: see {@link HealthCheck}. */
public final class FailedHealthCheck extends AssertionError {
    private static final long serialVersionUID = 1;

    FailedHealthCheck(HealthCheck check, String message) {
        super(check + ": " + message + " (suppressHealthCheck = " + check + " says that this is meant)");
    }
}
