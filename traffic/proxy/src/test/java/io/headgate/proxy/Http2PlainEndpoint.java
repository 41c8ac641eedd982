package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** An HTTP/1.1 endpoint of Netty's, with those paths of {@link Http2Endpoint} that both sides need. */
final class Http2PlainEndpoint implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server = new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 24), new Answers());
                }
            })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();

    InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String path = request.uri();
            String number = path.substring(path.lastIndexOf('/') + 1);
            switch (path) {
                case "/echo" -> echo(context, request);
                case "/interim" -> {
                    DefaultFullHttpResponse interim = whole(HttpResponseStatus.EARLY_HINTS, Unpooled.EMPTY_BUFFER);
                    interim.headers().set("link", "</a.css>");
                    context.write(interim);
                    context.writeAndFlush(sized(HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER));
                }
                case "/half" -> {
                    context.write(chunked());
                    context.writeAndFlush(new DefaultHttpContent(Unpooled.copiedBuffer("half", ISO_8859_1)))
                            .addListener(ChannelFutureListener.CLOSE);
                }
                default -> {
                    if (path.startsWith("/bytes/")) {
                        context.writeAndFlush(sized(
                                HttpResponseStatus.OK,
                                Unpooled.wrappedBuffer(Http2Endpoint.octets(Integer.parseInt(number)))));
                    } else {
                        context.writeAndFlush(whole(
                                path.startsWith("/status/")
                                        ? HttpResponseStatus.valueOf(Integer.parseInt(number))
                                        : HttpResponseStatus.BAD_REQUEST,
                                Unpooled.EMPTY_BUFFER));
                    }
                }
            }
        }

        private static void echo(ChannelHandlerContext context, FullHttpRequest request) {
            ByteBuf body = request.content().retain();
            if (!HttpUtil.isTransferEncodingChunked(request)
                    && request.trailingHeaders().isEmpty()) {
                context.writeAndFlush(sized(HttpResponseStatus.OK, body));
                return;
            }
            context.write(chunked());
            context.write(new DefaultHttpContent(body));
            DefaultLastHttpContent last = new DefaultLastHttpContent();
            last.trailingHeaders().add(request.trailingHeaders());
            context.writeAndFlush(last);
        }

        private static HttpResponse chunked() {
            HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
            HttpUtil.setTransferEncodingChunked(response, true);
            return response;
        }

        private static DefaultFullHttpResponse whole(HttpResponseStatus status, ByteBuf body) {
            return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        }

        private static DefaultFullHttpResponse sized(HttpResponseStatus status, ByteBuf body) {
            DefaultFullHttpResponse response = whole(status, body);
            HttpUtil.setContentLength(response, body.readableBytes());
            return response;
        }
    }
}
