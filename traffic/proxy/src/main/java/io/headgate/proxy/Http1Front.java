package io.headgate.proxy;

import io.headgate.http.ChunkedScanner;
import io.headgate.http.Framing;
import io.headgate.http.HeadError;
import io.headgate.http.Method;
import io.headgate.http.RequestHead;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A client's HTTP/1 connection. Confined to one event loop.
 *
 * <pre>
 *   HEAD ──head──► BODY ──last byte──► WAITING ──response end──► HEAD
 *     │              │                                            │ no keep-alive, or a body that nobody read
 *     │ bad head     │ bad chunk            101: TUNNEL           ▼
 *     └──────────────┴──────────────────────────────────────► LINGERING ──► closed
 * </pre>
 *
 * <p>One request is under way at a time; pipelined ones wait unread, so that answers keep their order and a client cannot queue work.
 */
final class Http1Front extends ChannelInboundHandlerAdapter implements Front, Chunks.Receiver, Worker.Drainable {
    /** What is read of a request in one go before its length is known: most heads fit. */
    private static final int FIRST_LOOK_BYTES = 2048;
    /** Response bodies up to this size are copied behind the head: one buffer and one write are cheaper than two. */
    private static final int COPY_BYTES = 8192;
    /** How long an unread request body is thrown away, so that the client reads our answer before it sees a reset. */
    private static final long LINGER_NANOS = 2_000_000_000L;
    /** After the unread rest of a body of this size the connection is reset. */
    private static final long LINGER_BYTES = 1 << 20;
    /** A client that does not read gets this many times the body timeout: a receiver's window opens in large steps. */
    static final int WRITE_PATIENCE = 10;

    private enum State {
        HEAD,
        BODY,
        WAITING,
        TUNNEL,
        LINGERING,
        CLOSED
    }

    /** The beginning of a head that has not come whole; only then a connection holds a buffer of its own. */
    private static final class PartialHead {
        final RequestHead head;
        byte[] bytes;
        int length;

        PartialHead(RequestHead head, byte[] bytes, int length) {
            this.head = head;
            this.bytes = bytes;
            this.length = length;
        }
    }

    private final class ConnectionTimer extends TimerWheel.Timer {
        @Override
        void expired(long nowNanos) {
            timedOut(nowNanos);
        }
    }

    private final Worker worker;
    private final WorkerListener listener;
    private final ClientConnection client;
    private final Exchange exchange;
    private final ConnectionTimer timer = new ConnectionTimer();
    private @Nullable ChannelHandlerContext context;

    private State state = State.HEAD;
    private @Nullable PartialHead partial;
    /** Bytes that arrived while they could not be used: pipelined requests, or a body that the endpoint cannot take yet. */
    private @Nullable ByteBuf pending;

    private boolean processing;
    private boolean requestPaused;
    /** The client has ended its side, and that is still to be acted upon. */
    private boolean inputEnded;

    /** No request has been read. */
    private boolean firstRequest = true;

    // The request under way.
    private boolean keepAlive;
    private boolean http11;
    private boolean headRequest;
    private long bodyRemaining;
    private boolean bodyChunked;
    private @Nullable ChunkedScanner chunks;

    // The response under way.
    private boolean responseStarted;
    private boolean encodeChunks;
    private boolean unflushed;
    /** The endpoint's direction of a tunnel is complete. */
    private boolean tunnelEnded;

    private long lingeredBytes;
    private long pendingWriteBytes;

