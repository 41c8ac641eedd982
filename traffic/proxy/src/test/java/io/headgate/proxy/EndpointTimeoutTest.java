package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.balance.EndpointLimits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How long an endpoint may take. */
class EndpointTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final ScriptedEndpoint.Script SILENT = (self, wire) -> {
        self.receive(wire);
        wire.readRest();
        self.arrived("let go");
    };

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @Test
    void aTryThatTakesTooLongIsRepeatedElsewhereAndGivenUpWith504() throws Exception {
        try (ScriptedEndpoint silent = new ScriptedEndpoint(SILENT);
                ScriptedEndpoint alive = ScriptedEndpoint.saying("alive")) {
            proxy.serve(SnapshotBuilder.to(silent, alive).perTryTimeout(SHORT));
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.get("/").body()).isEqualTo("alive");
            }
            assertThat(silent.requests()).isNotEmpty();
            proxy.serve(SnapshotBuilder.to(silent).perTryTimeout(SHORT));
            assertThat(proxy.get("/").status()).isEqualTo(504);
        }
    }

    @Test
    void aRequestThatTakesTooLongAsAWholeGets504AndTheConnectionStays() throws Exception {
        try (ScriptedEndpoint silent = new ScriptedEndpoint(SILENT);
                Wire client =
                        proxy.serve(SnapshotBuilder.to(silent).timeout(SHORT)).connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(GET).read().status()).isEqualTo(504);
            }
            silent.awaitRequest();
            assertThat(silent.awaitRequest().body()).as("cut off").isEqualTo("let go");
        }
    }

    @Test
    void aResponseThatTakesTooLongAsAWholeIsCutOff() throws Exception {
        try (ScriptedEndpoint slow = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    wire.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
                    wire.readRest();
                });
                Wire client =
                        proxy.serve(SnapshotBuilder.to(slow).timeout(SHORT)).connect()) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readRest()).isEqualTo("half");
        }
    }

    @Test
    void aResponseThatFallsSilentIsCutOff() throws Exception {
        try (ScriptedEndpoint slow = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    wire.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
                    wire.readRest();
                });
                Wire client = proxy.serve(SnapshotBuilder.to(slow)
                                .poolTimeouts(new Pool.Timeouts(
                                        Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofMinutes(1), SHORT)))
                        .connect()) {
            client.send(GET);
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            assertThat(client.readRest()).isEqualTo("half");
        }
    }

    @Test
    void requestsBeyondTheEndpointsConnectionsWaitForOneAndAreServedInTurn() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    while (true) {
                        self.receive(wire);
                        assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                        wire.send(ScriptedEndpoint.ok("served"));
                    }
                });
                Wire first = proxy.serve(SnapshotBuilder.to(endpoint).endpointLimits(new EndpointLimits(1, 1, 100)))
                        .connect();
                Wire second = proxy.connect()) {
            first.send(GET);
            endpoint.awaitRequest();
            second.send(GET);
            RunningProxy.await(
                    "the second to wait", () -> proxy.endpointStats(endpoint).pending() == 1);
            Wire.Message refused = proxy.get("/");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("overloaded");
            go.countDown();
            assertThat(first.read().body()).isEqualTo("served");
            assertThat(second.read().body()).isEqualTo("served");
            assertThat(endpoint.accepted()).isEqualTo(1);
        }
    }
}
