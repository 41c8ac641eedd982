package io.headgate.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The end of one direction of a connection, while the other goes on. */
final class HalfClose {
    private HalfClose() {}

    /**
     * Ends our direction once everything written so far has left: with TLS's close_notify first, so that the other side can tell the end from
     * a cut (RFC 8446 section 6.1), then with a FIN.
     */
    static void afterWrites(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
            SslHandler ssl = context.pipeline().get(SslHandler.class);
            if (ssl == null) {
                finish(context);
            } else {
                ssl.closeOutbound().addListener(_ -> finish(context));
            }
        });
    }

    private static void finish(ChannelHandlerContext context) {
        if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            context.close();
        }
    }
}
