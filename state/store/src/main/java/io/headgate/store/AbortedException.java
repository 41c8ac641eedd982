package io.headgate.store;

import java.io.Serial;

/** A transaction was aborted at every attempt: definitely not done, and too many others write what it depends on. */
public final class AbortedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int attempts;

    public AbortedException(int attempts, String lastOutcome) {
        super(attempts + " attempts, the last one: " + lastOutcome);
        this.attempts = attempts;
    }

    /** How often it was tried. */
    public int attempts() {
        return attempts;
    }
}
