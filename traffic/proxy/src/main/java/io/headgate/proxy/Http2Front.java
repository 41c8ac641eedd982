package io.headgate.proxy;

import io.headgate.http.Framing;
import io.headgate.http.HeadError;
import io.headgate.http.Http2Fields;
import io.headgate.http.RequestHead;
import io.headgate.http.Trailers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/2 connection. Confined to one event loop.
 *
 * <p>A request's fields are written as an HTTP/1 head and read by the same strict parser as those of HTTP/1 clients ({@link Http2Fields}), so
 * that routing and forwarding know one kind of request only.
 *
 * <p>Drains as RFC 9113, section 6.8 says: a GOAWAY that still takes every stream, with a PING; when that is answered the client knows,
 * and a second GOAWAY names the last stream; the connection closes with it.
 */
final class Http2Front implements Http2Connection.Role, Worker.Drainable {
    /** A client that does not answer the PING of a drain is taken to have seen it after this time. */
    private static final long DRAIN_PATIENCE_NANOS = 1_000_000_000L;

    /** What one client may make us hold of request bodies that endpoints do not take: sixteen streams' windows. */
    private static final int CONNECTION_WINDOW_BYTES = 16 * Http2.DEFAULT_WINDOW_BYTES;

    private enum Ending {
        NO,
        /** GOAWAY and PING are out; streams are still taken. */
        ANNOUNCED,
        /** The last stream has been named. */
        LAST_NAMED
    }

    private final class ConnectionTimer extends TimerWheel.Timer {
        @Override
        void expired(long nowNanos) {
            timedOut();
        }
    }

    private final Worker worker;
    private final WorkerListener listener;
    private final ClientConnection client;
    private final Http2Connection connection;
    private final ConnectionTimer timer = new ConnectionTimer();
    /** Streams that got content in this turn. */
    private final ArrayList<Http2FrontStream> touched = new ArrayList<>();

    private Ending ending = Ending.NO;
    private boolean blockOpen;
    private boolean stalled;
    private long unwrittenWhenStalled;

    Http2Front(Worker worker, WorkerListener listener, ClientConnection client) {
        this.worker = worker;
        this.listener = listener;
        this.client = client;
        connection = new Http2Connection(
                worker,
                this,
                /* server= */ true,
                listener.limits().headBytes(),
                Http2.DEFAULT_WINDOW_BYTES,
                CONNECTION_WINDOW_BYTES);
    }

    ChannelHandler handler() {
        return connection;
    }

    /** Says hello; the handler stands in the pipeline of an open connection. */
    void start() {
        worker.opened(this);
        // Until the first request a client has as long as for a head: its preface is one.
        worker.wheel().arm(timer, System.nanoTime() + listener.headTimeoutNanos());
        connection.start(
                Http2.MAX_CONCURRENT_STREAMS,
                listener.listener().http2Streams(),
                Http2.MAX_HEADER_LIST_SIZE,
                listener.limits().headBytes());
        if (worker.draining()) {
            drain();
        }
    }

    Worker worker() {
        return worker;
    }

    WorkerListener listener() {
        return listener;
    }

    Http2Connection connection() {
        return connection;
    }

