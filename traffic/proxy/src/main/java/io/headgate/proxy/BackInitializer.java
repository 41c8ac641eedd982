package io.headgate.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;

/** Builds the pipeline of a connection to an endpoint: TLS where the pool asks for it, then the handler. */
final class BackInitializer extends ChannelInitializer<Channel> {
    private final ChannelHandler handler;
    private final Pool pool;
    private final InetSocketAddress address;

    BackInitializer(ChannelHandler handler, Pool pool, InetSocketAddress address) {
        this.handler = handler;
        this.pool = pool;
        this.address = address;
    }

    @Override
    protected void initChannel(Channel channel) {
        Worker.configure(channel);
        ClientTls tls = pool.tls();
        if (tls != null) {
            SslHandler ssl = tls.newHandler(channel.alloc(), address.getHostString(), address.getPort());
            ssl.setHandshakeTimeoutMillis(pool.timeouts().connect().toMillis());
            channel.pipeline().addLast(ssl);
        }
        channel.pipeline().addLast(handler);
    }

    /** A future that completes when the TLS handshake after {@code connected} has. */
    static ChannelFuture afterHandshake(ChannelFuture connected) {
        Channel channel = connected.channel();
        ChannelPromise promise = channel.newPromise();
        connected.addListener(_ -> {
            SslHandler ssl = channel.pipeline().get(SslHandler.class);
            if (!connected.isSuccess() || ssl == null) {
                Throwable cause = connected.cause();
                promise.tryFailure(cause == null ? new IllegalStateException("no TLS handler") : cause);
                return;
            }
            ssl.handshakeFuture().addListener(handshake -> {
                if (handshake.isSuccess()) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(handshake.cause());
                    channel.close();
                }
            });
        });
        return promise;
    }
}
