package io.headgate.etcd;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stands at the listening socket before gRPC: bounds how many connections there are, speaks TLS, and has the {@link FirstBytes}
 * of each connection looked at. Any event loop.
 *
 * <p>gRPC has no place for this, Netty has: a listening channel reads its accepted connections through its pipeline, at the
 * end of which gRPC sets them up. Whoever stands before that end has the connection first. gRPC is told that it speaks plain
 * text; it would only check that there is HTTP/2, which the first bytes say.
 */
@Sharable
final class Door extends ChannelInboundHandlerAdapter {
    private final @Nullable SslContext tls;
    private final int maxConnections;
    private final OperatorPages pages;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    Door(@Nullable SslContext tls, int maxConnections, OperatorPages pages) {
        this.tls = tls;
        this.maxConnections = maxConnections;
        this.pages = pages;
    }

    /** Listening channels with this door. */
    ChannelFactory<ServerChannel> of(Class<? extends ServerChannel> kind) {
        var plain = new ReflectiveChannelFactory<ServerChannel>(kind);
        return () -> {
            ServerChannel listening = plain.newChannel();
            listening.pipeline().addLast(this);
            return listening;
        };
    }

    int openConnections() {
        return open.get();
    }

    long refusedConnections() {
        return refused.get();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        var connection = (Channel) accepted;
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            refused.incrementAndGet();
            // It has no event loop yet that could close it.
            connection.unsafe().closeForcibly();
            return;
        }
        connection.closeFuture().addListener(_ -> open.decrementAndGet());
        if (tls != null) {
            connection.pipeline().addLast(tls.newHandler(connection.alloc()));
        }
        connection.pipeline().addLast(new FirstBytes(pages));
        ctx.fireChannelRead(connection);
    }
}