    void touched(Http2FrontStream stream) {
        touched.add(stream);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Requests.

    @Override
    public void headers(int streamId, @Nullable Http2Stream stream, byte[] block, int from, int to, boolean end) {
        blockOpen = false;
        Http2Fields fields = worker.http2Fields();
        boolean trailers = stream != null;
        if (trailers) {
            fields.startTrailers(listener.limits().headBytes());
        } else {
            fields.startRequest(listener.limits().headBytes());
        }
        if (!connection.decoder().decode(block, from, to, fields)) {
            connection.fail(Http2.COMPRESSION_ERROR);
        } else if (stream instanceof Http2FrontStream open) {
            trailers(open, fields, end);
        } else if (streamId > connection.lastPeerStream()) {
            request(streamId, fields, end);
        }
        // Otherwise: trailers of a stream that was answered and closed already.
    }

    private void trailers(Http2FrontStream stream, Http2Fields fields, boolean end) {
        Trailers trailers = new Trailers();
        if (end
                && fields.finishTrailers() == Http2Fields.Outcome.GOOD
                && trailers.parse(fields.bytes(), fields.length())) {
            stream.receivedEnd(trailers);
        } else {
            connection.reset(stream, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
        }
    }

    private void request(int streamId, Http2Fields fields, boolean end) {
        if (ending == Ending.LAST_NAMED) {
            connection.skip(streamId);
            return;
        }
        if (connection.streamCount() >= listener.listener().http2Streams()) {
            connection.skip(streamId);
            if (connection.goodwill().take(Http2Goodwill.ABANDONED)) {
                connection.refuse(streamId, Http2.REFUSED_STREAM);
            } else {
                connection.fail(Http2.ENHANCE_YOUR_CALM);
            }
            return;
        }
        Http2Fields.Outcome outcome = fields.finishRequest(end);
        if (outcome == Http2Fields.Outcome.MALFORMED) {
            connection.skip(streamId);
            listener.stats().malformedStreams++;
            if (connection.goodwill().take(Http2Goodwill.ABANDONED)) {
                connection.refuse(streamId, Http2.PROTOCOL_ERROR);
            } else {
                connection.fail(Http2.ENHANCE_YOUR_CALM);
            }
            return;
        }
        connection.goodwill().add(Http2Goodwill.REQUEST);
        Http2FrontStream stream = new Http2FrontStream(this, streamId);
        connection.open(stream);
        stream.remoteEnded = end;
        disarmUnlessAnnounced();
        if (outcome == Http2Fields.Outcome.TOO_LARGE) {
            refuse(stream, HeadError.HEAD_TOO_LARGE);
            return;
        }
        RequestHead head = listener.head();
        head.reset();
        int past = head.parse(fields.bytes(), 0, fields.length());
        if (past == RequestHead.INVALID) {
            refuse(stream, head.error());
            return;
        }
        if (past != fields.length()) {
            throw new IllegalStateException("a rendered head ends at " + past + ", not at " + fields.length());
        }
        if (end && head.framing() == Framing.LENGTH && head.contentLength() > 0) {
            connection.reset(stream, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
            return;
        }
        listener.stats().requests++;
        stream.start(head, client);
    }

    private void refuse(Http2FrontStream stream, HeadError error) {
        listener.stats().refusedHead(error);
        worker.logUnreadable(listener.listener(), client, "HTTP/2", error.status(), error.code());
        stream.local(LocalResponse.error(error.status(), error.code()));
    }

    @Override
    public void headersBegun() {
        blockOpen = true;
        worker.wheel().arm(timer, System.nanoTime() + listener.headTimeoutNanos());
    }

    @Override
    public void readComplete() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flushRequest();
        }
        touched.clear();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The connection.

    @Override
    public void settings() {}

    @Override
    public void goAway(int lastStreamId, int errorCode) {
        // The client opens no more; it closes when it has its answers.
    }

    @Override
    public void streamClosed() {
        if (connection.streamCount() > 0 || connection.gone()) {
            return;
        }
        if (ending == Ending.LAST_NAMED) {
            connection.close();
        } else if (ending == Ending.NO && !blockOpen) {
            worker.wheel().arm(timer, System.nanoTime() + listener.idleTimeoutNanos());
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        stalled = !writable;
        if (stalled) {
            unwrittenWhenStalled = unwritten();
            worker.wheel().arm(timer, System.nanoTime() + Http1Front.WRITE_PATIENCE * listener.bodyTimeoutNanos());
        } else if (connection.streamCount() > 0 && !blockOpen) {
            disarmUnlessAnnounced();
        }
    }

    /** A drain goes on in time, whatever the client does meanwhile. */
    private void disarmUnlessAnnounced() {
        if (ending != Ending.ANNOUNCED) {
            worker.wheel().disarm(timer);
        }
    }

    private long unwritten() {
        var outbound = connection.channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    private void timedOut() {
        if (blockOpen) {
            listener.stats().headTimeouts++;
            connection.fail(Http2.ENHANCE_YOUR_CALM);
        } else if (ending == Ending.ANNOUNCED) {
            nameLast();
        } else if (stalled) {
            if (unwritten() == unwrittenWhenStalled) {
                listener.stats().bodyTimeouts++;
                connection.close();
            } else {
                writabilityChanged(false);
            }
        } else if (connection.streamCount() == 0) {
            connection.goAway(connection.lastPeerStream(), Http2.NO_ERROR);
            connection.close();
        }
    }

    @Override
    public void drain() {
        if (ending == Ending.NO) {
            ending = Ending.ANNOUNCED;
            connection.goAway(Integer.MAX_VALUE, Http2.NO_ERROR);
            connection.ping();
            worker.wheel().arm(timer, System.nanoTime() + DRAIN_PATIENCE_NANOS);
        }
    }

    @Override
    public void pingAcknowledged() {
        if (ending == Ending.ANNOUNCED) {
            nameLast();
        }
    }

    private void nameLast() {
        ending = Ending.LAST_NAMED;
        worker.wheel().disarm(timer);
        connection.goAway(connection.lastPeerStream(), Http2.NO_ERROR);
        streamClosed();
    }

    @Override
    public void failing(int errorCode) {
        listener.stats().http2Failures++;
    }

    @Override
    public void closed() {
        worker.wheel().remove(timer);
        worker.closed(this);
    }

    @Override
    public Channel channel() {
        return connection.channel();
    }
}
