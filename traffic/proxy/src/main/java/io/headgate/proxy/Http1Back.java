package io.headgate.proxy;

import io.headgate.http.ChunkedScanner;
import io.headgate.http.Framing;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1 connection to an endpoint, reused by one exchange after another. Confined to one event loop.
 *
 * <p>Bytes that come without a request, or after a response, poison a connection: it is closed, not reused, so that no client ever gets
 * another's response.
 */
final class Http1Back extends ChannelInboundHandlerAdapter implements Back, Chunks.Receiver {
    private static final int FIRST_LOOK_BYTES = 2048;

    private enum State {
        CONNECTING,
        IDLE,
        /** A request was sent; its response head has not come whole. */
        HEAD,
        BODY,
        TUNNEL,
        CLOSED
    }

    private final class IdleTimer extends TimerWheel.Timer {
        @Override
        void expired(long nowNanos) {
            if (state == State.IDLE) {
                close();
            }
        }
    }

    private final Upstream upstream;
    private final Worker worker;
    private final IdleTimer timer = new IdleTimer();
    private @Nullable ChannelHandlerContext context;
    private State state = State.CONNECTING;
    private @Nullable Exchange exchange;

    /** The beginning of a response head that has not come whole, or null. */
    private byte @Nullable [] partial;

    private int partialLength;
    private @Nullable ResponseHead partialHead;

    private boolean encodeChunks;
    private boolean reusable;
    private Framing framing = Framing.NONE;
    private long bodyRemaining;
    private @Nullable ChunkedScanner chunks;
    private boolean responsePaused;
    private @Nullable ByteBuf pending;
    private boolean requestEnded;
    private boolean inputEnded;

    Http1Back(Upstream upstream) {
        this.upstream = upstream;
        worker = upstream.worker();
    }

