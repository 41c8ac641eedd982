package io.headgate.bench;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections that one thread serves. Confined to that thread; closing closes the connections. */
final class GrpcLoop implements AutoCloseable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;
    private final List<GrpcConnection> connections = new ArrayList<>();

    GrpcLoop() throws IOException {
        this.selector = Selector.open();
    }

    /** Makes one call on a connection of its own, and waits for its answer that long. */
    static byte[] call(int port, String method, byte[] message, Duration limit) throws IOException {
        try (var loop = new GrpcLoop()) {
            var answer = new OneAnswer();
            loop.connect(port, method, answer).send(message, /* last= */ true);
            long deadlineNanos = System.nanoTime() + limit.toNanos();
            while (!answer.ended) {
                long leftNanos = deadlineNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    throw new SocketTimeoutException(method + " on port " + port + ": no answer (expected: one within "
                            + limit.toMillis() + " ms)");
                }
                loop.turn(leftNanos);
            }
            if (answer.message == null) {
                throw new IOException(method + " on port " + port + ": refused (expected: an answer)");
            }
            return answer.message;
        }
    }

    /** Opens a connection to a loopback port, whose answers go to {@code sink} during {@link #turn}. */
    GrpcConnection connect(int port, String method, GrpcCodec.Sink sink) throws IOException {
        var connection = GrpcConnection.open(port, method, selector, sink);
        connections.add(connection);
        return connection;
    }

    /** Waits for something to do, at most that long but a millisecond at least, and does it. */
    void turn(long timeoutNanos) throws IOException {
        selector.select(Math.max(1, timeoutNanos / NANOS_PER_MILLI));
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.attachment() instanceof GrpcConnection connection) {
                connection.ready();
            }
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        for (var connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private static final class OneAnswer implements GrpcCodec.Sink {
        private byte @Nullable [] message;
        private boolean ended;

        @Override
        public void message(int stream, byte[] whole) {
            message = whole;
        }

        @Override
        public void ended(int stream) {
            ended = true;
        }
    }
}
