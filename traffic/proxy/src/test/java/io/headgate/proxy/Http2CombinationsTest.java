package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/1.1 and HTTP/2 on either side: the same endpoints' answers, whatever is spoken. */
class Http2CombinationsTest {
    private final Http2Endpoint http2 = Http2Endpoint.clearText();
    private final Http2PlainEndpoint http1 = new Http2PlainEndpoint();
    private final Http2Gate gate = new Http2Gate();

    @AfterEach
    void stop() {
        gate.close();
        http1.close();
        http2.close();
    }

    private void serve(Pool.Protocol back) throws IOException {
        gate.protocol = back;
        InetSocketAddress address = back == Pool.Protocol.HTTP2 ? http2.address() : http1.address();
        gate.serve(address);
    }

    /** What an HTTP/1.1 client reads until the connection ends. */
    private String http1(String request) throws IOException {
        try (Socket socket =
                new Socket(gate.address().getAddress(), gate.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void contentAndTrailersOfAnHttp1ClientPassBothWays(Pool.Protocol back) throws IOException {
        serve(back);
        String answer = http1("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close, te\r\nTE: trailers\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nx-sum: 42\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("0\r\nx-sum: 42\r\n\r\n");
        assertThat(answer.replaceAll("\r\n[0-9a-f]+\r\n", "")).contains("abc", "de");
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void contentAndTrailersOfAnHttp2ClientPassBothWays(Pool.Protocol back) throws IOException {
        serve(back);
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/echo", "te: trailers"));
            wire.data(1, false, "abc".getBytes(ISO_8859_1));
            wire.data(1, false, "de".getBytes(ISO_8859_1));
            wire.headers(1, true, "x-sum: 42");
            assertThat(wire.over(1).text()).isEqualTo("abcde");
            assertThat(wire.stream(1).blocks).hasSize(2);
            assertThat(wire.stream(1).blocks.getFirst())
                    .contains(":status: 200")
                    .noneMatch(field -> field.startsWith("transfer-encoding"));
            assertThat(wire.stream(1).blocks.getLast()).containsExactly("x-sum: 42");
        }
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void contentWithALengthPasses(Pool.Protocol back) throws IOException {
        serve(back);
        assertThat(http1("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde"))
                .startsWith("HTTP/1.1 200")
                .contains("abcde");
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, false, Http2Wire.request("POST", "/echo", "content-length: 5"));
            wire.data(1, true, "abcde".getBytes(ISO_8859_1));
            assertThat(wire.over(1).text()).isEqualTo("abcde");
            byte[] body = Http2Endpoint.octets(50_000);
            wire.headers(3, false, Http2Wire.request("POST", "/echo"));
            wire.data(3, true, body);
            assertThat(wire.over(3).body.toByteArray()).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void responsesThatHaveNoContentHaveNone(Pool.Protocol back) throws IOException {
        serve(back);
        for (String request : List.of("HEAD /bytes/10", "GET /status/204", "GET /status/304")) {
            String answer = http1(request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(request).endsWith("\r\n\r\n");
        }
        try (Http2Wire wire = gate.connect()) {
            if (back == Pool.Protocol.HTTP1) {
                wire.headers(1, true, Http2Wire.request("HEAD", "/bytes/10"));
                assertThat(wire.over(1).blocks.getFirst()).contains(":status: 200", "content-length: 10");
                assertThat(wire.stream(1).body.size()).isZero();
            }
            wire.get(3, "/status/204");
            assertThat(wire.over(3).blocks.getFirst()).contains(":status: 204");
            wire.get(5, "/status/304");
            assertThat(wire.over(5).blocks.getFirst()).contains(":status: 304");
            assertThat(wire.stream(3).body.size() + wire.stream(5).body.size()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void interimResponsesPass(Pool.Protocol back) throws IOException {
        serve(back);
        assertThat(http1("GET /interim HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 103")
                .contains("link: </a.css>", "HTTP/1.1 200");
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/interim");
            assertThat(wire.over(1).blocks).hasSize(2);
            assertThat(wire.stream(1).blocks.getFirst()).contains(":status: 103");
        }
    }

    @ParameterizedTest
    @EnumSource(Pool.Protocol.class)
    void aResponseThatBreaksOffIsNeverCompleted(Pool.Protocol back) throws IOException {
        serve(back);
        String answer = http1("GET /half HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotEndWith("0\r\n\r\n");
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/half");
            assertThat(wire.over(1).reset).isPositive();
            assertThat(wire.stream(1).ended).isFalse();
        }
    }
}
