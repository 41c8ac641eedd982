package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The JDK's client over TLS, which agrees on HTTP/2 by ALPN, in front of either kind of endpoint. */
class Http2JdkClientTest {
    private final Http2Endpoint http2 = Http2Endpoint.clearText();
    private final Http2PlainEndpoint http1 = new Http2PlainEndpoint();
    private final Http2Gate gate = new Http2Gate();

    @AfterEach
    void stop() {
        gate.close();
        http1.close();
        http2.close();
    }

    private HttpClient serve(Pool.Protocol back) throws Exception {
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        gate.serverTls = certificate.server();
        gate.protocol = back;
        gate.streams = 500;
        gate.serve(back == Pool.Protocol.HTTP2 ? http2.address() : http1.address());
        return HttpClient.newBuilder()
                .sslContext(TestCertificate.trusting(certificate))
                .build();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("https://localhost:" + gate.address().getPort() + path));
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void largeBodiesPassBothWaysWithAndWithoutALength(Pool.Protocol back) throws Exception {
        byte[] body = Http2Endpoint.octets(5_000_000);
        HttpClient client = serve(back);
        try {
            for (BodyPublisher publisher : List.of(
                    BodyPublishers.ofByteArray(body),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
                HttpResponse<byte[]> response = client.sendAsync(
                                to("/echo").POST(publisher).build(), BodyHandlers.ofByteArray())
                        .get(30, TimeUnit.SECONDS);
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(response.body()).isEqualTo(body);
            }
        } finally {
            client.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void manyRequestsRunAtATime(Pool.Protocol back) throws Exception {
        try (HttpClient client = serve(back)) {
            // The first one makes the connection that the others share.
            assertThat(body(client.send(to("/bytes/1").build(), BodyHandlers.ofByteArray())))
                    .hasSize(1);
            List<CompletableFuture<HttpResponse<byte[]>>> running = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                byte[] sent = Http2Endpoint.octets(i * 100);
                running.add(client.sendAsync(
                        i % 2 == 0
                                ? to("/bytes/" + i * 100).build()
                                : to("/echo")
                                        .POST(BodyPublishers.ofByteArray(sent))
                                        .build(),
                        BodyHandlers.ofByteArray()));
            }
            for (int i = 0; i < 300; i++) {
                assertThat(body(running.get(i).get(30, TimeUnit.SECONDS)))
                        .as("request " + i)
                        .isEqualTo(Http2Endpoint.octets(i * 100));
            }
        }
        assertThat(gate.listenerStats().accepted()).isEqualTo(1);
    }

    private static byte[] body(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
