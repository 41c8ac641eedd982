package io.headgate.proxy;

import io.headgate.http.Framing;
import io.headgate.http.Method;
import io.headgate.http.RequestHead;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One request of an HTTP/2 client. Confined to one event loop. */
final class Http2FrontStream extends Http2Stream implements Front {
    private static final long UNKNOWN = -1;

    private final Http2Front front;
    private final Exchange exchange;
    private boolean headRequest;
    /** Content still to come by Content-Length, or {@link #UNKNOWN}. */
    private long expected = UNKNOWN;

    private boolean responseStarted;
    private boolean touched;
    /** Whether the timer watches for the client to take what is unsent, rather than to send. */
    private boolean watchesSending;

    private boolean progressed;

    Http2FrontStream(Http2Front front, int id) {
        super(front.connection(), id);
        this.front = front;
        exchange = new Exchange(front.worker(), this);
    }

    void start(RequestHead head, ClientConnection client) {
        long nowNanos = System.nanoTime();
        headRequest = head.method() == Method.HEAD;
        if (head.framing() == Framing.LENGTH) {
            expected = head.contentLength();
        }
        if (!remoteEnded) {
            armForContent(nowNanos);
        }
        exchange.start(front.listener().listener(), head, client, nowNanos);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the client.

    @Override
    void received(ByteBuf data) {
        if (expected != UNKNOWN) {
            expected -= data.readableBytes();
            if (expected < 0) {
                data.release();
                connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
                return;
            }
        }
        armForContent(System.nanoTime());
        if (!touched) {
            touched = true;
            front.touched(this);
        }
        exchange.requestData(data);
    }

    @Override
    void receivedEnd() {
        ended(null);
    }

    void receivedEnd(Trailers trailers) {
        ended(trailers);
    }

    private void ended(@Nullable Trailers trailers) {
        if (expected > 0) {
            connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
            return;
        }
        front.worker().wheel().disarm(this);
        if (!touched) {
            touched = true;
            front.touched(this);
        }
        if (exchange.active() && !exchange.requestComplete()) {
            exchange.requestEnd(trailers);
        }
    }

    void flushRequest() {
        touched = false;
        exchange.flushRequest();
    }

    @Override
    void lost(Http2Loss loss) {
        exchange.cancel(loss == Http2Loss.MALFORMED ? "malformed-stream" : "client-gone", 0);
        front.worker().wheel().remove(exchange);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The response.

    @Override
    public String protocol(RequestHead request) {
        return "HTTP/2";
    }

    @Override
    public boolean takesRawChunks() {
        return false;
    }

    @Override
    public void informational(ResponseHead head) {
        ByteSink out = block();
        Http2HeadWriter.response(out, head, HeaderEdits.NONE, null);
        connection.sendHeaders(this, out.bytes(), out.length(), /* end= */ false);
        connection.flushSoon();
    }

    @Override
    public void head(ResponseHead head, ByteBuf in, int bodyFrom, int bodyLength, boolean end) {
        responseStarted = true;
        ByteSink out = block();
        Http2HeadWriter.response(out, head, exchange.responseEdits(), exchange.setCookie());
        connection.sendHeaders(this, out.bytes(), out.length(), end && bodyLength == 0);
        if (bodyLength > 0) {
            connection.sendCopy(this, in, bodyFrom, bodyLength, end);
            watchSending();
        }
        if (end) {
            responseEnded();
        } else if (!remoteEnded && !watchesSending) {
            // From here on the request may take its time: both ways of a stream may be open for as long as they like.
            front.worker().wheel().disarm(this);
        }
    }

    private ByteSink block() {
        ByteSink out = front.worker().headSink();
        connection.beginBlock(out);
        return out;
    }

    @Override
    public void data(ByteBuf data) {
        connection.sendData(this, data, /* end= */ false);
        watchSending();
    }

    @Override
    public void end(@Nullable Trailers trailers) {
        byte[] block = null;
        if (trailers != null && trailers.headerCount() > 0) {
            ByteSink out = block();
            Http2HeadWriter.trailers(out, trailers);
            block = Arrays.copyOf(out.bytes(), out.length());
        }
        connection.sendEnd(this, block);
        responseEnded();
    }

    @Override
    public void local(LocalResponse response) {
        responseStarted = true;
        boolean content = !headRequest && response.body().length > 0;
        ByteSink out = block();
        Http2HeadWriter.local(out, response, exchange.responseEdits());
        connection.sendHeaders(this, out.bytes(), out.length(), !content);
        if (content) {
            connection.sendData(this, Unpooled.wrappedBuffer(response.body()), /* end= */ true);
            watchSending();
        }
        responseEnded();
        connection.flushSoon();
    }

    /** The exchange is over; the stream goes on until everything is sent. */
    private void responseEnded() {
        front.worker().wheel().remove(exchange);
        if (!closed && !watchesSending) {
            front.worker().wheel().disarm(this);
        }
    }

    /** The client need not send the rest of a request that has been answered (RFC 9113, section 8.1). */
    @Override
    void sentEnd() {
        connection.reset(this, Http2.NO_ERROR);
    }

    @Override
    public void abort() {
        front.worker().wheel().remove(exchange);
        connection.reset(this, Http2.INTERNAL_ERROR);
    }

    @Override
    public void flush() {
        connection.flushSoon();
    }

    @Override
    public boolean writable() {
        return closed || takesMore();
    }

    @Override
    void writableAgain() {
        exchange.frontWritable();
    }

    @Override
    public void pauseRequest() {
        hold();
        if (!watchesSending) {
            front.worker().wheel().disarm(this);
        }
    }

    @Override
    public void resumeRequest() {
        if (holding() && !closed) {
            release();
            armForContent(System.nanoTime());
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Time.

    private void armForContent(long nowNanos) {
        if (!watchesSending && !responseStarted) {
            front.worker().wheel().arm(this, nowNanos + front.listener().bodyTimeoutNanos());
        }
    }

    /** Watches that the client takes what is unsent. */
    private void watchSending() {
        if (unsentBytes > 0 && !watchesSending) {
            watchesSending = true;
            progressed = false;
            armForSending(System.nanoTime());
        }
    }

    private void armForSending(long nowNanos) {
        front.worker()
                .wheel()
                .arm(
                        this,
                        nowNanos + Http1Front.WRITE_PATIENCE * front.listener().bodyTimeoutNanos());
    }

    @Override
    void progressed() {
        progressed = true;
        if (unsentBytes == 0) {
            watchesSending = false;
            front.worker().wheel().disarm(this);
        }
    }

    @Override
    void expired(long nowNanos) {
        if (closed) {
            return;
        }
        if (watchesSending) {
            if (progressed) {
                progressed = false;
                armForSending(nowNanos);
                return;
            }
            front.listener().stats().bodyTimeouts++;
            connection.reset(this, Http2.CANCEL, Http2Loss.RESET);
        } else if (!responseStarted) {
            front.listener().stats().bodyTimeouts++;
            exchange.cancel("body-timeout", 408);
            local(LocalResponse.error(408, "body-timeout"));
        }
    }
}
