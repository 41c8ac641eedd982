package io.headgate.specs;

import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Says on standard error what runs and how far it is. On a terminal, which the command tells by {@code -Dspecs.terminal=true},
 * that is one line, rewritten every second; elsewhere one line at the start, and one whenever TLC tells its progress: after some
 * seconds, then once in a minute.
 */
final class Ticker implements AutoCloseable {
    private final String what;
    private final long startedNanos = System.nanoTime();
    private final boolean onTerminal = Boolean.getBoolean("specs.terminal");
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    /** Written by the thread that reads TLC's output, read by the clock. */
    private volatile Progress progress = new Progress(0, 0, 0);

    Ticker(String what) {
        this.what = what;
        if (onTerminal) {
            var _ = clock.scheduleAtFixedRate(() -> System.err.print("\r\033[K" + line()), 0, 1, TimeUnit.SECONDS);
        } else {
            System.err.println(what);
        }
    }

    void show(Progress latest) {
        progress = latest;
        if (!onTerminal) {
            System.err.println("  " + line());
        }
    }

    private String line() {
        return String.format(
                Locale.ROOT,
                "%s: %d s, %,d distinct states, %,d still to look at",
                what,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos),
                progress.distinctStates(),
                progress.queuedStates());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (onTerminal) {
            System.err.print("\r\033[K");
        }
    }
}