    @Override
    public boolean takesRawChunks() {
        return true;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Life.

    /** The exchange that this connection is being made for. */
    void reserve(Exchange exchange) {
        this.exchange = exchange;
    }

    void connected(Channel channel) {
        Exchange waiting = exchange;
        if (!channel.isActive()) {
            connectFailed();
        } else if (waiting == null) {
            state = State.IDLE;
            upstream.release(this);
        } else {
            begin(waiting);
        }
    }

    void connectFailed() {
        Exchange waiting = exchange;
        exchange = null;
        closeNow(false);
        if (waiting != null) {
            waiting.tryFailed(Exchange.Failure.CONNECT);
            waiting.flushResponse();
        }
    }

    /** Takes the next exchange. */
    void begin(Exchange next) {
        exchange = next;
        state = State.HEAD;
        requestEnded = false;
        encodeChunks = next.encodeRequestChunks();
        next.attach(this);
    }

    /** The upstream keeps this connection for later. */
    void becameIdle() {
        worker.wheel()
                .arm(
                        timer,
                        System.nanoTime() + upstream.pool().timeouts().idle().toNanos());
    }

    void close() {
        ChannelHandlerContext here = context;
        if (here != null) {
            here.close();
        }
    }

    private void closeNow(boolean wasIdle) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            worker.wheel().remove(timer);
            ByteBuf unread = pending;
            if (unread != null) {
                pending = null;
                unread.release();
            }
            upstream.closed(this, wasIdle);
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // From the exchange.

    @Override
    public void sendHead(ByteBuf head, boolean end) {
        requestEnded = end;
        write(head);
    }

    @Override
    public void sendData(ByteBuf data) {
        if (!encodeChunks || state == State.TUNNEL) {
            write(data);
        } else if (data.isReadable()) {
            Chunks.write(requireContext(), worker, data);
        } else {
            data.release();
        }
    }

    @Override
    public void sendEnd(@Nullable Trailers trailers) {
        requestEnded = true;
        if (state == State.TUNNEL) {
            HalfClose.afterWrites(requireContext());
        } else if (encodeChunks) {
            write(Chunks.last(worker, trailers));
        }
    }

    private void write(ByteBuf data) {
        ChannelHandlerContext here = requireContext();
        here.write(data, here.voidPromise());
    }

    @Override
    public void flush() {
        requireContext().flush();
    }

    @Override
    public boolean writable() {
        return requireContext().channel().isWritable();
    }

    @Override
    public void pauseResponse() {
        if (!responsePaused) {
            responsePaused = true;
            requireContext().channel().config().setAutoRead(false);
        }
    }

    @Override
    public void resumeResponse() {
        if (!responsePaused) {
            return;
        }
        responsePaused = false;
        ByteBuf unread = pending;
        if (unread != null) {
            pending = null;
            read(unread);
        }
        if (!responsePaused && state != State.CLOSED) {
            requireContext().channel().config().setAutoRead(true);
            if (inputEnded) {
                inputEnded();
            }
        }
    }

    @Override
    public void cancel() {
        exchange = null;
        if (state == State.CONNECTING) {
            // The connect goes on: its result is kept for another exchange, or counted as a failure.
            return;
        }
        if (state == State.TUNNEL && requestEnded && inputEnded) {
            closeAfterWrites();
        } else {
            close();
        }
    }

    /** Both directions of a tunnel have ended: what was written still leaves, within the time an idle connection has. */
    private void closeAfterWrites() {
        ChannelHandlerContext here = requireContext();
        closeNow(false);
        here.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        var guard = here.executor()
                .schedule(() -> here.close(), upstream.pool().timeouts().idle().toNanos(), TimeUnit.NANOSECONDS);
        here.channel().closeFuture().addListener(_ -> guard.cancel(false));
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The channel.

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = pending;
        if (before != null) {
            pending = null;
            in = worker.append(before, in);
        }
        read(in);
    }

    /** Uses {@code in}, which it owns, and flushes what came of it. */
    private void read(ByteBuf in) {
        Exchange reading = exchange;
        if (reading == null) {
            in.release();
            close();
            return;
        }
        try {
            while (in.isReadable() && exchange == reading && !responsePaused && step(in, reading)) {}
        } catch (RuntimeException | Error e) {
            in.release();
            throw e;
        }
        if (in.isReadable() && exchange == reading && responsePaused) {
            pending = in;
        } else {
            in.release();
        }
        reading.flushResponse();
    }

    private boolean step(ByteBuf in, Exchange to) {
        return switch (state) {
            case HEAD -> head(in, to);
            case BODY ->
                switch (framing) {
                    case CHUNKED -> chunkedBody(in, to);
                    case LENGTH -> plainBody(in, to);
                    case UNTIL_CLOSE, NONE -> rest(in, to);
                };
            case TUNNEL -> rest(in, to);
            case CONNECTING, IDLE, CLOSED -> false;
        };
    }

    private boolean head(ByteBuf in, Exchange to) {
        byte[] bytes;
        ResponseHead head;
        int from;
        int end;
        byte[] begun = partial;
        ResponseHead begunHead = partialHead;
        int limit = Worker.RESPONSE_HEAD_LIMITS.headBytes() + 4;
        if (begun == null || begunHead == null) {
            head = worker.responseHead();
            head.reset();
            int readable = in.readableBytes();
            bytes = worker.headBytes(Math.min(readable, limit));
            int looked = Math.min(readable, FIRST_LOOK_BYTES);
            in.getBytes(in.readerIndex(), bytes, 0, looked);
            end = head.parse(bytes, 0, looked, to.method());
            if (end == ResponseHead.INCOMPLETE && looked < readable) {
                int all = Math.min(readable, limit);
                in.getBytes(in.readerIndex() + looked, bytes, looked, all - looked);
                looked = all;
                end = head.parse(bytes, 0, looked, to.method());
            }
            from = 0;
            if (end == ResponseHead.INCOMPLETE) {
                ResponseHead own = new ResponseHead(Worker.RESPONSE_HEAD_LIMITS);
                partial = Arrays.copyOf(bytes, looked);
                partialLength = looked;
                partialHead = own;
                in.skipBytes(looked);
                return true;
            }
        } else {
            head = begunHead;
            int more = Math.min(in.readableBytes(), limit - partialLength);
            if (more <= 0) {
                fail(Exchange.Failure.BAD_RESPONSE);
                return false;
            }
            from = partialLength;
            bytes = begun;
            if (from + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(from + more, from * 2));
                partial = bytes;
            }
            in.getBytes(in.readerIndex(), bytes, from, more);
            partialLength = from + more;
            end = head.parse(bytes, 0, partialLength, to.method());
            if (end == ResponseHead.INCOMPLETE) {
                in.skipBytes(more);
                return true;
            }
            partial = null;
            partialHead = null;
        }
        if (end == ResponseHead.INVALID) {
            fail(Exchange.Failure.BAD_RESPONSE);
            return false;
        }
        in.skipBytes(end - from);
        return respond(head, in, to);
    }

