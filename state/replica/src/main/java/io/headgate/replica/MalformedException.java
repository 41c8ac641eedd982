package io.headgate.replica;

import java.io.Serial;

/** Bytes that a checksum called whole, and that say something nobody wrote: a wrong program, or another version of it. */
final class MalformedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
        super(message);
    }
}
