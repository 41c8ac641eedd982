package io.headgate.simulation;

import java.io.Serial;

/**
 * A run in which something was that must not be. The stack trace is that of the first probe or check that failed, so
 * that two runs with the same defect are known to have the same.
 */
public final class SimulationFailure extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1;

    private final String story;

    SimulationFailure(String message, Throwable at, String story) {
        super(message, at);
        this.story = story;
        setStackTrace(at.getStackTrace());
    }

    /** What happened, as a diagram: a column per node and client, time going down. */
    public String story() {
        return story;
    }
}