    Http1Front(Worker worker, WorkerListener listener, ClientConnection client) {
        this.worker = worker;
        this.listener = listener;
        this.client = client;
        exchange = new Exchange(worker, this);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The channel.

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        worker.opened(this);
        armIdle(System.nanoTime());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = pending;
        if (before != null) {
            pending = null;
            in = worker.append(before, in);
        }
        process(in);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        exchange.flushRequest();
        flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            if (state == State.BODY) {
                rearmForBody(System.nanoTime());
            } else if (state == State.WAITING || state == State.TUNNEL) {
                worker.wheel().disarm(timer);
            }
            exchange.frontWritable();
        } else {
            context.flush();
            unflushed = false;
            watchWrites(System.nanoTime());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (pending == null) {
                actOnInputEnd();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            worker.closed(this);
            worker.wheel().remove(timer);
            releasePending();
            exchange.cancel("client-gone", 0);
            worker.wheel().remove(exchange);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        worker.connectionError(cause);
        context.close();
    }

    /** The client sends no more, and everything it sent was used: it may still read. */
    private void actOnInputEnd() {
        switch (state) {
            case TUNNEL -> {
                inputEnded = false;
                exchange.requestEnd(null);
            }
            case HEAD, LINGERING -> {
                inputEnded = false;
                closeAfterWrites();
            }
            case BODY -> close();
            // The response ends first.
            case WAITING, CLOSED -> {}
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Requests.

    /** Uses what can be used of {@code in}, which it owns, and keeps the rest. */
    private void process(ByteBuf in) {
        processing = true;
        try {
            while (in.isReadable() && step(in)) {}
        } catch (RuntimeException | Error e) {
            in.release();
            throw e;
        } finally {
            processing = false;
        }
        if (in.isReadable() && state != State.CLOSED) {
            pending = in;
            if (in.readableBytes() >= listener.limits().headBytes()) {
                pauseRequest();
            }
        } else {
            in.release();
            if (inputEnded) {
                actOnInputEnd();
            }
        }
    }

    /** Uses some of {@code in}; false when nothing of it can be used now. */
    private boolean step(ByteBuf in) {
        return switch (state) {
            case HEAD -> head(in);
            case BODY -> bodyChunked ? chunkedBody(in) : plainBody(in);
            case TUNNEL -> {
                exchange.requestData(in.readRetainedSlice(in.readableBytes()));
                yield true;
            }
            case LINGERING -> {
                lingeredBytes += in.readableBytes();
                in.skipBytes(in.readableBytes());
                if (lingeredBytes > LINGER_BYTES) {
                    close();
                }
                yield true;
            }
            case WAITING, CLOSED -> false;
        };
    }

    private boolean head(ByteBuf in) {
        PartialHead begun = partial;
        if (begun != null) {
            return continueHead(begun, in);
        }
        int readable = in.readableBytes();
        int limit = listener.limits().headBytes() + 4;
        byte[] bytes = worker.headBytes(Math.min(readable, limit));
        int looked = Math.min(readable, FIRST_LOOK_BYTES);
        in.getBytes(in.readerIndex(), bytes, 0, looked);
        if (bytes[0] == 'P' && firstRequest && isPreface(bytes, looked)) {
            becomeHttp2(in.readRetainedSlice(readable));
            return false;
        }
        RequestHead head = listener.head();
        head.reset();
        int end = head.parse(bytes, 0, looked);
        if (end == RequestHead.INCOMPLETE && looked < readable) {
            int all = Math.min(readable, limit);
            in.getBytes(in.readerIndex() + looked, bytes, looked, all - looked);
            looked = all;
            end = head.parse(bytes, 0, looked);
        }
        if (end == RequestHead.INCOMPLETE) {
            in.skipBytes(looked);
            RequestHead own = new RequestHead(listener.limits());
            partial = new PartialHead(own, Arrays.copyOf(bytes, looked), looked);
            worker.wheel().arm(timer, System.nanoTime() + listener.headTimeoutNanos());
            return true;
        }
        if (end == RequestHead.INVALID) {
            refuse(head.error());
            return true;
        }
        in.skipBytes(end);
        begin(head);
        return true;
    }

    private boolean continueHead(PartialHead begun, ByteBuf in) {
        int more = Math.min(in.readableBytes(), listener.limits().headBytes() + 4 - begun.length);
        if (more <= 0) {
            refuse(HeadError.HEAD_TOO_LARGE);
            return true;
        }
        int before = begun.length;
        if (before + more > begun.bytes.length) {
            begun.bytes = Arrays.copyOf(begun.bytes, Math.max(before + more, before * 2));
        }
        in.getBytes(in.readerIndex(), begun.bytes, before, more);
        begun.length = before + more;
        if (firstRequest && isPreface(begun.bytes, begun.length)) {
            in.skipBytes(more);
            ByteBuf all = worker.allocator().directBuffer(begun.length + in.readableBytes());
            becomeHttp2(all.writeBytes(begun.bytes, 0, begun.length).writeBytes(in));
            return false;
        }
        int end = begun.head.parse(begun.bytes, 0, begun.length);
        if (end == RequestHead.INCOMPLETE) {
            in.skipBytes(more);
            return true;
        }
        partial = null;
        if (end == RequestHead.INVALID) {
            refuse(begun.head.error());
            return true;
        }
        in.skipBytes(end - before);
        begin(begun.head);
        return true;
    }

    /** Whether this is the beginning of what an HTTP/2 client says first; no method starts like it. */
    private boolean isPreface(byte[] bytes, int length) {
        return listener.listener().http2Streams() > 0
                && length >= 3
                && bytes[0] == 'P'
                && bytes[1] == 'R'
                && bytes[2] == 'I';
    }

    /** Hands the connection over to {@link Http2Front}: HTTP/2 by prior knowledge (RFC 9113, section 3.3). Owns {@code received}. */
    private void becomeHttp2(ByteBuf received) {
        ChannelHandlerContext here = requireContext();
        state = State.CLOSED;
        partial = null;
        worker.closed(this);
        worker.wheel().remove(timer);
        worker.wheel().remove(exchange);
        Http2Front front = new Http2Front(worker, listener, client);
        here.pipeline().replace(this, null, front.handler());
        front.start();
        here.pipeline().fireChannelRead(received);
    }

    private void begin(RequestHead head) {
        firstRequest = false;
        long nowNanos = System.nanoTime();
        listener.stats().requests++;
        http11 = head.minorVersion() >= 1;
        keepAlive = head.keepAlive() && !worker.draining();
        headRequest = head.method() == Method.HEAD;
        responseStarted = false;
        bodyChunked = head.framing() == Framing.CHUNKED;
        bodyRemaining = head.framing() == Framing.LENGTH ? head.contentLength() : 0;
        boolean body = bodyChunked || bodyRemaining > 0;
        if (bodyChunked) {
            ChunkedScanner scanner = chunks;
            if (scanner == null) {
                scanner = new ChunkedScanner();
                chunks = scanner;
            }
            scanner.reset();
        }
        state = body ? State.BODY : State.WAITING;
        if (body) {
            worker.wheel().arm(timer, nowNanos + listener.bodyTimeoutNanos());
        } else {
            worker.wheel().disarm(timer);
        }
        exchange.start(listener.listener(), head, client, nowNanos);
    }

    private boolean plainBody(ByteBuf in) {
        if (requestPaused) {
            return false;
        }
        int count = (int) Math.min(bodyRemaining, in.readableBytes());
        bodyRemaining -= count;
        rearmForBody(System.nanoTime());
        exchange.requestData(in.readRetainedSlice(count));
        if (bodyRemaining == 0 && state == State.BODY) {
            bodyRead(null);
        }
        return true;
    }

    private boolean chunkedBody(ByteBuf in) {
        ChunkedScanner scanner = chunks;
        if (requestPaused || scanner == null) {
            return false;
        }
        rearmForBody(System.nanoTime());
        boolean raw = exchange.rawRequest();
        switch (Chunks.read(in, scanner, raw, this)) {
            case DATA, MORE -> {}
            case END -> {
                if (state == State.BODY) {
                    bodyRead(raw ? null : scanner.trailers());
                }
            }
            case INVALID -> refuse(scanner.error());
        }
        return true;
    }

    /** The exchange may answer before the body has ended; what follows is then for someone else to read. */
    @Override
    public boolean content(ByteBuf data) {
        exchange.requestData(data);
        return state == State.BODY;
    }

    private void bodyRead(@Nullable Trailers trailers) {
        state = State.WAITING;
        worker.wheel().disarm(timer);
        exchange.requestEnd(trailers);
    }

    /** The request is malformed: nobody can tell where the next one begins. */
    private void refuse(HeadError error) {
        listener.stats().refusedHead(error);
        // A head that was refused has no route whose edits would apply.
        HeaderEdits edits = state == State.HEAD ? HeaderEdits.NONE : exchange.responseEdits();
        partial = null;
        keepAlive = false;
        if (exchange.active()) {
            exchange.cancel(error.code(), responseStarted ? 0 : error.status());
        } else {
            worker.logUnreadable(listener.listener(), client, "HTTP/1.1", error.status(), error.code());
        }
        if (responseStarted) {
            abort();
        } else {
            http11 = true;
            headRequest = false;
            local(LocalResponse.error(error.status(), error.code(), /* close= */ true), edits);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Responses.

    @Override
    public String protocol(RequestHead request) {
        return http11 ? "HTTP/1.1" : "HTTP/1.0";
    }

    @Override
    public boolean takesRawChunks() {
        return http11;
    }

    @Override
    public void informational(ResponseHead head) {
        if (http11) {
            ByteSink out = worker.headSink();
            ResponseHeadWriter.write(out, head, HeaderEdits.NONE, false, null, ResponseHeadWriter.Connection.IMPLIED);
            write(worker.copyToDirect(out));
        }
    }

    @Override
    public void head(ResponseHead head, ByteBuf in, int bodyFrom, int bodyLength, boolean end) {
        responseStarted = true;
        boolean tunnel = exchange.tunnel();
        Framing framing = head.framing();
        boolean chunkedOut = framing == Framing.CHUNKED && http11;
        // A tunnel of an ended body or of unknown length can only end by closing; so does anything for HTTP/1.0 that is
        // chunked.
        if (framing == Framing.UNTIL_CLOSE || (framing == Framing.CHUNKED && !http11)) {
            keepAlive = false;
        }
        if (state == State.BODY || worker.draining()) {
            keepAlive = keepAlive && state != State.BODY && !worker.draining();
        }
        encodeChunks = chunkedOut && !end && !exchange.rawResponse();
        ResponseHeadWriter.Connection connection = tunnel ? ResponseHeadWriter.Connection.UPGRADE : connectionHeader();
        ByteSink out = worker.headSink();
        ResponseHeadWriter.write(out, head, exchange.responseEdits(), chunkedOut, exchange.setCookie(), connection);
        if (tunnel) {
            state = State.TUNNEL;
            tunnelEnded = false;
            worker.wheel().disarm(timer);
        }
        if (bodyLength == 0) {
            write(worker.copyToDirect(out));
        } else if (bodyLength <= COPY_BYTES && !encodeChunks) {
            ByteBuf whole = worker.allocator().directBuffer(out.length() + bodyLength);
            whole.writeBytes(out.bytes(), 0, out.length());
            whole.writeBytes(in, bodyFrom, bodyLength);
            write(whole);
        } else {
            write(worker.copyToDirect(out));
            data(in.retainedSlice(bodyFrom, bodyLength));
        }
        if (end) {
            responseEnded();
        } else if (tunnel) {
            goOn();
        }
    }

    private ResponseHeadWriter.Connection connectionHeader() {
        if (!keepAlive) {
            return ResponseHeadWriter.Connection.CLOSE;
        }
        return http11 ? ResponseHeadWriter.Connection.IMPLIED : ResponseHeadWriter.Connection.KEEP_ALIVE;
    }

    @Override
    public void data(ByteBuf data) {
        if (encodeChunks) {
            writeChunk(data);
        } else {
            write(data);
        }
    }

    private void writeChunk(ByteBuf data) {
        if (!data.isReadable()) {
            data.release();
            return;
        }
        Chunks.write(requireContext(), worker, data);
        unflushed = true;
    }

    @Override
    public void end(@Nullable Trailers trailers) {
        if (state == State.TUNNEL) {
            tunnelEnded = true;
            HalfClose.afterWrites(requireContext());
            return;
        }
        if (encodeChunks) {
            write(Chunks.last(worker, trailers));
        }
        responseEnded();
    }

    @Override
    public void local(LocalResponse response) {
        local(response, exchange.responseEdits());
    }

    private void local(LocalResponse response, HeaderEdits edits) {
        responseStarted = true;
        if (response.close() || state == State.BODY || worker.draining()) {
            keepAlive = false;
        }
        ByteSink out = worker.headSink();
        ResponseHeadWriter.write(out, response, edits, connectionHeader());
        if (!headRequest) {
            out.put(response.body());
        }
        write(worker.copyToDirect(out));
        responseEnded();
        flush();
    }

    private void responseEnded() {
        encodeChunks = false;
        if (keepAlive && state == State.WAITING) {
            state = State.HEAD;
            responseStarted = false;
            armIdle(System.nanoTime());
            goOn();
        } else if (state != State.CLOSED) {
            closeGently();
        }
    }

    /** Goes on with what came meanwhile, a pipelined request or a tunnel's bytes, unless {@link #process} is running and does so itself. */
    private void goOn() {
        if (processing) {
            return;
        }
        ByteBuf waiting = pending;
        if (requestPaused) {
            resumeRequest();
        } else if (waiting != null) {
            pending = null;
            process(waiting);
            exchange.flushRequest();
        }
        if (inputEnded && pending == null) {
            actOnInputEnd();
        }
    }

    @Override
    public void abort() {
        ChannelHandlerContext here = context;
        if (here == null || state == State.CLOSED) {
            return;
        }
        if (state == State.TUNNEL && tunnelEnded) {
            closeAfterWrites();
        } else {
            here.flush();
            close();
        }
    }

    /**
     * Closes once what was written is with the client. When the client may still be sending, our side is shut first and its bytes are
     * thrown away for a while: closing at once would make the kernel send a reset, and the client would lose the answer.
     */
    private void closeGently() {
        if (state == State.WAITING && pending == null) {
            closeAfterWrites();
            return;
        }
        ChannelHandlerContext here = requireContext();
        linger();
        HalfClose.afterWrites(here);
        releasePending();
        requestPaused = false;
        here.channel().config().setAutoRead(true);
    }

    /** Closes once what was written is with the kernel. */
    private void closeAfterWrites() {
        linger();
        requireContext().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    private void linger() {
        state = State.LINGERING;
        unflushed = false;
        worker.wheel().arm(timer, System.nanoTime() + LINGER_NANOS);
    }

    /** Closes at once. What still comes before the channel says so is thrown away. */
    private void close() {
        if (state != State.CLOSED) {
            state = State.LINGERING;
        }
        requireContext().close();
    }

    private void write(ByteBuf data) {
        ChannelHandlerContext here = requireContext();
        here.write(data, here.voidPromise());
        unflushed = true;
    }

    @Override
    public void flush() {
        if (unflushed) {
            unflushed = false;
            requireContext().flush();
        }
    }

    @Override
    public boolean writable() {
        return requireContext().channel().isWritable();
    }

    @Override
    public void pauseRequest() {
        if (!requestPaused && state != State.LINGERING) {
            requestPaused = true;
            requireContext().channel().config().setAutoRead(false);
            if (state == State.BODY) {
                worker.wheel().disarm(timer);
            }
        }
    }

    @Override
    public void resumeRequest() {
        if (!requestPaused) {
            return;
        }
        requestPaused = false;
        if (state == State.BODY) {
            rearmForBody(System.nanoTime());
        }
        ByteBuf waiting = pending;
        if (waiting != null && !processing) {
            pending = null;
            process(waiting);
            exchange.flushRequest();
        }
        if (!requestPaused) {
            requireContext().channel().config().setAutoRead(true);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Time and ends.

    private void armIdle(long nowNanos) {
        worker.wheel().arm(timer, nowNanos + listener.idleTimeoutNanos());
    }

    private void rearmForBody(long nowNanos) {
        worker.wheel().arm(timer, nowNanos + listener.bodyTimeoutNanos());
    }

    private void timedOut(long nowNanos) {
        switch (state) {
            case HEAD -> {
                if (partial != null || pending != null) {
                    listener.stats().headTimeouts++;
                    refuseSlowly();
                } else if (unwrittenBytes() > 0) {
                    writesStalled(nowNanos);
                } else {
                    close();
                }
            }
            case BODY -> {
                listener.stats().bodyTimeouts++;
                exchange.cancel("body-timeout", responseStarted ? 0 : 408);
                if (responseStarted) {
                    close();
                } else {
                    keepAlive = false;
                    local(LocalResponse.error(408, "body-timeout", /* close= */ true));
                }
            }
            case WAITING, TUNNEL, LINGERING -> writesStalled(nowNanos);
            case CLOSED -> {}
        }
    }

    private void refuseSlowly() {
        partial = null;
        keepAlive = false;
        http11 = true;
        worker.logUnreadable(listener.listener(), client, "HTTP/1.1", 408, "head-timeout");
        headRequest = false;
        local(LocalResponse.error(408, "head-timeout", /* close= */ true), HeaderEdits.NONE);
    }

    private void watchWrites(long nowNanos) {
        pendingWriteBytes = unwrittenBytes();
        worker.wheel().arm(timer, nowNanos + WRITE_PATIENCE * listener.bodyTimeoutNanos());
    }

    /** A slow reader keeps its connection as long as bytes leave. */
    private void writesStalled(long nowNanos) {
        long left = unwrittenBytes();
        if (left > 0 && left != pendingWriteBytes) {
            watchWrites(nowNanos);
            return;
        }
        if (state != State.LINGERING) {
            listener.stats().bodyTimeouts++;
            exchange.cancel("client-stalled", 0);
        }
        close();
    }

    private long unwrittenBytes() {
        ChannelOutboundBuffer outbound = requireContext().channel().unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    /** The worker drains: an idle connection closes now, a busy one after its response. */
    @Override
    public void drain() {
        if (state == State.HEAD && partial == null && pending == null) {
            closeAfterWrites();
        } else {
            keepAlive = false;
        }
    }

    private void releasePending() {
        ByteBuf waiting = pending;
        if (waiting != null) {
            pending = null;
            waiting.release();
        }
    }

    @Override
    public Channel channel() {
        return requireContext().channel();
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext here = context;
        if (here == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return here;
    }
}
