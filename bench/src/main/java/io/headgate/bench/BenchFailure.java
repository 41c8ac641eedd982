package io.headgate.bench;

/** The world is not as a benchmark needs it: a program is missing, a server does not start, an answer is wrong. */
final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String message) {
        super(message);
    }
}
