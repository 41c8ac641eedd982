package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.headgate.balance.HealthPolicy;
import io.headgate.proxy.Pool.HealthCheck;
import io.headgate.proxy.Pool.HealthCheck.StatusRange;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Health probes of pools whose endpoints speak HTTP/2. */
class Http2ProbeTest {
    private static final List<StatusRange> GOOD = List.of(new StatusRange(200, 299));

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** What a probe says: empty when the endpoint passed. */
    private String probe(InetSocketAddress address, HealthCheck.Probe kind, @Nullable ClientTls tls) throws Exception {
        Http2Gate gate = new Http2Gate();
        gate.clientTls = tls;
        gate.health = new HealthCheck(new HealthPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 0), kind);
        try (gate) {
            Pool pool = gate.pool(address);
            EventLoop loop = group.next();
            CompletableFuture<String> said = new CompletableFuture<>();
            loop.execute(() -> Probe.send(
                    loop,
                    Transport.NIO,
                    pool,
                    pool.endpoints().getFirst(),
                    kind,
                    Duration.ofSeconds(5),
                    failure -> said.complete(failure == null ? "" : failure)));
            return said.get(20, TimeUnit.SECONDS);
        }
    }

    private static HealthCheck.Probe http(String path, @Nullable String body, @Nullable String host) {
        return new HealthCheck.Probe.Http(path, GOOD, body, host);
    }

    @Test
    void anHttpProbeIsSentByPriorKnowledge() throws Exception {
        try (Http2Endpoint endpoint = Http2Endpoint.clearText()) {
            assertThat(probe(endpoint.address(), http("/status/204", null, null), null))
                    .isEmpty();
            assertThat(probe(endpoint.address(), http("/interim", null, null), null))
                    .isEmpty();
            assertThat(probe(endpoint.address(), http("/status/503", null, null), null))
                    .startsWith("status 503");
            assertThat(probe(endpoint.address(), http("/half", "the whole of it", null), null))
                    .startsWith("stream reset");
        }
    }

    @Test
    void anHttpProbeReadsTheBodyAndSaysItsHost() throws Exception {
        try (Http2Endpoint endpoint = Http2Endpoint.clearText()) {
            assertThat(probe(
                            endpoint.address(),
                            http("/fields", ":authority: health.example\n", "health.example"),
                            null))
                    .isEmpty();
            assertThat(probe(endpoint.address(), http("/fields", ":scheme: http\n", null), null))
                    .isEmpty();
            assertThat(probe(endpoint.address(), http("/trailers", "other", null), null))
                    .startsWith("body without");
            // A body without end, as far as a probe is concerned.
            assertThat(probe(endpoint.address(), http("/bytes/1000000", null, null), null))
                    .isEmpty();
        }
    }

    @Test
    void anEndpointThatSpeaksHttp1OnlyDoesNotPass() throws Exception {
        try (Http2PlainEndpoint endpoint = new Http2PlainEndpoint()) {
            assertThat(probe(endpoint.address(), http("/status/204", null, null), null))
                    .isNotEmpty();
        }
    }

    @Test
    void overTlsHttp2HasToBeAgreedOn() throws Exception {
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        try (Http2Endpoint both = new Http2Endpoint(
                        tls(certificate, ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
                Http2Endpoint http1 = new Http2Endpoint(tls(certificate, ApplicationProtocolNames.HTTP_1_1))) {
            assertThat(probe(both.address(), http("/fields", ":scheme: https\n", null), certificate.http2Client()))
                    .isEmpty();
            assertThat(probe(http1.address(), http("/fields", null, null), certificate.http2Client()))
                    .startsWith("TLS without HTTP/2");
        }
    }

    private static SslContext tls(TestCertificate certificate, String... protocols) throws Exception {
        return SslContextBuilder.forServer(
                        certificate.certificateFile().toFile(),
                        certificate.keyFile().toFile())
                .applicationProtocolConfig(Alpn.offer(protocols))
                .build();
    }

    @Test
    void aGrpcProbeAsksTheHealthService() throws Exception {
        GrpcEndpoint endpoint = new GrpcEndpoint("one");
        try {
            assertThat(probe(endpoint.address(), new HealthCheck.Probe.Grpc(""), null))
                    .isEmpty();
            endpoint.health().setStatus("shop.Api", ServingStatus.NOT_SERVING);
            assertThat(probe(endpoint.address(), new HealthCheck.Probe.Grpc("shop.Api"), null))
                    .isEqualTo("not serving");
            endpoint.health().setStatus("shop.Api", ServingStatus.SERVING);
            assertThat(probe(endpoint.address(), new HealthCheck.Probe.Grpc("shop.Api"), null))
                    .isEmpty();
            assertThat(probe(endpoint.address(), new HealthCheck.Probe.Grpc("shop.Unknown"), null))
                    .startsWith("grpc-status");
        } finally {
            endpoint.kill();
        }
    }
}
