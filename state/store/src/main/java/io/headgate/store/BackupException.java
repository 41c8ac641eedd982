package io.headgate.store;

import java.io.Serial;

/** A backup is not as it was written, or is none. */
public final class BackupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long offset;

    BackupException(long offset, String message) {
        super(message);
        this.offset = offset;
    }

    /** Where in the file, in bytes. */
    public long offset() {
        return offset;
    }
}
