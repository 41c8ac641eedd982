package io.headgate.log;

import java.io.Serial;

/** A checkpoint does not hold what was written. It has to be fetched from another member or from a backup. */
public final class CorruptCheckpointException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CorruptCheckpointException(Finding finding) {
        super(finding.toString());
    }
}
