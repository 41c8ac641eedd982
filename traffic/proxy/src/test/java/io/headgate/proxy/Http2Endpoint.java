package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 endpoint of Netty's, whose paths say what it does:
 *
 * <ul>
 *   <li>{@code /echo}: the request's body and trailers come back as they arrive
 *   <li>{@code /bytes/N}: N octets
 *   <li>{@code /fields}: the request's fields, one a line
 *   <li>{@code /status/N}: that status and nothing else
 *   <li>{@code /interim}: 103 in front of the response
 *   <li>{@code /trailers}: a body and trailers
 *   <li>{@code /early}: 413 before the body has come
 *   <li>{@code /half}: half a body, then RST_STREAM
 *   <li>{@code /hold}: nothing; {@link #held} gets the stream
 *   <li>{@code /unread}: the head of a response, and nothing is read of the body; {@link #held} gets the stream
 * </ul>
 */
final class Http2Endpoint implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final BlockingQueue<Channel> held = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> resets = new LinkedBlockingQueue<>();

    /** @param tls for TLS, with what it agrees on by ALPN */
    Http2Endpoint(@Nullable SslContext tls) {
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(Http2Settings.defaultSettings()
                                                        .maxConcurrentStreams(1000)
                                                        // One stream that is not read leaves room for others.
                                                        .initialWindowSize(16 * 1024))
                                                // Our clients' resets are no flood.
                                                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Stream());
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    static Http2Endpoint clearText() {
        return new Http2Endpoint(null);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** The next stream that is held. */
    Channel held() throws InterruptedException {
        Channel stream = held.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("no stream was held");
        }
        return stream;
    }

    /** The error code of the next RST_STREAM that comes. */
    long reset() throws InterruptedException {
        Long error = resets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (error == null) {
            throw new AssertionError("no stream was reset");
        }
        return error;
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Stream extends ChannelInboundHandlerAdapter {
        private boolean echoes;

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame headers -> {
                    if (echoes) {
                        context.writeAndFlush(
                                new DefaultHttp2HeadersFrame(copy(headers.headers()), /* endStream= */ true));
                    } else {
                        request(context, headers);
                    }
                }
                case Http2DataFrame data -> {
                    if (echoes) {
                        context.writeAndFlush(data);
                    } else {
                        data.release();
                    }
                }
                case Http2ResetFrame reset -> resets.add(reset.errorCode());
                default -> io.netty.util.ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                resets.add(reset.errorCode());
            }
            context.fireUserEventTriggered(event);
        }

        private void request(ChannelHandlerContext context, Http2HeadersFrame request) {
            String path = String.valueOf(request.headers().path());
            switch (path) {
                case "/echo" -> {
                    echoes = true;
                    head(context, "200", request.isEndStream());
                }
                case "/fields" -> {
                    head(context, "200", false);
                    StringBuilder lines = new StringBuilder();
                    request.headers()
                            .forEach(field -> lines.append(field.getKey())
                                    .append(": ")
                                    .append(field.getValue())
                                    .append('\n'));
                    data(context, Unpooled.copiedBuffer(lines, ISO_8859_1), true);
                }
                case "/interim" -> {
                    context.write(new DefaultHttp2HeadersFrame(
                            new DefaultHttp2Headers().status("103").add("link", "</a.css>")));
                    head(context, "200", true);
                }
                case "/trailers" -> {
                    head(context, "200", false);
                    data(context, Unpooled.copiedBuffer("body", ISO_8859_1), false);
                    context.writeAndFlush(new DefaultHttp2HeadersFrame(
                            new DefaultHttp2Headers().add("x-sum", "42"), /* endStream= */ true));
                }
                case "/early" -> head(context, "413", true);
                case "/half" -> {
                    head(context, "200", false);
                    data(context, Unpooled.copiedBuffer("half", ISO_8859_1), false);
                    context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
                }
                case "/hold" -> held.add(context.channel());
                case "/unread" -> {
                    context.channel().config().setAutoRead(false);
                    head(context, "200", false);
                    held.add(context.channel());
                }
                default -> numbered(context, path);
            }
        }

        private void numbered(ChannelHandlerContext context, String path) {
            String number = path.substring(path.lastIndexOf('/') + 1);
            if (path.startsWith("/bytes/")) {
                int count = Integer.parseInt(number);
                context.write(new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers().status("200").add("content-length", number)));
                data(context, Unpooled.wrappedBuffer(octets(count)), true);
            } else {
                head(context, number, true);
            }
        }

        private static void head(ChannelHandlerContext context, String status, boolean end) {
            context.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status(status), end));
        }

        private static void data(ChannelHandlerContext context, ByteBuf data, boolean end) {
            context.writeAndFlush(new DefaultHttp2DataFrame(data, end))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }

        private static Http2Headers copy(Http2Headers trailers) {
            Http2Headers copy = new DefaultHttp2Headers();
            for (Map.Entry<CharSequence, CharSequence> field : trailers) {
                copy.add(field.getKey(), field.getValue());
            }
            return copy;
        }
    }

    /** A body that tells where it is cut or mixed up. */
    static byte[] octets(int count) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (i * 31 + (i >>> 8) * 7);
        }
        return octets;
    }
}
