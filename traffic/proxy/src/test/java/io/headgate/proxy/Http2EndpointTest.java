package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.Method;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What endpoints that speak HTTP/2 may do to us, and what their clients see of it. */
class Http2EndpointTest {
    private final Http2Gate gate = new Http2Gate();
    private final List<Http2ScriptedEndpoint> endpoints = new ArrayList<>();

    @AfterEach
    void stop() {
        gate.close();
        endpoints.forEach(Http2ScriptedEndpoint::close);
        for (Http2ScriptedEndpoint endpoint : endpoints) {
            assertThat(endpoint.failures()).isEmpty();
        }
    }

    private Http2ScriptedEndpoint endpoint(Http2ScriptedEndpoint.Script script, int... settings) throws IOException {
        Http2ScriptedEndpoint endpoint = new Http2ScriptedEndpoint(script, settings);
        endpoints.add(endpoint);
        return endpoint;
    }

    private static void assertStatus(Http2Wire wire, int stream, int status) throws IOException {
        assertThat(wire.over(stream).blocks).as("stream " + stream).isNotEmpty();
        assertThat(wire.stream(stream).blocks.getLast()).contains(":status: " + status);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // GOAWAY and REFUSED_STREAM.

    @Test
    void streamsThatAGoAwayLeavesOutAreTriedOnANewConnection() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint((connection, wire) -> {
            if (connection > 0) {
                Http2ScriptedEndpoint.answerAll(wire);
                return;
            }
            wire.until(() -> wire.opened.size() == 3);
            wire.goAway(1, Http2.NO_ERROR);
            wire.headers(1, true, ":status: 201");
            wire.untilClosed();
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/a");
            wire.get(3, "/b");
            wire.headers(5, true, Http2Wire.request("POST", "/c", "content-length: 0"));
            assertStatus(wire, 1, 201);
            assertStatus(wire, 3, 200);
            assertStatus(wire, 5, 200);
        }
        assertThat(endpoint.connections()).isEqualTo(2);
    }

    @Test
    void aConnectionOfManyCancelledStreamsIsLeftBeforeTheEndpointEndsIt() throws Exception {
        var arrived = new Semaphore(0);
        var resetsOnFirst = new AtomicInteger();
        Http2ScriptedEndpoint endpoint = endpoint((connection, wire) -> {
            int seen = 0;
            while (wire.read() != null) {
                arrived.release(wire.opened.size() - seen);
                seen = wire.opened.size();
                if (connection == 0) {
                    resetsOnFirst.set((int) wire.opened.stream()
                            .filter(stream -> wire.stream(stream).reset >= 0)
                            .count());
                }
            }
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream < 2 * 150; stream += 2) {
                wire.get(stream, "/waits");
                assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS))
                        .as("stream %d arrives", stream)
                        .isTrue();
                wire.reset(stream, Http2.CANCEL);
            }
        }
        assertThat(endpoint.connections()).isEqualTo(2);
        assertThat(resetsOnFirst.get()).isBetween(99, 100);
    }

    @Test
    void requestsDuringAGracefulGoAwayTakeANewConnectionAndTheOldOnesFinish() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint((connection, wire) -> {
            if (connection > 0) {
                wire.until(() -> wire.opened.size() == 1);
                wire.headers(1, true, ":status: 202");
                wire.untilClosed();
                return;
            }
            wire.until(() -> wire.opened.size() == 1);
            wire.goAway(Integer.MAX_VALUE, Http2.NO_ERROR);
            wire.headers(1, false, ":status: 200");
            wire.roundTrip();
            wire.data(1, true, "late".getBytes(ISO_8859_1));
            wire.untilClosed();
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/a");
            wire.until(() -> !wire.stream(1).blocks.isEmpty());
            wire.get(3, "/b");
            assertStatus(wire, 3, 202);
            assertThat(wire.over(1).text()).isEqualTo("late");
        }
    }

    @Test
    void aRefusedStreamIsTriedAgainWhateverItsMethod() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint((_, wire) -> {
            wire.until(() -> wire.opened.size() == 1);
            wire.reset(1, Http2.REFUSED_STREAM);
            Http2ScriptedEndpoint.answerAll(wire);
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.headers(1, true, Http2Wire.request("POST", "/a"));
            assertStatus(wire, 1, 200);
        }
    }

    @Test
    void aRefusedStreamGoesToAnotherEndpointIfThereIsOne() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        Http2ScriptedEndpoint refuses = endpoint((_, wire) -> {
            while (wire.read() != null) {
                while (wire.opened.size() > refused.get()) {
                    wire.reset(wire.opened.get(refused.getAndIncrement()), Http2.REFUSED_STREAM);
                }
            }
        });
        Http2ScriptedEndpoint answers = endpoint((_, wire) -> Http2ScriptedEndpoint.answerAll(wire));
        gate.serve(refuses.address(), answers.address());
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream < 41; stream += 2) {
                wire.get(stream, "/a");
                assertStatus(wire, stream, 200);
            }
        }
        assertThat(refused.get()).isPositive();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Broken responses.

    @Test
    void aResetInsideAResponseCutsTheClientsResponse() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint((_, wire) -> {
            wire.until(() -> wire.opened.size() == 1);
            wire.headers(1, false, ":status: 200");
            wire.data(1, false, "half".getBytes(ISO_8859_1));
            wire.reset(1, Http2.INTERNAL_ERROR);
            Http2ScriptedEndpoint.answerAll(wire);
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/a");
            assertThat(wire.over(1).reset).isPositive();
            assertThat(wire.stream(1).ended).isFalse();
        }
    }

    @Test
    void aConnectionThatBreaksInsideAResponseCutsTheClientsResponse() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint((_, wire) -> {
            wire.until(() -> wire.opened.size() == 1);
            wire.headers(1, false, ":status: 200");
            wire.data(1, false, "half".getBytes(ISO_8859_1));
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/a");
            assertThat(wire.over(1).reset).isPositive();
            assertThat(wire.stream(1).ended).isFalse();
        }
    }

    @Test
    void malformedResponsesAreAnsweredWith502() throws Exception {
        gate.retries = new Route.RetryPolicy(0, Set.<Method>of(), false, false, Set.of());
        String[][] responses = {
            {":status: 200", "connection: close"},
            {":status: 200", "X: y"},
            {"x: y"},
            {":status: 99"},
            {":status: 101"},
            {":status: 200", "content-length: 1, 2"},
            {":status: 200", "x: a\r\nb: c"}
        };
        Http2ScriptedEndpoint endpoint = endpoint((_, wire) -> {
            for (int i = 0; i < responses.length; i++) {
                int count = i;
                wire.until(() -> wire.opened.size() > count);
                wire.headers(wire.opened.get(i), false, responses[i]);
                wire.until(() -> wire.stream(wire.opened.get(count)).reset == Http2.PROTOCOL_ERROR);
            }
            wire.untilClosed();
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            for (int i = 0; i < responses.length; i++) {
                wire.get(1 + 2 * i, "/a");
                assertStatus(wire, 1 + 2 * i, 502);
            }
        }
    }

    @Test
    void aResponseThatIsNotAsLongAsSaidIsNeverCompleted() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint((_, wire) -> {
            wire.until(() -> wire.opened.size() == 2);
            wire.headers(1, false, ":status: 200", "content-length: 5");
            wire.data(1, true, "1234".getBytes(ISO_8859_1));
            wire.headers(3, false, ":status: 200", "content-length: 3");
            wire.data(3, true, "1234".getBytes(ISO_8859_1));
            wire.untilClosed();
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/a");
            wire.get(3, "/a");
            assertThat(wire.over(1).ended).isFalse();
            assertThat(wire.over(3).ended).isFalse();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Room.

    @Test
    void moreRequestsThanTheEndpointTakesWaitTheirTurn() throws Exception {
        gate.maxConnections = 1;
        AtomicInteger most = new AtomicInteger();
        Http2ScriptedEndpoint endpoint = endpoint(
                (_, wire) -> {
                    // The first waits until the settings are known, as the others do.
                    int answered = 0;
                    while (answered < 21) {
                        int count = answered;
                        wire.until(() -> wire.opened.size() > count && wire.settings.size() == 2);
                        wire.roundTrip();
                        most.accumulateAndGet(wire.opened.size() - answered, Math::max);
                        wire.headers(wire.opened.get(answered), true, ":status: 200");
                        answered++;
                    }
                    wire.untilClosed();
                },
                Http2.MAX_CONCURRENT_STREAMS,
                2);
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/first");
            assertStatus(wire, 1, 200);
            for (int stream = 3; stream < 43; stream += 2) {
                wire.get(stream, "/a");
            }
            for (int stream = 3; stream < 43; stream += 2) {
                assertStatus(wire, stream, 200);
            }
        }
        assertThat(most.get()).isEqualTo(2);
        assertThat(endpoint.connections()).isEqualTo(1);
    }

    /** It refuses what it said it would not take: a burst that comes before its settings are known must not be lost. */
    @Test
    void aBurstBeforeTheSettingsAreKnownIsNotLost() throws Exception {
        Http2ScriptedEndpoint endpoint = endpoint(
                (_, wire) -> {
                    // Nothing is read of the settings' acknowledgement first: streams beyond two are refused as they
                    // come.
                    int handled = 0;
                    while (wire.read() != null) {
                        for (; handled < wire.opened.size(); handled++) {
                            int stream = wire.opened.get(handled);
                            if (handled >= 2 && wire.settings.size() < 2) {
                                wire.reset(stream, Http2.REFUSED_STREAM);
                            } else {
                                wire.headers(stream, true, ":status: 200");
                            }
                        }
                    }
                },
                Http2.MAX_CONCURRENT_STREAMS,
                2);
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream < 61; stream += 2) {
                wire.get(stream, "/a");
            }
            for (int stream = 1; stream < 61; stream += 2) {
                assertStatus(wire, stream, 200);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Connecting.

    @Test
    void anEndpointThatCannotBeConnectedIsPassedOver() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        }
        Http2ScriptedEndpoint answers = endpoint((_, wire) -> Http2ScriptedEndpoint.answerAll(wire));
        gate.serve(nobody, answers.address());
        try (Http2Wire wire = gate.connect()) {
            for (int stream = 1; stream < 21; stream += 2) {
                wire.headers(stream, true, Http2Wire.request("POST", "/a"));
                assertStatus(wire, stream, 200);
            }
        }
    }

    @Test
    void anEndpointThatNeverAcceptsIsGivenUpInTime() throws Exception {
        gate.poolTimeouts = new Pool.Timeouts(
                Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofMillis(300), Duration.ofSeconds(60));
        // It takes the connection and never says a word.
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gate.serve((InetSocketAddress) mute.getLocalSocketAddress());
            try (Http2Wire wire = gate.connect()) {
                wire.get(1, "/a");
                assertStatus(wire, 1, 504);
            }
        }
    }

    @Test
    void anIdleConnectionIsClosedWithAGoAway() throws Exception {
        gate.poolTimeouts = new Pool.Timeouts(
                Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofSeconds(60));
        AtomicInteger goAways = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        Http2ScriptedEndpoint endpoint = endpoint((_, wire) -> {
            Http2ScriptedEndpoint.answerAll(wire);
            goAways.addAndGet(wire.goAways.size());
            ended.countDown();
        });
        gate.serve(endpoint.address());
        try (Http2Wire wire = gate.connect()) {
            wire.get(1, "/a");
            assertStatus(wire, 1, 200);
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            wire.get(3, "/a");
            assertStatus(wire, 3, 200);
        }
        assertThat(endpoint.connections()).isEqualTo(2);
        assertThat(goAways.get()).isPositive();
    }

    @Test
    void tlsAgreesOnHttp2() throws Exception {
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        SslContext tls = SslContextBuilder.forServer(
                        certificate.certificateFile().toFile(),
                        certificate.keyFile().toFile())
                .applicationProtocolConfig(
                        Alpn.offer(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
                .build();
        try (Http2Endpoint endpoint = new Http2Endpoint(tls)) {
            gate.clientTls = certificate.http2Client();
            gate.serve(endpoint.address());
            try (Http2Wire wire = gate.connect()) {
                wire.get(1, "/fields");
                assertThat(wire.over(1).text()).contains(":scheme: https\n", ":authority: a.example\n");
            }
        }
    }

    @Test
    void anEndpointThatDoesNotAgreeOnHttp2IsRefused() throws Exception {
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        SslContext tls = SslContextBuilder.forServer(
                        certificate.certificateFile().toFile(),
                        certificate.keyFile().toFile())
                .applicationProtocolConfig(Alpn.offer(ApplicationProtocolNames.HTTP_1_1))
                .build();
        try (Http2Endpoint endpoint = new Http2Endpoint(tls)) {
            gate.clientTls = certificate.http2Client();
            gate.serve(endpoint.address());
            try (Http2Wire wire = gate.connect()) {
                wire.get(1, "/fields");
                assertStatus(wire, 1, 503);
                assertThat(wire.stream(1).text()).contains("connect-failure");
            }
            assertThat(gate.endpointStats(endpoint.address()).openConnections()).isZero();
        }
    }
}
