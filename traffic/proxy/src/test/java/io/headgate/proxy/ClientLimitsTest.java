package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.HeadError;
import io.headgate.http.HeadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How much and how long a stranger may ask. */
class ClientLimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @Test
    void aHeadThatIsTooLargeIsRefusedWith431() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).headLimits(new HeadLimits(128, 1024, 100)));
            String large = "GET / HTTP/1.1\r\nHost: a\r\nx: " + "y".repeat(2000) + "\r\n\r\n";
            Wire.Message refusal = proxy.exchange(large);
            assertThat(refusal.status()).isEqualTo(431);
            assertThat(refusal.field("connection")).contains("close");
            try (Wire client = proxy.connect()) {
                client.sendByteByByte(large.substring(0, 1100));
                assertThat(client.read().status()).isEqualTo(431);
            }
            assertThat(proxy.listenerStats().refusedHeads()).containsEntry(HeadError.HEAD_TOO_LARGE, 2L);
            assertThat(endpoint.requests()).isEmpty();
        }
    }

    @Test
    void tooManyFieldsAreRefusedWith431() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).headLimits(new HeadLimits(128, 4096, 10)));
            assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n" + "x: y\r\n".repeat(9) + "\r\n")
                            .status())
                    .isEqualTo(200);
            assertThat(proxy.exchange("GET / HTTP/1.1\r\nHost: a\r\n" + "x: y\r\n".repeat(10) + "\r\n")
                            .status())
                    .isEqualTo(431);
        }
    }

    @Test
    void aRequestLineThatIsTooLongIsRefusedWith414() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).headLimits(new HeadLimits(128, 1024, 100)));
            assertThat(proxy.get("/" + "a".repeat(200)).status()).isEqualTo(414);
            assertThat(proxy.get("/" + "a".repeat(90)).status()).isEqualTo(200);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAndOthersServedAgainOnceThereIsRoom() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x")) {
            proxy.serve(SnapshotBuilder.to(endpoint).maxConnections(3));
            List<Wire> within = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Wire client = proxy.connect();
                assertThat(client.send(GET).read().status()).isEqualTo(200);
                within.add(client);
            }
            try (Wire beyond = proxy.connect()) {
                assertThat(beyond.ended()).isTrue();
            }
            assertThat(proxy.listenerStats().refused()).isEqualTo(1);
            within.removeFirst().close();
            RunningProxy.await("room", () -> proxy.listenerStats().open() == 2);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            for (Wire client : within) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
                client.close();
            }
        }
    }

    @Test
    void aSlowHeadGets408() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint).listenerTimeouts(SHORT, LONG, LONG))
                        .connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nHo");
            Wire.Message refusal = client.read();
            assertThat(refusal.status()).isEqualTo(408);
            assertThat(refusal.field("connection")).contains("close");
            assertThat(client.ended()).isTrue();
            assertThat(proxy.listenerStats().headTimeouts()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatStallsGets408AndTheEndpointIsLetGo() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    self.arrived(wire.readRest());
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint).listenerTimeouts(LONG, LONG, SHORT))
                        .connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.ended()).isTrue();
            endpoint.awaitRequest();
            assertThat(endpoint.awaitRequest().body()).isEqualTo("half");
            assertThat(proxy.listenerStats().bodyTimeouts()).isEqualTo(1);
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("x");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint).listenerTimeouts(LONG, SHORT, LONG))
                        .connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
            assertThat(client.readRest()).isEmpty();
        }
    }
}
