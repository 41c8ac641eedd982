package io.headgate.store;

import java.io.Serial;

/** Bytes that are not what the store writes: damaged, or of a version from the future. */
public final class CodecException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CodecException(String message) {
        super(message);
    }
}
