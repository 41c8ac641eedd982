package io.headgate.etcd;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Lets a logger warn once in {@link Limits#WARNING}, in one line. gRPC warns with a stack trace of each message that it refuses
 * as too large, which the client is told anyhow: any client could fill a disk with them. Any thread.
 */
final class RareWarnings implements Filter {
    /** Held on to: the JDK forgets loggers, and their filters with them, that nobody holds. */
    private static final Logger REFUSED_MESSAGES = Logger.getLogger("io.grpc.netty.NettyServerStream");

    private final LongSupplier nanoTime;
    private final AtomicLong nextNanos;

    RareWarnings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextNanos = new AtomicLong(nanoTime.getAsLong());
    }

    /** Quietens gRPC, unless the program has its own filter. */
    static void ofRefusedMessages() {
        synchronized (REFUSED_MESSAGES) {
            if (REFUSED_MESSAGES.getFilter() == null) {
                REFUSED_MESSAGES.setFilter(new RareWarnings(System::nanoTime));
            }
        }
    }

    @Override
    public boolean isLoggable(LogRecord warning) {
        if (warning.getLevel().intValue() < Level.WARNING.intValue()) {
            return true;
        }
        long nowNanos = nanoTime.getAsLong();
        long dueNanos = nextNanos.get();
        if (nowNanos - dueNanos < 0 || !nextNanos.compareAndSet(dueNanos, nowNanos + Limits.WARNING.toNanos())) {
            return false;
        }
        if (warning.getThrown() != null) {
            warning.setMessage(warning.getMessage() + ": " + warning.getThrown());
            warning.setThrown(null);
        }
        return true;
    }
}
