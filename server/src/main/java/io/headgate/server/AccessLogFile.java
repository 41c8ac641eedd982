package io.headgate.server;

import io.headgate.proxy.AccessLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the access log to a file or to the standard output, on a thread of its own: a slow disk costs lines, never requests.
 *
 * <p>Batches wait in a bounded queue; when it is full they are dropped, counted and reported. A file that a log rotation has moved away is opened anew
 * by a reload.
 */
final class AccessLogFile implements AccessLog, AutoCloseable {
    /** Of up to about 40 KiB each. */
    private static final int MAX_WAITING_BATCHES = 512;

    private static final long REPORT_NANOS = 10_000_000_000L;

    private static final Logger log = LoggerFactory.getLogger(AccessLogFile.class);
    /** No lines: nothing follows. */
    private static final byte[] LAST = {};

    private final OutputStream out;
    /** Others write to it too: it is not ours to close. */
    private final boolean shared;

    private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING_BATCHES);
    /** Not reported yet. */
    private final AtomicLong lostBatches = new AtomicLong();
    // Confined to the writer.
    private @Nullable String lastError;
    private boolean everReported;
    private long reportedAtNanos;

    private final Thread writer;

    /** Writes to {@code out}, which is closed in the end unless it is {@code shared}. */
    AccessLogFile(OutputStream out, boolean shared) {
        this.out = out;
        this.shared = shared;
        writer = Thread.ofPlatform().daemon().name("headgate-access-log").start(this::write);
    }

    /**
     * Opens what the configuration names.
     *
     * @throws IOException naming the file if it cannot be opened
     */
    static AccessLogFile open(AccessLogConfig config) throws IOException {
        return switch (config) {
            case AccessLogConfig.StandardOutput _ ->
                new AccessLogFile(new FileOutputStream(FileDescriptor.out), /* shared= */ true);
            case AccessLogConfig.File(var source, var path) ->
                new AccessLogFile(open(source, path), /* shared= */ false);
        };
    }

    private static OutputStream open(Source source, Path path) throws IOException {
        try {
            return Files.newOutputStream(
                    path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    source + " access-log.path: " + path + " (expected: a file that can be appended to): "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void accept(byte[] lines) {
        if (!waiting.offer(lines)) {
            lostBatches.incrementAndGet();
        }
    }

    private void write() {
        try {
            for (byte[] lines = waiting.take(); lines.length > 0; lines = waiting.take()) {
                try {
                    out.write(lines);
                } catch (IOException e) {
                    lostBatches.incrementAndGet();
                    lastError = e.getMessage();
                }
                report(System.nanoTime());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says what was lost, at most once in {@link #REPORT_NANOS}: a full disk must not fill the event log, too. */
    private void report(long nowNanos) {
        if (lostBatches.get() > 0 && (!everReported || nowNanos - reportedAtNanos >= REPORT_NANOS)) {
            everReported = true;
            reportedAtNanos = nowNanos;
            log.warn(
                    "access log: {} batches of up to 40 KiB were lost: {}",
                    lostBatches.getAndSet(0),
                    lastError == null ? "they came faster than they could be written" : lastError);
            lastError = null;
        }
    }

    /** Writes what is waiting, then closes. Standard output stays open. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(LAST);
                writer.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        try {
            if (!shared) {
                out.close();
            }
        } catch (IOException e) {
            log.error("access log: cannot be closed: {}", e.getMessage());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