    private boolean respond(ResponseHead head, ByteBuf in, Exchange to) {
        int status = head.status();
        if (status == 101) {
            if (!to.upgradeRequested()) {
                fail(Exchange.Failure.BAD_RESPONSE);
                return false;
            }
            state = State.TUNNEL;
            framing = Framing.UNTIL_CLOSE;
            to.responseHead(head, in, in.readerIndex(), 0, /* end= */ false);
            return true;
        }
        if (status < 200) {
            to.responseHead(head, in, in.readerIndex(), 0, /* end= */ false);
            return true;
        }
        framing = head.framing();
        reusable = head.keepAlive() && framing != Framing.UNTIL_CLOSE;
        bodyRemaining = framing == Framing.LENGTH ? head.contentLength() : 0;
        int from = in.readerIndex();
        if (framing == Framing.NONE || (framing == Framing.LENGTH && bodyRemaining <= in.readableBytes())) {
            int length = (int) bodyRemaining;
            in.skipBytes(length);
            letGo(in.isReadable());
            to.responseHead(head, in, from, length, /* end= */ true);
            return false;
        }
        state = State.BODY;
        if (framing == Framing.CHUNKED) {
            ChunkedScanner scanner = chunks;
            if (scanner == null) {
                scanner = new ChunkedScanner();
                chunks = scanner;
            }
            scanner.reset();
            to.responseHead(head, in, from, 0, /* end= */ false);
        } else {
            int length = in.readableBytes();
            bodyRemaining -= length;
            in.skipBytes(length);
            to.responseHead(head, in, from, length, /* end= */ false);
        }
        return true;
    }

    private boolean plainBody(ByteBuf in, Exchange to) {
        int count = (int) Math.min(bodyRemaining, in.readableBytes());
        bodyRemaining -= count;
        to.responseData(in.readRetainedSlice(count));
        if (bodyRemaining == 0 && exchange == to) {
            letGo(in.isReadable());
            to.responseEnd(null);
            return false;
        }
        return true;
    }

    private boolean rest(ByteBuf in, Exchange to) {
        to.responseData(in.readRetainedSlice(in.readableBytes()));
        return true;
    }

    private boolean chunkedBody(ByteBuf in, Exchange to) {
        ChunkedScanner scanner = chunks;
        if (scanner == null) {
            throw new IllegalStateException("no scanner");
        }
        boolean raw = to.rawResponse();
        switch (Chunks.read(in, scanner, raw, this)) {
            case MORE -> {
                return true;
            }
            case DATA -> {}
            case END -> {
                if (exchange == to) {
                    letGo(in.isReadable());
                    to.responseEnd(raw ? null : scanner.trailers());
                }
            }
            case INVALID -> fail(Exchange.Failure.BAD_RESPONSE);
        }
        return false;
    }

    @Override
    public boolean content(ByteBuf data) {
        Exchange to = exchange;
        if (to == null) {
            data.release();
            return false;
        }
        to.responseData(data);
        return exchange == to;
    }

    /**
     * The response is complete: back to the upstream, or closed when the connection cannot be trusted with another.
     *
     * @param leftover bytes follow that nobody asked for
     */
    private void letGo(boolean leftover) {
        exchange = null;
        ChannelHandlerContext here = requireContext();
        if (responsePaused) {
            responsePaused = false;
            here.channel().config().setAutoRead(true);
        }
        if (reusable
                && requestEnded
                && !leftover
                && !inputEnded
                && here.channel().isActive()) {
            state = State.IDLE;
            upstream.release(this);
        } else {
            closeNow(false);
            here.close();
        }
    }

    /** The connection is useless: closes it and tells the exchange. */
    private void fail(Exchange.Failure failure) {
        Exchange to = exchange;
        exchange = null;
        closeNow(false);
        requireContext().close();
        if (to != null) {
            to.tryFailed(failure);
            to.flushResponse();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Exchange to = exchange;
        if (to == null) {
            return;
        }
        if (context.channel().isWritable()) {
            to.backWritable();
        } else {
            context.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (pending == null) {
                inputEnded();
            }
        }
        context.fireUserEventTriggered(event);
    }

    private void inputEnded() {
        Exchange to = exchange;
        if (to != null && (state == State.TUNNEL || (state == State.BODY && framing == Framing.UNTIL_CLOSE))) {
            if (state == State.TUNNEL) {
                to.responseEnd(null);
            } else {
                exchange = null;
                closeNow(false);
                close();
                to.responseEnd(null);
            }
            to.flushResponse();
        } else {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Exchange to = exchange;
        boolean wasIdle = state == State.IDLE;
        boolean complete = state == State.BODY && framing == Framing.UNTIL_CLOSE && inputEnded;
        exchange = null;
        closeNow(wasIdle);
        if (to != null) {
            if (complete) {
                to.responseEnd(null);
            } else {
                to.tryFailed(Exchange.Failure.RESET);
            }
            to.flushResponse();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        worker.connectionError(cause);
        context.close();
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext here = context;
        if (here == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return here;
    }
}
