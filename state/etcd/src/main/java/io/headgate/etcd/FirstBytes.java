package io.headgate.etcd;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a connection's first bytes whether it is gRPC's or an operator's: all HTTP/2 begins with {@code PRI * HTTP/2.0},
 * and no request of HTTP/1 does. Confined to the connection's event loop.
 *
 * <p>gRPC speaks first, so what it writes is held back until then. For HTTP/2 it is let go and this handler leaves, so that a
 * call costs what it costs without it. For anything else gRPC hears nothing and what it says goes nowhere; the connection
 * lives for one answer of {@link OperatorPages}.
 *
 * <pre>
 * waiting     socket - [TLS] - first bytes - gRPC
 * HTTP/2      socket - [TLS] - gRPC
 * HTTP/1      socket - [TLS] - HTTP codec - pages - unheard - gRPC
 * </pre>
 */
final class FirstBytes extends ChannelDuplexHandler {
    private static final byte[] HTTP_2 = "PRI ".getBytes(StandardCharsets.US_ASCII);

    private record Held(Object message, ChannelPromise promise) {}

    private final OperatorPages pages;

    /** What gRPC wants to say. It is a few dozen bytes: before it hears something it has nothing more. */
    private final Queue<Held> held = new ArrayDeque<>();

    /** What came so far, fewer bytes than decide; null if nothing did. */
    private @Nullable ByteBuf came;

    private @Nullable Future<?> deadline;

    FirstBytes(OperatorPages pages) {
        this.pages = pages;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            beginToWait(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        beginToWait(ctx);
        ctx.fireChannelActive();
    }

    private void beginToWait(ChannelHandlerContext ctx) {
        if (deadline == null) {
            deadline = closeAfter(ctx, Limits.FIRST_BYTES.toNanos());
        }
    }

    private static Future<?> closeAfter(ChannelHandlerContext ctx, long nanos) {
        return ctx.executor().schedule(() -> ctx.channel().close(), nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = joined(ctx, (ByteBuf) message);
        int length = Math.min(bytes.readableBytes(), HTTP_2.length);
        for (int i = 0; i < length; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != HTTP_2[i]) {
                answerAsOperator(ctx);
                return;
            }
        }
        if (length == HTTP_2.length) {
            letThrough(ctx);
        }
    }

    /** Keeps all that came in {@link #came}, and gives it. */
    private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf more) {
        if (came == null) {
            came = more;
            return more;
        }
        ByteBuf all = ctx.alloc()
                .buffer(came.readableBytes() + more.readableBytes())
                .writeBytes(came)
                .writeBytes(more);
        came.release();
        more.release();
        came = all;
        return all;
    }

    private void letThrough(ChannelHandlerContext ctx) {
        for (Held each = held.poll(); each != null; each = held.poll()) {
            ctx.write(each.message, each.promise);
        }
        ctx.flush();
        pass(ctx);
    }

    private void answerAsOperator(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addAfter(ctx.name(), /* name= */ null, new Unheard());
        pipeline.addAfter(ctx.name(), /* name= */ null, pages);
        pipeline.addAfter(
                ctx.name(),
                /* name= */ null,
                new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(Limits.HTTP_LINE_BYTES)
                        .setMaxHeaderSize(Limits.METADATA_BYTES)));
        for (Held each = held.poll(); each != null; each = held.poll()) {
            ReferenceCountUtil.release(each.message);
            each.promise.trySuccess();
        }
        Future<?> end = closeAfter(ctx, Limits.HTTP_EXCHANGE.toNanos());
        ctx.channel().closeFuture().addListener(_ -> end.cancel(/* mayInterruptIfRunning= */ false));
        pass(ctx);
    }

    /** Leaves, and gives what came to who is next. */
    private void pass(ChannelHandlerContext ctx) {
        ByteBuf bytes = came;
        came = null;
        ctx.pipeline().remove(this);
        if (bytes != null) {
            ctx.fireChannelRead(bytes);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        held.add(new Held(message, promise));
    }

    /** Later. */
    @Override
    public void flush(ChannelHandlerContext ctx) {}

    /** TLS that failed, or a connection that broke: it has asked for nothing yet. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failed) {
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(/* mayInterruptIfRunning= */ false);
        }
        if (came != null) {
            came.release();
            came = null;
        }
        for (Held each = held.poll(); each != null; each = held.poll()) {
            ReferenceCountUtil.release(each.message);
            each.promise.tryFailure(new ClosedChannelException());
        }
    }

    /** Takes what gRPC says, as if it had been sent: it waits for that before it ends a connection. */
    private static final class Unheard extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }
}
