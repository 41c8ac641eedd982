package io.headgate.proxy;

import io.headgate.http.Framing;
import io.headgate.http.Http2Fields;
import io.headgate.http.Method;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One try of an exchange on an {@link Http2Back}. Confined to one event loop. */
final class Http2BackStream extends Http2Stream implements Back {
    private static final long UNKNOWN = -1;

    private final Http2Back back;
    private final Method method;
    /** Null once the response is complete or the exchange has lost interest. */
    private @Nullable Exchange exchange;

    private boolean responded;
    /** Content still to come by Content-Length, or {@link #UNKNOWN}. */
    private long expected = UNKNOWN;

    private boolean touched;
    /** Whoever waits for the flush at the end of this turn, even if its response is complete by then. */
    private @Nullable Exchange toFlush;

    Http2BackStream(Http2Back back, int id, Exchange exchange) {
        super(back.connection(), id);
        this.back = back;
        this.exchange = exchange;
        method = exchange.method();
    }

    boolean responded() {
        return responded;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the exchange.

    @Override
    public boolean takesRawChunks() {
        return false;
    }

    @Override
    public void sendHead(ByteBuf head, boolean end) {
        int length = head.readableBytes();
        byte[] bytes = back.worker().headBytes(length);
        head.readBytes(bytes, 0, length);
        head.release();
        ByteSink out = back.worker().headSink();
        connection.beginBlock(out);
        Http2HeadWriter.request(out, bytes, length, back.https());
        connection.sendHeaders(this, out.bytes(), out.length(), end);
    }

    @Override
    public void sendData(ByteBuf data) {
        connection.sendData(this, data, /* end= */ false);
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        byte[] block = null;
        if (trailers != null && trailers.headerCount() > 0) {
            ByteSink out = back.worker().headSink();
            connection.beginBlock(out);
            Http2HeadWriter.trailers(out, trailers);
            block = Arrays.copyOf(out.bytes(), out.length());
        }
        connection.sendEnd(this, block);
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
    public void pauseResponse() {
        hold();
    }

    @Override
    public void resumeResponse() {
        if (!closed) {
            release();
        }
    }

    @Override
    public void cancel() {
        exchange = null;
        if (!closed) {
            back.resets();
        }
        connection.reset(this, Http2.CANCEL);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the endpoint.

    void headers(Http2Fields fields, boolean end) {
        Exchange to = exchange;
        if (to == null) {
            return;
        }
        touch(to);
        if (responded) {
            Trailers trailers = back.worker().trailers();
            if (end
                    && expected <= 0
                    && fields.finishTrailers() == Http2Fields.Outcome.GOOD
                    && trailers.parse(fields.bytes(), fields.length())) {
                letGo();
                to.responseEnd(trailers);
            } else {
                connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
            }
            return;
        }
        ResponseHead head = back.worker().responseHead();
        head.reset();
        boolean good = fields.finishResponse(end, method == Method.HEAD) == Http2Fields.Outcome.GOOD
                && head.parse(fields.bytes(), 0, fields.length(), method) == fields.length()
                && head.status() != 101
                && !(end && head.status() < 200)
                && !(end && head.framing() == Framing.LENGTH && head.contentLength() > 0);
        if (!good) {
            connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
            return;
        }
        if (head.status() >= 200) {
            responded = true;
            expected = switch (head.framing()) {
                case LENGTH -> head.contentLength();
                case NONE -> 0;
                case CHUNKED, UNTIL_CLOSE -> UNKNOWN;
            };
        }
        if (end) {
            letGo();
        }
        to.responseHead(head, Unpooled.EMPTY_BUFFER, 0, 0, end);
    }

    @Override
    void received(ByteBuf data) {
        Exchange to = exchange;
        if (to == null || !responded) {
            data.release();
            if (to != null) {
                connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
            }
            return;
        }
        if (expected != UNKNOWN) {
            expected -= data.readableBytes();
            if (expected < 0) {
                data.release();
                connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
                return;
            }
        }
        touch(to);
        to.responseData(data);
    }

    @Override
    void receivedEnd() {
        Exchange to = exchange;
        if (to == null) {
            return;
        }
        if (!responded || expected > 0) {
            connection.reset(this, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
            return;
        }
        touch(to);
        letGo();
        to.responseEnd(null);
    }

    /** The response is complete. What the endpoint did not want of the request is not sent. */
    private void letGo() {
        exchange = null;
        if (!localEnded) {
            back.resets();
            connection.reset(this, Http2.CANCEL);
        }
    }

    private void touch(Exchange by) {
        toFlush = by;
        if (!touched) {
            touched = true;
            back.touched(this);
        }
    }

    void flushResponse() {
        touched = false;
        Exchange waiting = toFlush;
        toFlush = null;
        if (waiting != null) {
            waiting.flushResponse();
        }
    }

    @Override
    void lost(Http2Loss loss) {
        Exchange to = exchange;
        exchange = null;
        if (to != null) {
            to.tryFailed(
                    switch (loss) {
                        case REFUSED -> Exchange.Failure.REFUSED;
                        case RESET, CONNECTION -> Exchange.Failure.RESET;
                        case MALFORMED -> Exchange.Failure.BAD_RESPONSE;
                    });
            to.flushResponse();
        }
    }

    @Override
    void writableAgain() {
        Exchange to = exchange;
        if (to != null) {
            to.backWritable();
        }
    }

    @Override
    void sentEnd() {}

    @Override
    void progressed() {}

    @Override
    void expired(long nowNanos) {
        // The exchange watches the time of its tries.
    }
}
