package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The admin endpoint over real sockets. */
final class AdminTest {
    private static final String HELLO = """
            listeners:
              web: { bind: "127.0.0.1:8080" }
            hosts:
              "*":
                routes:
                  - { name: hello, match: { path: /hello }, respond: { status: 200, body: hello } }
                  - { name: all, pool: api }
            pools:
              api: { endpoints: ["127.0.0.1:1"] }
            """;
    private static final String OTHER_POOL = HELLO.replace("api", "web").replace(":1\"", ":2\"");

    private final RunningNode node = new RunningNode();

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aNodeIsAliveFromTheStartAndReadyWhileItServes() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        assertThat(node.ask("/healthz").statusCode()).isEqualTo(200);
        assertThat(node.ask("/ready").statusCode()).isEqualTo(503);
        assertThat(json(node.ask("/ready"), "/state")).isEqualTo("starting");

        node.admin.serving();
        assertThat(node.ask("/ready").statusCode()).isEqualTo(200);

        node.admin.draining();
        assertThat(node.ask("/ready").statusCode()).isEqualTo(503);
        assertThat(json(node.ask("/ready"), "/reason")).contains("told to stop");
        assertThat(node.ask("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeThatWaitsForItsLastConnectionsStillAnswers() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        node.admin.serving();
        InetSocketAddress web = node.proxy.localAddress("web");
        try (Socket slow = new Socket(web.getAddress(), web.getPort())) {
            slow.getOutputStream().write("GET /hello HTTP/1.1\r\nHost: a\r\n".getBytes(ISO_8859_1));
            while (node.status().listeners().getFirst().open() == 0) {
                Thread.onSpinWait();
            }
            node.admin.draining();
            var drained = CompletableFuture.supplyAsync(() -> {
                try {
                    return node.proxy.drain(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(node.ask("/ready").statusCode()).isEqualTo(503);
            assertThat(node.status().state()).isEqualTo(NodeState.Phase.DRAINING);
            slow.getOutputStream().write("\r\n".getBytes(ISO_8859_1));
            assertThat(new String(slow.getInputStream().readAllBytes(), ISO_8859_1))
                    .endsWith("hello");
            assertThat(drained.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theStatusShowsEveryConfiguredObjectAndWhatWasCounted() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        node.admin.serving();
        node.request("web", "/hello");
        assertThat(node.request("web", "/else").statusCode()).isEqualTo(503);

        Status status = node.status();
        assertThat(status.state()).isEqualTo(NodeState.Phase.SERVING);
        assertThat(status.workers()).isEqualTo(RunningNode.WORKERS);
        assertThat(inForce(status).revision()).isEqualTo(1);
        assertThat(inForce(status).summary()).isEqualTo("1 listener, 1 host, 2 routes, 1 pool, 1 endpoint");
        assertThat(status.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.name()).isEqualTo("web");
            assertThat(listener.requests()).isEqualTo(2);
            assertThat(listener.open()).isEqualTo(1);
        });
        assertThat(status.pools()).singleElement().satisfies(pool -> {
            assertThat(pool.policy()).isEqualTo("round-robin");
            assertThat(pool.endpoints()).singleElement().satisfies(endpoint -> {
                assertThat(endpoint.id()).isEqualTo("127.0.0.1:1");
                assertThat(endpoint.health()).isEqualTo("unchecked");
                assertThat(endpoint.weight()).isEqualTo(1);
                assertThat(endpoint.availableWorkers()).isEqualTo(RunningNode.WORKERS);
                assertThat(endpoint.connectFailures()).isPositive();
            });
        });
        assertThat(status.routes()).extracting(Status.Route::name).containsExactly("hello", "all");
        Status.Route hello = status.routes().getFirst();
        assertThat(hello.action()).isEqualTo("respond 200");
        assertThat(hello.byClass()).containsEntry("2xx", 1L).containsEntry("5xx", 0L);
        assertThat(hello.latency()).isNotNull();
        assertThat(status.routes().getLast().byClass()).containsEntry("5xx", 1L);
        assertThat(status.events()).extracting(Event::kind).contains(Event.Kind.APPLIED, Event.Kind.ADMIN);
    }

    @Test
    void aRefusedConfigurationIsShownUntilAnotherOneIsInForce() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        node.admin.rejected(List.of("front.yaml:1:1 listenres: unknown key"));
        assertThat(node.status().rejected())
                .extracting(rejected -> rejected == null ? List.of() : rejected.problems())
                .isEqualTo(List.of("front.yaml:1:1 listenres: unknown key"));
        assertThat(inForce(node.status()).revision()).isEqualTo(1);

        node.apply(HELLO, RunningNode.ANY_PORT);
        assertThat(node.status().rejected()).isNull();
        assertThat(inForce(node.status()).revision()).isEqualTo(2);
    }

    @Test
    void whatIsNoLongerConfiguredAndHasNothingOpenIsForgotten() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        node.request("web", "/else");
        assertThat(node.proxy.stats().endpoints()).containsOnlyKeys("api");

        node.apply(OTHER_POOL, RunningNode.ANY_PORT);
        assertThat(node.proxy.stats().endpoints()).containsOnlyKeys("web");
        assertThat(node.status().pools()).extracting(Status.Pool::name).containsExactly("web");

        node.request("web", "/hello");
        assertThat(node.proxy.stats().routes().get("*")).containsKey("hello");
        node.apply(HELLO.replace("name: hello", "name: greeting"), RunningNode.ANY_PORT);
        assertThat(node.proxy.stats().routes().get("*")).doesNotContainKey("hello");
        assertThat(node.status().routes()).extracting(Status.Route::name).containsExactly("greeting", "all");
    }

    @Test
    void aRemovedListenerIsShownUntilItsLastConnectionEnds() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        InetSocketAddress web = node.proxy.localAddress("web");
        try (Socket idle = new Socket(web.getAddress(), web.getPort())) {
            idle.getOutputStream().write("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            node.apply(HELLO.replace("web:", "edge:"), RunningNode.ANY_PORT);
            assertThat(node.status().listeners())
                    .extracting(Status.Listener::name)
                    .containsExactly("edge", "web");
        }
        while (node.status().listeners().size() > 1) {
            Thread.onSpinWait();
        }
        assertThat(node.status().listeners()).extracting(Status.Listener::name).containsExactly("edge");
    }

    @Test
    void eventsAreListedFromAnIdOn() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        node.apply(HELLO, RunningNode.ANY_PORT);
        var all = new JsonMapper().readTree(node.ask("/events").body());
        assertThat(all.get(0).path("id").asLong()).isEqualTo(1);
        assertThat(all.get(0).path("kind").asString()).isEqualTo("applied");
        assertThat(all.get(0).path("fields").path("revision").asLong()).isEqualTo(1);
        long last = all.get(all.size() - 1).path("id").asLong();
        assertThat(node.ask("/events?since=" + last).body()).isEqualToIgnoringWhitespace("[ ]");
        assertThat(new JsonMapper()
                        .readTree(node.ask("/events?since=" + (last - 1)).body())
                        .size())
                .isEqualTo(1);
        assertThat(node.ask("/events?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(node.ask("/events?until=3").statusCode()).isEqualTo(400);
    }

    @Test
    void aHostThatIsNotLoopbackByItselfIsRefused() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        for (String host : List.of("rebound.example", "127.0.0.1.example", "localhost.example:80", "10.0.0.1", "")) {
            assertThat(node.raw("GET /status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 403");
        }
        assertThat(node.raw("GET /status HTTP/1.0\r\n\r\n")).contains(" 403 ");
        assertThat(node.raw("GET /status HTTP/1.1\r\nHost: localhost\r\nHost: a.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        for (String host : List.of("localhost", "LOCALHOST:9901", "127.0.0.1:9901", "127.1.2.3", "[::1]:9901")) {
            assertThat(node.raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .as(host)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        HttpResponse<String> post = node.send("POST", node.adminAddress(), "/status");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");

        HttpResponse<String> head = node.send("HEAD", node.adminAddress(), "/healthz");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .contains(Integer.toString(node.ask("/healthz").body().length()));
    }

    @Test
    void anUnknownPathIsAnsweredWithThePathsThereAre() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        HttpResponse<String> answer = node.ask("/statu");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("/healthz", "/ready", "/status", "/events");
    }

    @Test
    void whatIsTooLongIsNotReadToItsEnd() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        String big = "x".repeat(1 << 20);
        for (String head : List.of("GET /" + big, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Big: " + big)) {
            assertThat(refusedOrReset(head)).as(head.substring(0, 20)).isTrue();
        }
        assertThat(node.ask("/healthz").statusCode()).isEqualTo(200);
    }

    /** The head has no end: only a server that gives up answers or closes. */
    private boolean refusedOrReset(String head) {
        try {
            String answer = node.raw(head);
            return answer.isEmpty() || answer.matches("(?s)HTTP/1.1 4\\d\\d .*");
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void aReloadMovesAndRemovesTheEndpoint() throws Exception {
        node.apply(HELLO, null);
        assertThat(node.admin.address()).isEmpty();

        node.apply(HELLO, RunningNode.ANY_PORT);
        InetSocketAddress first = node.adminAddress();
        node.apply(HELLO, RunningNode.ANY_PORT);
        assertThat(node.adminAddress()).isEqualTo(first);

        InetSocketAddress free = freeAddress();
        node.apply(HELLO, free);
        assertThat(node.adminAddress()).isEqualTo(free);
        assertThat(inForce(node.status()).revision()).isEqualTo(4);
        assertThatIOException().isThrownBy(() -> new Socket(first.getAddress(), first.getPort()).close());

        node.apply(HELLO, null);
        assertThatIOException().isThrownBy(() -> new Socket(free.getAddress(), free.getPort()).close());
        assertThat(node.eventKinds().stream().filter("admin"::equals)).hasSize(3);
    }

    @Test
    void anAddressThatIsTakenLeavesEverythingAsItWas() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        InetSocketAddress before = node.adminAddress();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var bind = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThatIOException()
                    .isThrownBy(() -> node.apply(OTHER_POOL, bind))
                    .withMessageStartingWith("admin.bind: 127.0.0.1:" + bind.getPort() + ": ");
        }
        assertThat(node.adminAddress()).isEqualTo(before);
        assertThat(inForce(node.status()).revision()).isEqualTo(1);
        assertThat(node.status().pools()).extracting(Status.Pool::name).containsExactly("api");
    }

    @Test
    void aConfigurationThatFailsElsewhereGivesTheNewAddressBack() throws Exception {
        node.apply(HELLO, RunningNode.ANY_PORT);
        InetSocketAddress before = node.adminAddress();
        InetSocketAddress free = freeAddress();
        String unresolvable = HELLO.replace("127.0.0.1:1", "no-such-name.invalid:1");
        assertThatIOException().isThrownBy(() -> node.apply(unresolvable, free));
        assertThat(node.adminAddress()).isEqualTo(before);
        new ServerSocket(free.getPort(), 1, free.getAddress()).close();
        assertThat(node.ask("/healthz").statusCode()).isEqualTo(200);
    }

    private static Status.Configuration inForce(Status status) {
        return Objects.requireNonNull(status.configuration());
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    private static String json(HttpResponse<String> answer, String pointer) {
        return new JsonMapper().readTree(answer.body()).at(pointer).asString();
    }
}
