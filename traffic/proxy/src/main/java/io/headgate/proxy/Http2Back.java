package io.headgate.proxy;

import io.headgate.http.Http2Fields;
import io.netty.channel.ChannelHandler;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** An HTTP/2 connection to an endpoint, shared by many exchanges. Confined to one event loop. */
final class Http2Back implements Http2Connection.Role {
    /** Streams in use before an endpoint has ever said how many it takes: what RFC 9113, section 6.5.2 recommends as its least. */
    static final int ASSUMED_STREAMS = 100;
    /** More streams than this share one connection no better than two connections would. */
    private static final int MAX_STREAMS = 1000;
    /** What a slow client can make us hold of a response, beside what its own connection holds. */
    private static final int STREAM_WINDOW_BYTES = 256 * 1024;

    private static final int CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;
    /** No stream has an id beyond 2^31 - 1; a connection ends a little before. */
    private static final int LAST_STREAM_ID = Integer.MAX_VALUE - 2;

    /**
     * After as many streams reset within the window a connection is left for a new one: endpoints close connections that reset too many
     * (Netty's servers after 200 in 30 s), and one client's cancellations must not end other clients' streams.
     */
    private static final int RESETS_BEARABLE = 100;

    private static final long RESET_WINDOW_NANOS = 30_000_000_000L;

    private final class IdleTimer extends TimerWheel.Timer {
        @Override
        void expired(long nowNanos) {
            if (connection.streamCount() == 0) {
                connection.goAway(0, Http2.NO_ERROR);
                connection.close();
            }
        }
    }

    private final Upstream upstream;
    private final Worker worker;
    private final Http2Connection connection;
    private final IdleTimer timer = new IdleTimer();
    /** Streams that got content in this turn. */
    private final ArrayList<Http2BackStream> touched = new ArrayList<>();

    private int nextStreamId = 1;
    private long streamsAllowed;
    /** No new streams: the endpoint or the configuration wants this connection to end. */
    private boolean goingAway;
    /** Streams reset since {@link #resetsSinceNanos}. */
    private int resets;

    private long resetsSinceNanos;
    /** The connection has been made. */
    private boolean standing;
    /** Counted among the idle connections. */
    private boolean idle;

    Http2Back(Upstream upstream) {
        this.upstream = upstream;
        worker = upstream.worker();
        streamsAllowed = upstream.streamsAllowed();
        connection = new Http2Connection(
                worker,
                this,
                /* server= */ false,
                Worker.RESPONSE_HEAD_LIMITS.headBytes(),
                STREAM_WINDOW_BYTES,
                CONNECTION_WINDOW_BYTES);
    }

    ChannelHandler handler() {
        return connection;
    }

    Worker worker() {
        return worker;
    }

    Http2Connection connection() {
        return connection;
    }

    boolean https() {
        return upstream.pool().tls() != null;
    }

    /** The connection stands, TLS included. */
    void connected() {
        standing = true;
        connection.start(
                Http2.ENABLE_PUSH,
                0,
                Http2.INITIAL_WINDOW_SIZE,
                STREAM_WINDOW_BYTES,
                Http2.MAX_HEADER_LIST_SIZE,
                Worker.RESPONSE_HEAD_LIMITS.headBytes());
        becomeIdle();
    }

    boolean hasRoom() {
        return !goingAway && !connection.gone() && connection.streamCount() < streamsAllowed;
    }

    /** Opens a stream for {@code exchange}. */
    void begin(Exchange exchange) {
        if (idle) {
            idle = false;
            upstream.stats().idleConnections--;
            worker.wheel().disarm(timer);
        }
        Http2BackStream stream = new Http2BackStream(this, nextStreamId, exchange);
        nextStreamId += 2;
        if (nextStreamId > LAST_STREAM_ID) {
            goingAway = true;
        }
        connection.open(stream);
        exchange.attach(stream);
    }

    /** No longer configured: ends with its last stream. */
    void retire() {
        goingAway = true;
        if (connection.streamCount() == 0) {
            connection.goAway(0, Http2.NO_ERROR);
            connection.close();
        }
    }

    /** A stream is about to be reset. */
    void resets() {
        long nowNanos = System.nanoTime();
        if (resets == 0 || nowNanos - resetsSinceNanos > RESET_WINDOW_NANOS) {
            resets = 0;
            resetsSinceNanos = nowNanos;
        }
        resets++;
        if (resets >= RESETS_BEARABLE && !goingAway) {
            // Ends with its last stream.
            goingAway = true;
            upstream.leaving(this);
        }
    }

    void touched(Http2BackStream stream) {
        touched.add(stream);
    }

    private void becomeIdle() {
        idle = true;
        upstream.stats().idleConnections++;
        worker.wheel()
                .arm(
                        timer,
                        System.nanoTime() + upstream.pool().timeouts().idle().toNanos());
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the endpoint.

    @Override
    public void headers(int streamId, @Nullable Http2Stream stream, byte[] block, int from, int to, boolean end) {
        Http2Fields fields = worker.http2Fields();
        Http2BackStream open = stream instanceof Http2BackStream back ? back : null;
        if (open != null && open.responded()) {
            fields.startTrailers(Worker.RESPONSE_HEAD_LIMITS.headBytes());
        } else {
            fields.startResponse(Worker.RESPONSE_HEAD_LIMITS.headBytes());
        }
        if (!connection.decoder().decode(block, from, to, fields)) {
            connection.fail(Http2.COMPRESSION_ERROR);
        } else if (open != null) {
            open.headers(fields, end);
        }
        // Otherwise: an answer to a stream that was reset.
    }

    @Override
    public void headersBegun() {
        // The response timeout of the exchange runs.
    }

    @Override
    public void readComplete() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flushResponse();
        }
        touched.clear();
    }

    @Override
    public void settings() {
        streamsAllowed = Math.min(connection.peerMaxStreams(), MAX_STREAMS);
        upstream.streamsAllowed(streamsAllowed);
        upstream.roomAgain();
    }

    @Override
    public void goAway(int lastStreamId, int errorCode) {
        goingAway = true;
        upstream.leaving(this);
        if (connection.streamCount() == 0) {
            connection.close();
        }
    }

    @Override
    public void pingAcknowledged() {}

    @Override
    public void streamClosed() {
        if (connection.gone()) {
            return;
        }
        if (connection.streamCount() == 0) {
            if (goingAway) {
                connection.close();
                return;
            }
            becomeIdle();
        }
        upstream.roomAgain();
    }

    @Override
    public void writabilityChanged(boolean writable) {}

    @Override
    public void failing(int errorCode) {
        // Every stream's exchange counts a failure of the endpoint.
    }

    @Override
    public void closed() {
        worker.wheel().remove(timer);
        if (idle) {
            upstream.stats().idleConnections--;
        }
        if (standing) {
            upstream.closed(this);
        }
    }
}
