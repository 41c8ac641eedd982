package io.headgate.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for what another thread or process does, without guessing how long that takes. */
final class Patience {
    /** Nothing takes that long when all is well. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Patience() {}

    /**
     * Looks again and again until it is so.
     *
     * @param what is waited for, for the error
     * @throws AssertionError if it is not so in time
     */
    static void until(String what, Callable<Boolean> isSo) throws Exception {
        until(() -> what, isSo);
    }

    /** As the other, with an error that says how it is then. */
    static void until(Supplier<String> what, Callable<Boolean> isSo) throws Exception {
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        while (!isSo.call()) {
            if (deadlineNanos - System.nanoTime() <= 0) {
                throw new AssertionError("not so after " + LIMIT + ": " + what.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
