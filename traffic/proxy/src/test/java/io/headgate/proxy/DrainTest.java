package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How a proxy ends without losing a request. */
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @AutoClose
    private final RunningProxy proxy = new RunningProxy(2);

    @AutoClose
    private final ExecutorService control = Executors.newVirtualThreadPerTaskExecutor();

    @Test
    void idleConnectionsEndBusyOnesFinishAndNewOnesAreRefused() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Wire> idle = new ArrayList<>();
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(request -> {
                    awaitIf(request.head().startsWith("GET /slow "), go);
                    return ScriptedEndpoint.ok("done");
                });
                Wire busy = proxy.serve(SnapshotBuilder.to(endpoint)).connect();
                Wire begun = proxy.connect()) {
            for (int i = 0; i < 8; i++) {
                Wire client = proxy.connect();
                client.send(GET).read();
                idle.add(client);
            }
            idle.add(proxy.connect());
            busy.send(GET.replace("/ ", "/slow "));
            begun.send("GET /beg");
            RunningProxy.await(
                    "the slow request to arrive",
                    () -> endpoint.requests().stream()
                            .anyMatch(request -> request.head().startsWith("GET /slow ")));
            RunningProxy.await("all to be open", () -> proxy.listenerStats().open() == 11);
            InetSocketAddress address = proxy.proxy().localAddress(SnapshotBuilder.LISTENER);
            Future<Boolean> drained = control.submit(() -> proxy.proxy().drain(Duration.ofSeconds(20)));
            for (Wire client : idle) {
                assertThat(client.readRest()).isEmpty();
                client.close();
            }
            assertThatThrownBy(() -> Wire.to(address).close()).isInstanceOf(IOException.class);
            assertThat(drained.isDone()).isFalse();
            begun.send("un HTTP/1.1\r\nHost: a\r\n\r\n");
            Wire.Message last = begun.read();
            assertThat(last.body()).isEqualTo("done");
            assertThat(last.field("connection")).contains("close");
            go.countDown();
            Wire.Message finished = busy.read();
            assertThat(finished.body()).isEqualTo("done");
            assertThat(finished.field("connection")).contains("close");
            assertThat(busy.ended()).isTrue();
            assertThat(drained.get()).isTrue();
        }
    }

    @Test
    void whatTakesLongerThanThePatienceIsCutOff() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.answering(_ -> {
                    awaitIf(true, never);
                    return "";
                });
                Wire busy = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            busy.send(GET);
            endpoint.awaitRequest();
            assertThat(proxy.proxy().drain(Duration.ofMillis(100))).isFalse();
            assertThat(busy.ended()).isTrue();
            never.countDown();
        }
    }

    @Test
    void anIdleProxyDrainsAtOnceAndTwice() throws Exception {
        assertThat(proxy.proxy().drain(Duration.ZERO)).isTrue();
        assertThat(proxy.proxy().drain(Duration.ZERO)).isTrue();
    }

    @Test
    void aSlowReaderGetsAllOfAResponseThatTheEndpointHasFinished() throws Exception {
        String large = "x".repeat(8 << 20);
        try (ScriptedEndpoint endpoint = ScriptedEndpoint.saying(large);
                Wire client = proxy.serve(SnapshotBuilder.to(endpoint)).connect()) {
            client.send(GET);
            String head = client.readHead();
            // All but what the kernel and the proxy's write buffer still hold.
            int before = large.length() - (6 << 20);
            assertThat(client.read(before)).hasSize(before);
            Future<Boolean> drained = control.submit(() -> proxy.proxy().drain(Duration.ofSeconds(20)));
            assertThat(head).startsWith("HTTP/1.1 200");
            assertThat(client.readRest().length()).isEqualTo(6 << 20);
            assertThat(drained.get()).isTrue();
        }
    }

    private static void awaitIf(boolean condition, CountDownLatch latch) {
        if (condition) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
