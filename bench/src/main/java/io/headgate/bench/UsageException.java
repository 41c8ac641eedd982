package io.headgate.bench;

/** The command line is wrong; the message says which option, its value and what was expected. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
