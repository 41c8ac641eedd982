package io.headgate.disk;

import java.io.Serial;

/** The disk could not do what it was asked to. What it had before is unchanged. */
public final class DiskException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What was wrong. */
    public enum Reason {
        /** There is no file of that name. */
        NOT_FOUND,
        /** There is a file of that name already. */
        EXISTS,
        /** There is no room. */
        FULL
    }

    private final Reason reason;

    public DiskException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What was wrong. */
    public Reason reason() {
        return reason;
    }
}
