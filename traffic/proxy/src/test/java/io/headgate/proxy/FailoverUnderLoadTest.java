package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.balance.Ejection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Not one idempotent request fails while endpoints come and go. */
class FailoverUnderLoadTest {
    private static final int CLIENTS = 64;
    private static final int REQUESTS_PER_CLIENT = 300;
    private static final int REQUESTS = CLIENTS * REQUESTS_PER_CLIENT;

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(2);

    @AutoClose
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void whileAnEndpointIsKilledAndRevived() throws Exception {
        ScriptedEndpoint mortal = ScriptedEndpoint.saying("mortal");
        int port = mortal.address().getPort();
        try (ScriptedEndpoint one = ScriptedEndpoint.saying("one");
                ScriptedEndpoint two = ScriptedEndpoint.saying("two")) {
            proxy.serve(SnapshotBuilder.to(one, mortal, two)
                    .ejection(new Ejection(5, Duration.ofMillis(200), /* maxEjectedPercent= */ 50)));
            List<Future<Integer>> failures = startClients();
            awaitAnswers(REQUESTS / 4);
            assertThat(mortal.requests()).isNotEmpty();
            mortal.close();
            awaitAnswers(REQUESTS / 2);
            try (ScriptedEndpoint revived = new ScriptedEndpoint(
                    ServerSocketFactory.getDefault(),
                    port,
                    ScriptedEndpoint.answers(_ -> ScriptedEndpoint.ok("revived")))) {
                assertNoneFailed(failures);
                RunningProxy.await("the revived endpoint to be used", () -> {
                    try {
                        proxy.get("/");
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    return !revived.requests().isEmpty();
                });
            }
        }
    }

    @Test
    void whileEndpointsAreAddedAndRemoved() throws Exception {
        try (ScriptedEndpoint one = ScriptedEndpoint.saying("one");
                ScriptedEndpoint two = ScriptedEndpoint.saying("two");
                ScriptedEndpoint three = ScriptedEndpoint.saying("three")) {
            proxy.serve(SnapshotBuilder.to(one));
            List<Future<Integer>> failures = startClients();
            List<SnapshotBuilder> turns = List.of(
                    SnapshotBuilder.to(one, two),
                    SnapshotBuilder.to(two),
                    SnapshotBuilder.to(three, two, one),
                    SnapshotBuilder.to(three),
                    SnapshotBuilder.to(three, one));
            for (int turn = 0; answered.get() < REQUESTS - CLIENTS; turn++) {
                proxy.serve(turns.get(turn % turns.size()));
                awaitAnswers(Math.min(REQUESTS - CLIENTS, answered.get() + REQUESTS / 100));
            }
            assertNoneFailed(failures);
            for (ScriptedEndpoint endpoint : List.of(one, two, three)) {
                assertThat(endpoint.requests()).hasSizeGreaterThan(REQUESTS / 50);
            }
        }
    }

    /** Each client has one connection for all its requests; what it returns is how many were not answered with 200. */
    private List<Future<Integer>> startClients() {
        List<Future<Integer>> failures = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            failures.add(clients.submit(() -> {
                int failed = 0;
                try (Wire wire = proxy.connect()) {
                    for (int request = 0; request < REQUESTS_PER_CLIENT; request++) {
                        wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                        failed += wire.read().status() == 200 ? 0 : 1;
                        answered.incrementAndGet();
                    }
                }
                return failed;
            }));
        }
        return failures;
    }

    private void awaitAnswers(int count) {
        RunningProxy.await(count + " answers", () -> answered.get() >= count);
    }

    private void assertNoneFailed(List<Future<Integer>> failures) throws Exception {
        for (Future<Integer> failed : failures) {
            assertThat(failed.get()).isZero();
        }
        assertThat(answered).hasValue(REQUESTS);
    }
}
