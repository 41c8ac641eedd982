package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a node waits for before it says that it is ready. */
final class FirstHealthTest {

    @Test
    void theFirstVerdictIsAwaitedUntilTheProbeIsAnsweredNotOnlySent() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        HttpServer endpoint = HttpServer.create(RunningNode.ANY_PORT, 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                // Closed before the threads are waited for, also when an assertion fails.
                AutoCloseable _ = answer::countDown;
                var node = new RunningNode()) {
            endpoint.setExecutor(threads);
            endpoint.createContext("/", exchange -> {
                try (exchange) {
                    asked.countDown();
                    answer.await();
                    exchange.sendResponseHeaders(200, -1);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            endpoint.start();
            node.apply("""
                    listeners: { web: { bind: "127.0.0.1:8080" } }
                    hosts: { "*": { routes: [{ pool: api }] } }
                    pools:
                      api: { health: { http: /, interval: 30s, timeout: 29s }, endpoints: ["127.0.0.1:%d"] }
                    """.formatted(endpoint.getAddress().getPort()), null);
            asked.await();
            assertThat(node.proxy.awaitFirstHealth(Duration.ofMillis(50))).isFalse();

            answer.countDown();
            assertThat(node.proxy.awaitFirstHealth(Duration.ofSeconds(20))).isTrue();
            assertThat(node.request("web", "/").statusCode()).isEqualTo(200);
        } finally {
            endpoint.stop(0);
        }
    }

    /** A verdict is told once: a worker that hears it before it knows the endpoint would never use it. */
    @Test
    void everyWorkerHearsTheFirstVerdict() throws Exception {
        try (var accepts = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                var node = new RunningNode()) {
            for (int i = 0; i < 200; i++) {
                node.apply("""
                        listeners: { web: { bind: "127.0.0.1:8080" } }
                        hosts: { "*": { routes: [{ pool: api%d }] } }
                        pools:
                          api%d: { health: { tcp: true, interval: 30s }, endpoints: ["127.0.0.1:%d"] }
                        """.formatted(i, i, accepts.getLocalPort()), null);
                assertThat(node.proxy.awaitFirstHealth(Duration.ofSeconds(20))).isTrue();
                accepts.accept().close();
                assertThat(node.proxy.stats().pools().get("api" + i))
                        .as("run %d", i)
                        .hasSize(RunningNode.WORKERS)
                        .allSatisfy(view -> assertThat(view.available()).isEqualTo(1));
            }
        }
    }
}
