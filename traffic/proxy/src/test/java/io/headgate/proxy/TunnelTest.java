package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What follows a 101: bytes both ways, each direction with its own end. */
class TunnelTest {
    private static final String UPGRADE =
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
    /** More than all buffers on the way hold. */
    private static final int LARGE_BYTES = 16 << 20;

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @Test
    void bytesPassBothWaysAndWhatCameWithTheHeadsIsNotLost() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    wire.send(SWITCHING + "first from the endpoint");
                    wire.send(wire.read("ping".length()).replace("ping", "pong"));
                    wire.readRest();
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(UPGRADE);
            assertThat(client.readHead())
                    .startsWith("HTTP/1.1 101 ")
                    .contains("connection: upgrade")
                    .contains("upgrade: websocket");
            assertThat(client.read(23)).isEqualTo("first from the endpoint");
            client.send("ping");
            assertThat(client.read(4)).isEqualTo("pong");
            assertThat(endpoint.requests().getFirst().head())
                    .contains("connection: upgrade", "upgrade: websocket", "Sec-WebSocket-Key: k");
        }
    }

    @Test
    void bytesThatAHastyClientSendsBeforeThe101ReachTheEndpoint() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    sent.await();
                    wire.send(SWITCHING);
                    wire.send(wire.read("hasty".length()));
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(UPGRADE + "hasty");
            endpoint.awaitRequest();
            sent.countDown();
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.read(5)).isEqualTo("hasty");
        }
    }

    @Test
    void aClientThatHasEndedItsSideStillGetsAllThatTheEndpointSends() throws Exception {
        byte[] block = new byte[64 * 1024];
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    wire.send(SWITCHING);
                    self.arrived(wire.readRest());
                    for (int sent = 0; sent < LARGE_BYTES; sent += block.length) {
                        wire.send(block, 0, block.length);
                    }
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(UPGRADE);
            client.readHead();
            client.send("last words").halfClose();
            endpoint.awaitRequest();
            assertThat(endpoint.awaitRequest().body()).isEqualTo("last words");
            assertThat(client.readRest().length()).isEqualTo(LARGE_BYTES);
        }
    }

    @Test
    void anEndpointThatHasEndedItsSideStillGetsAllThatTheClientSends() throws Exception {
        byte[] block = new byte[64 * 1024];
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    wire.send(SWITCHING + "bye").halfClose();
                    self.arrived(Integer.toString(wire.readRest().length()));
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(UPGRADE);
            client.readHead();
            assertThat(client.readRest()).isEqualTo("bye");
            for (int sent = 0; sent < LARGE_BYTES; sent += block.length) {
                client.send(block, 0, block.length);
            }
            client.halfClose();
            endpoint.awaitRequest();
            assertThat(endpoint.awaitRequest().body()).isEqualTo(Integer.toString(LARGE_BYTES));
        }
        RunningProxy.await(
                "the client's connection to end", () -> proxy.listenerStats().open() == 0);
    }

    @Test
    void anEndpointThatCutsATunnelCutsTheClient() throws Exception {
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint((self, wire) -> {
                    self.receiveHead(wire);
                    wire.send(SWITCHING);
                    wire.read(4);
                    wire.reset();
                });
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(UPGRADE);
            client.readHead();
            client.send("ping");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void a101ThatNobodyAskedForIsABadResponse() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(_ -> SWITCHING)) {
            proxy.serve(SnapshotBuilder.to(endpoint));
            assertThat(proxy.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void anEndpointThatDeclinesAnUpgradeAnswersAsUsual() throws Exception {
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying("no");
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(UPGRADE).read().body()).isEqualTo("no");
            }
        }
    }
}
