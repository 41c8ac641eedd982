package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.balance.Policy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, and what never is. */
class RetryTest {
    private static final ScriptedEndpoint.Script RESETS_BEFORE_A_HEAD = (self, wire) -> {
        self.receive(wire);
        wire.reset();
    };

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(1);

    @Test
    void aRefusedConnectIsTriedElsewhereWhateverTheMethod() throws Exception {
        try (ScriptedEndpoint alive = ScriptedEndpoint.answering(request -> ScriptedEndpoint.ok(request.body()))) {
            proxy.serve(SnapshotBuilder.to(alive).endpoint(nobody(), /* draining= */ false));
            for (int i = 0; i < 6; i++) {
                Wire.Message response = proxy.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aResetBeforeTheHeadIsTriedElsewhereWithTheSameRequest() throws Exception {
        try (ScriptedEndpoint broken = new ScriptedEndpoint(RESETS_BEFORE_A_HEAD);
                ScriptedEndpoint alive = ScriptedEndpoint.echoingHeads()) {
            proxy.serve(SnapshotBuilder.to(broken, alive));
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.get("/same").body()).startsWith("GET /same HTTP/1.1\r\n");
            }
            assertThat(broken.requests()).isNotEmpty();
            assertThat(alive.requests()).hasSize(6).containsAll(broken.requests());
        }
    }

    @Test
    void afterAStaleConnectionTheNextTryTakesANewOne() throws Exception {
        var connections = new AtomicInteger();
        var bothArrived = new CountDownLatch(2);
        ScriptedEndpoint.Script script = (self, wire) -> {
            boolean goesStale = connections.incrementAndGet() <= 2;
            self.receive(wire);
            bothArrived.countDown();
            bothArrived.await();
            wire.send(ScriptedEndpoint.ok("first"));
            self.receive(wire);
            if (goesStale) {
                wire.reset();
            } else {
                wire.send(ScriptedEndpoint.ok("another"));
            }
        };
        try (ScriptedEndpoint endpoint = new ScriptedEndpoint(script);
                Wire one = proxy.serve(SnapshotBuilder.to(endpoint)).connect();
                Wire other = proxy.connect()) {
            one.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
            other.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(other.read().status()).isEqualTo(200);

            // Both connections are idle now, and each resets what comes next.
            assertThat(proxy.get("/3").status()).isEqualTo(200);
            assertThat(connections.get()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "UNHEARD-OF"})
    void aRequestThatIsNotIdempotentIsNotRepeatedAfterItWasSent(String method) throws Exception {
        try (ScriptedEndpoint broken = new ScriptedEndpoint(RESETS_BEFORE_A_HEAD)) {
            proxy.serve(SnapshotBuilder.to(broken));
            Wire.Message response = proxy.exchange(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(response.status()).isEqualTo(502);
            assertThat(broken.requests()).hasSize(1);
        }
    }

    @Test
    void aRequestWhoseBodyWasSentIsNotRepeated() throws Exception {
        try (ScriptedEndpoint broken = new ScriptedEndpoint(RESETS_BEFORE_A_HEAD)) {
            proxy.serve(SnapshotBuilder.to(broken));
            assertThat(proxy.exchange("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
                            .status())
                    .isEqualTo(502);
            assertThat(broken.requests()).hasSize(1);
        }
    }

    @Test
    void statusesThatTheRouteNamesAreTriedElsewhereAndTheLastOnePasses() throws Exception {
        Route.RetryPolicy on503 = new Route.RetryPolicy(2, Route.RetryPolicy.idempotent(), true, true, Set.of(503));
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedEndpoint failing = ScriptedEndpoint.answering(
                _ -> "HTTP/1.1 503 Busy\r\ncontent-length: 1\r\n\r\n" + asked.incrementAndGet())) {
            proxy.serve(SnapshotBuilder.to(failing).retries(on503));
            Wire.Message response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).isEqualTo("3");
        }
    }

    @Test
    void deadEndpointsAreAskedNoMoreThanTheBudgetAllows() throws Exception {
        int requests = 100;
        int percent = 20;
        int floorPerSecond = 5;
        Route.RetryPolicy eager = new Route.RetryPolicy(5, Route.RetryPolicy.idempotent(), true, true, Set.of());
        try (ScriptedEndpoint one = new ScriptedEndpoint(RESETS_BEFORE_A_HEAD);
                ScriptedEndpoint two = new ScriptedEndpoint(RESETS_BEFORE_A_HEAD);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            proxy.serve(SnapshotBuilder.to(one, two).retries(eager).retryBudget(percent, floorPerSecond));
            long startNanos = System.nanoTime();
            CountDownLatch together = new CountDownLatch(1);
            List<Future<Integer>> statuses = new java.util.ArrayList<>();
            for (int i = 0; i < requests; i++) {
                statuses.add(clients.submit(() -> {
                    together.await();
                    return proxy.get("/").status();
                }));
            }
            together.countDown();
            for (Future<Integer> status : statuses) {
                assertThat(status.get()).isEqualTo(502);
            }
            long seconds = (System.nanoTime() - startNanos) / 1_000_000_000 + 1;
            long budget = requests * percent / 100 + floorPerSecond * (seconds + 1);
            assertThat(one.requests().size() + two.requests().size())
                    .isBetween(requests + 1, (int) (requests + budget));
        }
    }

    /** A head that has been encrypted once must still be whole for the next try. */
    @Test
    void aResetAfterTlsIsTriedElsewhereWithTheSameRequest() throws Exception {
        TestCertificate certificate = TestCertificate.of("localhost", "127.0.0.1");
        try (ScriptedEndpoint broken = new ScriptedEndpoint(certificate.serverSockets(), 0, RESETS_BEFORE_A_HEAD);
                ScriptedEndpoint alive = new ScriptedEndpoint(
                        certificate.serverSockets(),
                        0,
                        ScriptedEndpoint.answers(request -> ScriptedEndpoint.ok(request.head())))) {
            proxy.serve(SnapshotBuilder.to(broken, alive)
                    .perTryTimeout(Duration.ofSeconds(5))
                    .tlsToEndpoints(ClientTls.load(
                            certificate.certificateFile(), null, /* verify= */ true, Pool.Protocol.HTTP1)));
            for (int i = 0; i < 4; i++) {
                assertThat(proxy.get("/same").body()).startsWith("GET /same HTTP/1.1\r\n");
            }
            assertThat(broken.requests()).isNotEmpty();
        }
    }

    @Test
    void aPoolThatIsRemovedWhileARequestIsOnItsWayLosesNeitherTheWorkerNorTheAnswer() throws Exception {
        CountDownLatch swapped = new CountDownLatch(1);
        try (ScriptedEndpoint broken = new ScriptedEndpoint((self, wire) -> {
                    self.receive(wire);
                    swapped.await();
                    wire.reset();
                });
                ScriptedEndpoint next = ScriptedEndpoint.saying("next");
                Wire client = proxy.serve(SnapshotBuilder.to(broken).policy(new Policy.Random()))
                        .connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            broken.awaitRequest();
            Snapshot other = SnapshotBuilder.to(next).pool("another").build();
            proxy.proxy().swap(other);
            swapped.countDown();
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().body())
                    .isEqualTo("next");
        }
    }

    private static InetSocketAddress nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }
}
