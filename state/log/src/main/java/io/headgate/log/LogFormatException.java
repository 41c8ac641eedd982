package io.headgate.log;

import java.io.Serial;

/** A file is not one that this version reads: of a newer version, another cluster or another member. Nothing was changed. */
public final class LogFormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    LogFormatException(String file, long offset, String what, Object found, Object expected) {
        super(file + ":" + offset + " " + what + ": " + found + " (expected: " + expected + ")");
    }
}
