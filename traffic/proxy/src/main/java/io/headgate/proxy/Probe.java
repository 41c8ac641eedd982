package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.proxy.Pool.HealthCheck;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends one health probe over a connection of its own. Confined to the prober's event loop. */
final class Probe {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final String USER_AGENT = "headgate-health";

    private final Consumer<@Nullable String> result;
    private final Channel channel;
    private boolean done;

    private Probe(Channel channel, Consumer<@Nullable String> result) {
        this.channel = channel;
        this.result = result;
    }

    /**
     * @param result gets null when the endpoint passed, otherwise why not; once, on {@code loop}
     */
    static void send(
            EventLoop loop,
            Transport transport,
            Pool pool,
            Pool.Endpoint endpoint,
            HealthCheck.Probe kind,
            Duration timeout,
            Consumer<@Nullable String> result) {
        InetSocketAddress address = endpoint.address();
        ClientTls tls = pool.tls();
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(transport.socketChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis() + 1))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            SslHandler ssl =
                                    tls.newHandler(channel.alloc(), address.getHostString(), address.getPort());
                            ssl.setHandshakeTimeoutMillis(timeout.toMillis() + 1);
                            channel.pipeline().addLast(ssl);
                        }
                    }
                })
                .connect(address);
        Probe probe = new Probe(connected.channel(), result);
        ChannelFuture ready = tls == null ? connected : BackInitializer.afterHandshake(connected);
        ready.addListener(_ -> {
            if (!ready.isSuccess()) {
                probe.finish(describe(ready.cause()));
                return;
            }
            switch (kind) {
                case HealthCheck.Probe.Tcp() -> probe.finish(null);
                case HealthCheck.Probe.Http http -> {
                    switch (pool.protocol()) {
                        case HTTP1 -> probe.http(http, address);
                        case HTTP2 -> probe.http2(http, address);
                    }
                }
                case HealthCheck.Probe.Grpc grpc -> probe.grpc(grpc, address);
            }
        });
        var guard = loop.schedule(
                () -> probe.finish("no answer within " + timeout.toMillis() + " ms"),
                timeout.toNanos(),
                java.util.concurrent.TimeUnit.NANOSECONDS);
        connected.channel().closeFuture().addListener(_ -> {
            guard.cancel(false);
            // A connection that could not be made closes, too; the cause is told first.
            loop.execute(() -> probe.finish("connection closed without an answer"));
        });
    }

    private void finish(@Nullable String failure) {
        if (!done) {
            done = true;
            channel.close();
            result.accept(failure);
        }
    }

    private static String describe(@Nullable Throwable cause) {
        if (cause == null) {
            return "not connected";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private void http(HealthCheck.Probe.Http probe, InetSocketAddress address) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, probe.path());
        request.headers()
                .set(HttpHeaderNames.HOST, host(probe, address))
                .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
                .set(HttpHeaderNames.CONNECTION, "close");
        channel.pipeline().addLast(new HttpClientCodec(), new Http1Answer(new Verdict(probe)));
        channel.writeAndFlush(request);
    }

    private static String host(HealthCheck.Probe.Http probe, InetSocketAddress address) {
        String host = probe.host();
        return host == null ? authority(address) : host;
    }

    private static String authority(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** Judges a response by its status and, where the probe asks for that, by the beginning of its body. */
    private final class Verdict {
        private final HealthCheck.Probe.Http probe;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean interim;

        Verdict(HealthCheck.Probe.Http probe) {
            this.probe = probe;
        }

        void head(int status) {
            interim = status < 200;
            if (interim) {
                return;
            }
            if (probe.status().stream().noneMatch(range -> range.first() <= status && status <= range.last())) {
                finish("status " + status + " (expected: " + probe.status() + ")");
            } else if (probe.body() == null) {
                finish(null);
            }
        }

        void content(ByteBuf data, boolean end) throws IOException {
            if (interim) {
                return;
            }
            data.readBytes(body, Math.min(data.readableBytes(), MAX_BODY_BYTES - body.size()));
            if (body.size() == MAX_BODY_BYTES || end) {
                String wanted = probe.body();
                boolean there = wanted == null || body.toString(UTF_8).contains(wanted);
                finish(there ? null : "body without \"" + wanted + "\"");
            }
        }
    }

    private final class Http1Answer extends SimpleChannelInboundHandler<HttpObject> {
        private final Verdict verdict;

        Http1Answer(Verdict verdict) {
            this.verdict = verdict;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws IOException {
            if (!part.decoderResult().isSuccess()) {
                finish("malformed response: " + describe(part.decoderResult().cause()));
                return;
            }
            if (part instanceof HttpResponse response) {
                verdict.head(response.status().code());
            }
            if (part instanceof HttpContent content) {
                verdict.content(content.content(), part instanceof LastHttpContent);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            finish(describe(cause));
        }
    }

    private void http2(HealthCheck.Probe.Http probe, InetSocketAddress address) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("GET")
                .scheme(encrypted(channel) ? "https" : "http")
                .authority(host(probe, address))
                .path(probe.path())
                .set("user-agent", USER_AGENT);
        openStream(
                new Http2Answer(new Verdict(probe)),
                stream -> stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, /* endStream= */ true)));
    }

    /** Opens the connection's one stream: with TLS if HTTP/2 was agreed on, without by prior knowledge. */
    private void openStream(ChannelHandler answer, Consumer<Http2StreamChannel> request) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl != null && !ApplicationProtocolNames.HTTP_2.equals(ssl.applicationProtocol())) {
            finish("TLS without HTTP/2 (expected: h2 by ALPN)");
            return;
        }
        channel.pipeline()
                .addLast(
                        Http2FrameCodecBuilder.forClient()
                                // A probe that is over waits for nothing.
                                .gracefulShutdownTimeoutMillis(0)
                                .build(),
                        new Http2MultiplexHandler(new RefuseStreams()));
        new Http2StreamChannelBootstrap(channel).handler(answer).open().addListener(opened -> {
            if (opened.isSuccess()) {
                request.accept((Http2StreamChannel) opened.getNow());
            } else {
                finish(describe(opened.cause()));
            }
        });
    }

    private void grpc(HealthCheck.Probe.Grpc probe, InetSocketAddress address) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme(encrypted(channel) ? "https" : "http")
                .authority(authority(address))
                .path("/grpc.health.v1.Health/Check")
                .set("content-type", "application/grpc")
                .set("te", "trailers")
                .set("user-agent", USER_AGENT);
        openStream(new GrpcHealth(), stream -> {
            stream.write(new DefaultHttp2HeadersFrame(headers));
            stream.writeAndFlush(new DefaultHttp2DataFrame(request(stream, probe.service()), /* endStream= */ true));
        });
    }

    private static boolean encrypted(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** {@code HealthCheckRequest { string service = 1; }}, length-prefixed. */
    private static ByteBuf request(Channel stream, String service) {
        byte[] name = service.getBytes(ISO_8859_1);
        ByteBuf message = stream.alloc().buffer();
        int length = name.length == 0 ? 0 : 1 + varintLength(name.length) + name.length;
        message.writeByte(0).writeInt(length);
        if (name.length > 0) {
            message.writeByte((1 << 3) | 2);
            int rest = name.length;
            while (rest >= 0x80) {
                message.writeByte((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            message.writeByte(rest).writeBytes(name);
        }
        return message;
    }

    private static int varintLength(int value) {
        int length = 1;
        for (int rest = value; rest >= 0x80; rest >>>= 7) {
            length++;
        }
        return length;
    }

    @ChannelHandler.Sharable
    private static final class RefuseStreams extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.close();
        }
    }

    private final class Http2Answer extends ChannelInboundHandlerAdapter {
        private final Verdict verdict;

        Http2Answer(Verdict verdict) {
            this.verdict = verdict;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) throws IOException {
            switch (frame) {
                case Http2HeadersFrame headers -> {
                    CharSequence status = headers.headers().status();
                    if (status != null) {
                        verdict.head(HttpResponseStatus.parseLine(status).code());
                    }
                    if (headers.isEndStream()) {
                        verdict.content(Unpooled.EMPTY_BUFFER, /* end= */ true);
                    }
                }
                case Http2DataFrame data -> {
                    try {
                        verdict.content(data.content(), data.isEndStream());
                    } finally {
                        data.release();
                    }
                }
                case Http2ResetFrame reset -> finish("stream reset: " + reset.errorCode());
                default -> io.netty.util.ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                finish("stream reset: " + reset.errorCode());
            }
            context.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            finish(describe(cause));
        }
    }

    /** Reads {@code HealthCheckResponse { ServingStatus status = 1; }}; 1 is SERVING. */
    private final class GrpcHealth extends ChannelInboundHandlerAdapter {
        private static final byte[] SERVING = {0, 0, 0, 0, 2, 1 << 3, 1};
        private String message = "";

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            switch (frame) {
                case Http2HeadersFrame headers -> {
                    CharSequence status = headers.headers().get("grpc-status");
                    if (headers.isEndStream()) {
                        boolean serving = message.equals(ByteBufUtil.hexDump(SERVING));
                        finish(
                                status == null || !status.toString().equals("0")
                                        ? "grpc-status " + status
                                        : serving ? null : "not serving");
                    }
                }
                case Http2DataFrame data -> {
                    if (message.length() < SERVING.length * 4) {
                        message += ByteBufUtil.hexDump(
                                data.content(),
                                data.content().readerIndex(),
                                Math.min(data.content().readableBytes(), SERVING.length * 2));
                    }
                    data.release();
                }
                case Http2ResetFrame reset -> finish("stream reset: " + reset.errorCode());
                default -> io.netty.util.ReferenceCountUtil.release(frame);
            }
        }
    }
}
