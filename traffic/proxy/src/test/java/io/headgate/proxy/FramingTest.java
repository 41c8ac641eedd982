package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages begin and end, on both sides of the proxy. */
class FramingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @Test
    void aClientThatExpects100ContinueSendsItsBodyAfterTheEndpointAskedForIt() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    String head = self.receiveHead(wire);
                    wire.send("HTTP/1.1 100 Continue\r\n\r\n");
                    wire.send(ScriptedEndpoint.ok(wire.readBody(head)));
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue\r\n");
            client.send("hello");
            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    void interimResponsesPassBeforeTheFinalOne() throws Exception {
        try (ScriptedEndpoint endpoint =
                        ScriptedEndpoint.answering(_ -> "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
                                + "HTTP/1.1 103 Early Hints\r\nlink: </b>\r\n\r\n" + ScriptedEndpoint.ok("done"));
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(GET);
            assertThat(client.readHead()).contains("103", "</a>");
            assertThat(client.readHead()).contains("103", "</b>");
            assertThat(client.read().body()).isEqualTo("done");
            client.send(GET.replace("1.1\r\n", "1.0\r\n"));
            assertThat(client.read())
                    .as("HTTP/1.0 knows no interim responses")
                    .satisfies(response -> assertThat(response.status()).isEqualTo(200));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length: 400", "transfer-encoding: chunked", "x: no framing at all"})
    void aResponseToHeadEndsWithItsHead(String framing) throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(_ -> "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            for (int i = 0; i < 2; i++) {
                client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"204 No Content\r\n", "304 Not Modified\r\ncontent-length: 400\r\n", "304 Not Modified\r\n"})
    void aResponseThatHasNoContentEndsWithItsHead(String start) throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(_ -> "HTTP/1.1 " + start + "\r\n");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(GET);
                assertThat(client.readHead()).startsWith("HTTP/1.1 " + start.substring(0, 3));
            }
        }
    }

    @Test
    void an_HTTP_1_0_clientGetsAHostlessRequestThroughAndItsConnectionClosed() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.echoingHeads();
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            Wire.Message response = client.send("GET /old HTTP/1.0\r\n\r\n").read();
            assertThat(response.body()).startsWith("GET /old HTTP/1.1\r\n");
            assertThat(Wire.field(response.body(), "host"))
                    .as("HTTP/1.1 requires one")
                    .isPresent();
            assertThat(response.field("connection")).contains("close");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void an_HTTP_1_0_clientThatAsksForItKeepsItsConnection() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
                assertThat(client.read().field("connection")).contains("keep-alive");
            }
        }
    }

    @Test
    void an_HTTP_1_0_clientGetsAChunkedBodyPlainAndEndedByTheClose() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(
                        _ -> "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
            String head = client.readHead();
            assertThat(head).doesNotContain("chunked").contains("connection: close");
            assertThat(client.readRest()).isEqualTo("abcdef");
        }
    }

    @Test
    void chunksAndTrailersPassBothWaysHoweverTheyAreCut() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    while (true) {
                        self.receiveHead(wire);
                        StringBuilder body = new StringBuilder();
                        while (body.indexOf("\r\n\r\n") < 0) {
                            body.append(wire.read(1));
                        }
                        wire.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
                        wire.sendByteByByte(body.toString());
                    }
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            String body = "5\r\nhello\r\n1\r\n!\r\n0\r\nx-sum: 1\r\nx-other: 2\r\n\r\n";
            for (int i = 0; i < 2; i++) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                client.sendByteByByte(body);
                assertThat(client.readHead()).contains("transfer-encoding: chunked");
                assertThat(client.read(body.length())).isEqualTo(body);
            }
            assertThat(endpoint.accepted())
                    .as("the endpoint's connection is used again")
                    .isEqualTo(1);
        }
    }

    @Test
    void aMalformedChunkIsRefusedAndNeverReachesTheEndpoint() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    self.arrived(wire.readRest());
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
            endpoint.awaitRequest();
            client.send("zz\r\nabc\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(endpoint.awaitRequest().body()).doesNotContain("zz");
        }
    }

    @Test
    void aResponseWithoutLengthEndsWithTheConnection() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    wire.send("HTTP/1.1 200 OK\r\n\r\nuntil ").send("the end");
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(GET);
            assertThat(client.readHead()).contains("connection: close");
            assertThat(client.readRest()).isEqualTo("until the end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length: 400\r\n\r\nabc", "transfer-encoding: chunked\r\n\r\n5\r\nabc"})
    void aResponseThatBreaksOffIsNeverCompleted(String rest) throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    wire.send("HTTP/1.1 200 OK\r\n" + rest);
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readRest()).endsWith("abc");
            assertThat(endpoint.accepted())
                    .as("a try after bytes went downstream")
                    .isEqualTo(1);
        }
    }

    @Test
    void anEarlyAnswerToAnUploadReachesTheClientAndBothConnectionsAreGivenUp() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    wire.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 3\r\n\r\nbig");
                    wire.readRest();
                    self.arrived("the end");
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nfirst");
            Wire.Message response = client.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("big");
            assertThat(response.field("connection")).contains("close");
            assertThat(client.ended()).isTrue();
            endpoint.awaitRequest();
            assertThat(endpoint.awaitRequest().body()).isEqualTo("the end");
        }
    }

    @Test
    void aClientThatEndsItsSideAfterPipelinedRequestsGetsAllAnswers() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(request ->
                        ScriptedEndpoint.ok(request.head().lines().findFirst().orElseThrow()));
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
            client.halfClose();
            assertThat(client.readRest()).containsSubsequence("GET /1", "GET /2", "GET /3");
        }
    }

    /** Once a client has ended its side nothing is read from it any more, but much may still be written. */
    @Test
    void aClientThatEndsItsSideAfterItsRequestGetsAllOfALargeResponse() throws Exception {
        String large = "x".repeat(16 << 20);
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    ended.await();
                    wire.send(ScriptedEndpoint.ok(large));
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(GET);
            endpoint.awaitRequest();
            client.halfClose();
            ended.countDown();
            assertThat(client.read().body().length()).isEqualTo(large.length());
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void aMalformedRequestOnAUsedConnectionGetsItsAnswerToo() throws Exception {
        HeaderEdits mark = new HeaderEdits(Map.of("x-route", "all"), java.util.List.of(), java.util.List.of());
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint).edits(HeaderEdits.NONE, mark))
                        .connect()) {
            assertThat(client.send(GET).read().field("x-route")).contains("all");
            Wire.Message refusal =
                    client.send("GET / HTTP/1.1\r\nHost : a\r\n\r\n").read();
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.field("x-route"))
                    .as("edits of a route it never had")
                    .isEmpty();
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void bytesBehindAResponsePoisonTheEndpointsConnection() throws Exception {
        try (ScriptedEndpoint endpoint =
                        ScriptedEndpoint.answering(_ -> ScriptedEndpoint.ok("mine") + ScriptedEndpoint.ok("smuggled"));
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).read().body()).isEqualTo("mine");
            }
            assertThat(endpoint.accepted()).isEqualTo(3);
        }
    }

    @Test
    void aSlowlyDeliveredEndpointHeadIsReadAsOne() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    wire.sendByteByByte(ScriptedEndpoint.ok("slow"));
                    done.countDown();
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            assertThat(client.send(GET).read().body()).isEqualTo("slow");
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
