package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.balance.Health;
import io.headgate.balance.HealthPolicy;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Active checks take endpoints out of use and back. */
class HealthTest {
    private static final HealthPolicy QUICK =
            new HealthPolicy(Duration.ofMillis(100), Duration.ofMillis(1000), 2, 2, /* jitterPercent= */ 0);
    private static final Pool.HealthCheck TCP = new Pool.HealthCheck(QUICK, new Pool.HealthCheck.Probe.Tcp());

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(2);

    private static Pool.HealthCheck http(@Nullable String body) {
        return new Pool.HealthCheck(
                QUICK,
                new Pool.HealthCheck.Probe.Http(
                        "/health", List.of(new Pool.HealthCheck.StatusRange(200, 299)), body, "checked.example"));
    }

    @Test
    void aTcpCheckMovesAnEndpointOutWhenItStopsListeningAndInWhenItIsBack() throws Exception {
        try (ScriptedEndpoint steady = ScriptedEndpoint.saying("steady")) {
            ScriptedEndpoint mortal = ScriptedEndpoint.saying("mortal");
            int port = mortal.address().getPort();
            proxy.serve(SnapshotBuilder.to(steady, mortal).health(TCP));
            assertThat(proxy.proxy().awaitFirstHealth(Duration.ofSeconds(20))).isTrue();
            awaitVerdict(mortal.address(), Health.PENDING, Health.HEALTHY);
            awaitVerdict(steady.address(), Health.PENDING, Health.HEALTHY);
            mortal.close();
            awaitVerdict(mortal.address(), Health.HEALTHY, Health.UNHEALTHY);
            for (int i = 0; i < 10; i++) {
                assertThat(proxy.get("/").body()).isEqualTo("steady");
            }
            try (ScriptedEndpoint revived = new ScriptedEndpoint(
                    ServerSocketFactory.getDefault(),
                    port,
                    ScriptedEndpoint.answers(_ -> ScriptedEndpoint.ok("revived")))) {
                awaitVerdict(revived.address(), Health.UNHEALTHY, Health.HEALTHY);
                RunningProxy.await("the revived endpoint to be used", () -> says("revived"));
            }
        }
    }

