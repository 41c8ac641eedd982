package io.headgate.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of a fresh server by jetcd's client. */
abstract class OverJetcd {
    private EphemeralServer server;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        server = EphemeralServer.start();
        client = Client.builder().endpoints(endpoint()).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    EphemeralServer server() {
        return server;
    }

    Client client() {
        return client;
    }

    KV kv() {
        return client.getKVClient();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    /** Puts without options; gives the revision. */
    long put(String key, String value) throws Exception {
        return end(kv().put(bytes(key), bytes(value))).getHeader().getRevision();
    }

    static <T> T end(CompletableFuture<T> future) throws Exception {
        return future.get(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