    @Test
    void anHttpCheckLooksAtStatusAndBodyAndNamesItsHost() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>(ScriptedEndpoint.ok("all is well"));
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(
                request -> request.head().startsWith("GET /health ") ? answer.get() : ScriptedEndpoint.ok("served"))) {
            proxy.serve(SnapshotBuilder.to(endpoint).health(http("well")));
            awaitVerdict(endpoint.address(), Health.PENDING, Health.HEALTHY);
            assertThat(endpoint.requests().getFirst().head())
                    .startsWith("GET /health HTTP/1.1\r\n")
                    .containsIgnoringCase("host: checked.example\r\n");
            assertThat(proxy.get("/").body()).isEqualTo("served");
            answer.set(ScriptedEndpoint.ok("ill"));
            awaitVerdict(endpoint.address(), Health.HEALTHY, Health.UNHEALTHY);
            answer.set(ScriptedEndpoint.ok("well again"));
            awaitVerdict(endpoint.address(), Health.UNHEALTHY, Health.HEALTHY);
            answer.set("HTTP/1.1 503 Well\r\ncontent-length: 4\r\n\r\nwell");
            RunningProxy.await(
                    "the status to count",
                    () -> proxy.verdicts(endpoint.address(), Health.HEALTHY, Health.UNHEALTHY) == 2);
        }
    }

    @Test
    void anHttpCheckReadsNoMoreOfALargeBodyThanItsFirst64KiB() throws Exception {
        String large = ScriptedEndpoint.ok("well" + "x".repeat(200_000));
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(_ -> large)) {
            proxy.serve(SnapshotBuilder.to(endpoint).health(http("well")));
            awaitVerdict(endpoint.address(), Health.PENDING, Health.HEALTHY);
        }
    }

    @Test
    void nothingGoesToANewEndpointBeforeItsFirstPass() throws Exception {
        CountDownLatch mayPass = new CountDownLatch(1);
        try (ScriptedEndpoint old = ScriptedEndpoint.saying("old");
                ScriptedEndpoint fresh = ScriptedEndpoint.answering(request -> {
                    boolean probe = request.head().startsWith("GET /health ");
                    if (probe && mayPass.getCount() > 0) {
                        return "HTTP/1.1 503 Not Yet\r\ncontent-length: 0\r\n\r\n";
                    }
                    return ScriptedEndpoint.ok("fresh");
                })) {
            proxy.serve(SnapshotBuilder.to(old).health(http(null)));
            awaitVerdict(old.address(), Health.PENDING, Health.HEALTHY);
            proxy.serve(SnapshotBuilder.to(old, fresh).health(http(null)));
            assertThat(proxy.proxy().awaitFirstHealth(Duration.ofSeconds(20))).isTrue();
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").body()).isEqualTo("old");
            }
            mayPass.countDown();
            awaitVerdict(fresh.address(), Health.PENDING, Health.HEALTHY);
            RunningProxy.await("the new endpoint to be used", () -> says("fresh"));
        }
    }

    @Test
    void aPoolOfWhichNothingHasPassedYetAnswers503() throws Exception {
        try (ScriptedEndpoint failing =
                ScriptedEndpoint.answering(_ -> "HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n")) {
            proxy.serve(SnapshotBuilder.to(failing).health(http(null)));
            assertThat(proxy.proxy().awaitFirstHealth(Duration.ofSeconds(20))).isTrue();
            Wire.Message response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("no-endpoint");
        }
    }

    @Test
    void aGrpcCheckMovesAnEndpointOutWhenItNoLongerServesAndInWhenItDoes() throws Exception {
        AtomicBoolean serving = new AtomicBoolean(true);
        try (GrpcHealthServer server = new GrpcHealthServer(serving)) {
            proxy.serve(new SnapshotBuilder()
                    .endpoint(server.address(), /* draining= */ false)
                    .health(new Pool.HealthCheck(QUICK, new Pool.HealthCheck.Probe.Grpc("shop.Api"))));
            awaitVerdict(server.address(), Health.PENDING, Health.HEALTHY);
            serving.set(false);
            awaitVerdict(server.address(), Health.HEALTHY, Health.UNHEALTHY);
            serving.set(true);
            awaitVerdict(server.address(), Health.UNHEALTHY, Health.HEALTHY);
        }
    }

    private void awaitVerdict(InetSocketAddress endpoint, Health from, Health to) {
        RunningProxy.await(endpoint + " to become " + to, () -> proxy.verdicts(endpoint, from, to) > 0);
    }

    private boolean says(String body) {
        try {
            return proxy.get("/").body().equals(body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The gRPC health service for {@code shop.Api}, by hand; every other service is unknown to it. */
    private static final class GrpcHealthServer implements AutoCloseable {
        private static final byte[] REQUEST = {0, 0, 0, 0, 10, 10, 8, 's', 'h', 'o', 'p', '.', 'A', 'p', 'i'};
        private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        private final Channel channel;

        GrpcHealthServer(AtomicBoolean serving) {
            channel = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel connection) {
                            connection
                                    .pipeline()
                                    .addLast(
                                            Http2FrameCodecBuilder.forServer().build(),
                                            new Http2MultiplexHandler(new ChannelInitializer<>() {
                                                @Override
                                                protected void initChannel(Channel stream) {
                                                    stream.pipeline().addLast(new Check(serving));
                                                }
                                            }));
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
        }

        @Override
        public void close() {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }

        private static final class Check extends SimpleChannelInboundHandler<Http2StreamFrame> {
            private final AtomicBoolean serving;
            private final ByteBuf request = Unpooled.buffer();

            Check(AtomicBoolean serving) {
                this.serving = serving;
            }

            @Override
            protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
                if (!(frame instanceof Http2DataFrame data)) {
                    return;
                }
                request.writeBytes(data.content());
                if (!data.isEndStream()) {
                    return;
                }
                boolean known = request.equals(Unpooled.wrappedBuffer(REQUEST));
                context.write(new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers().status("200").set("content-type", "application/grpc")));
                byte status = (byte) (serving.get() ? 1 : 2);
                context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 0, 2, 8, status})));
                context.writeAndFlush(new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers().set("grpc-status", known ? "0" : "5"), /* endStream= */ true));
            }
        }
    }
}
