package io.headgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headgate status}: what it prints, and what it says when there is nothing to print. */
final class StatusCommandTest {
    private static final String HELLO = """
            listeners: { web: { bind: "127.0.0.1:8080" } }
            hosts: { "*": { routes: [{ name: hello, respond: { status: 200, body: hello } }] } }
            """;

    private record Run(int exitCode, String out, String err) {
        static Run of(String... arguments) {
            var out = new StringWriter();
            var err = new StringWriter();
            int exitCode = Main.commandLine()
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(arguments);
            return new Run(exitCode, out.toString(), err.toString());
        }
    }

    @Test
    void aStatusIsALineOrTwoAndATableOfEachKind() {
        assertThat(StatusText.render(sample())).isEqualTo("""
                headgate 0.1.0: serving, up 1d 4h since 2030-01-01T08:00:00Z, 4 workers on epoll
                front.yaml: revision 3 since 2030-01-02T11:59:00Z: 2 listeners, 1 host, 2 routes, 1 pool, 3 endpoints
                REJECTED at 2030-01-02T12:00:00Z:
                  front.yaml:4:3 pools.api.helth: unknown key, did you mean health?

                LISTENERS
                NAME  BIND          PROTOCOL  OPEN  ACCEPTED  REFUSED  REQUESTS  MALFORMED  TIMEOUTS
                web   0.0.0.0:8080  http        12       345        0     67890          3         1
                old   removed       -            1         9        0         9          0         0

                ENDPOINTS
                POOL  ENDPOINT             HEALTH                             WEIGHT  IN FLIGHT  OPEN  REQUESTS  FAILED  LATENCY ms
                api   east/10.0.1.10:9000  healthy, panic 1/4                      1          2    16     60000       0         1.5
                api   west/10.1.1.10:9000  unhealthy, ejected 2/4, panic 1/4       5          0     0        40      44           -
                api   east/10.0.1.9:9000   removed, panic 1/4                      0          1     1         7       0           -

                ROUTES
                HOST              ROUTE   ACTION    RESPONSES  5xx %  RETRIES  p50 ms  p99 ms
                shop.example.com  api     pool api      60000   0.05       12     1.2    24.5
                shop.example.com  unused  redirect          0      -        0       -       -
                """);
    }

    @Test
    void aStatusIsTheSameAfterAJourneyThroughJson() {
        Status there = sample();
        assertThat(Json.read(Json.page(there), Status.class)).isEqualTo(there);
    }

    @Test
    void aKeyOfANewerNodeIsSkipped() {
        String newer = new String(Json.page(sample()), UTF_8).replaceFirst("\\{", "{\"flavour\": \"new\",");
        assertThat(Json.read(newer.getBytes(UTF_8), Status.class)).isEqualTo(sample());
    }

    @Test
    void aRunningNodeIsShownWithWhatItServes() throws Exception {
        try (var node = new RunningNode()) {
            node.apply(HELLO, RunningNode.ANY_PORT);
            node.admin.serving();
            String admin = "127.0.0.1:" + node.adminAddress().getPort();
            node.request("web", "/");

            Run table = Run.of("status", "--admin", admin);
            assertThat(table.exitCode()).as(table.err()).isZero();
            assertThat(table.out())
                    .contains(": serving, up ", "revision 1 since", "1 listener, 1 host, 1 route")
                    .containsPattern("\\*\\s+hello\\s+respond 200\\s+1\\s+0.00");

            Run json = Run.of("status", "--admin", admin, "-o", "json");
            assertThat(json.exitCode()).isZero();
            assertThat(Json.read(json.out().getBytes(UTF_8), Status.class).listeners())
                    .extracting(Status.Listener::requests)
                    .containsExactly(1L);
        }
    }

    @Test
    void aNodeThatIsNotReadyIsShownAndFails() throws Exception {
        try (var node = new RunningNode()) {
            node.apply(HELLO, RunningNode.ANY_PORT);
            node.admin.draining();
            Run run = Run.of(
                    "status", "--admin", "127.0.0.1:" + node.adminAddress().getPort());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains(": draining, up ");
            assertThat(run.err()).isEqualTo("not ready: draining\n");
        }
    }

    @Test
    void theAddressComesFromAConfigurationFileWhereAsked(@TempDir Path folder) throws Exception {
        try (var node = new RunningNode()) {
            node.apply(HELLO, RunningNode.ANY_PORT);
            node.admin.serving();
            String bind = "127.0.0.1:" + node.adminAddress().getPort();
            Path file = Files.writeString(folder.resolve("front.yaml"), "admin: { bind: \"" + bind + "\" }\n" + HELLO);
            assertThat(Run.of("status", "--config", file.toString()).exitCode()).isZero();
        }
    }

    @Test
    void whereNobodyAnswersThatIsSaidWithWhatWouldHelp() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String admin = "127.0.0.1:" + port;
        assertThat(Run.of("status", "--admin", admin))
                .isEqualTo(new Run(
                        1,
                        "",
                        "nobody answers on " + admin + " (expected: a node that runs with admin: { bind: \"" + admin
                                + "\" })\n"));
    }

    @Test
    void somethingElseThatAnswersIsNotTakenForANode() throws IOException {
        HttpServer other = HttpServer.create(RunningNode.ANY_PORT, 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes(UTF_8));
            exchange.close();
        });
        other.start();
        try {
            Run run = Run.of(
                    "status", "--admin", "127.0.0.1:" + other.getAddress().getPort());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("(expected: a Headgate node's admin address)");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void anAddressThatIsNoneIsBadUsage(@TempDir Path folder) throws IOException {
        for (String wrong : List.of("9901", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "a b:1", "::1:9901")) {
            assertThat(Run.of("status", "--admin", wrong).exitCode()).as(wrong).isEqualTo(2);
        }
        assertThat(Run.of("status", "--admin", "127.0.0.1:1", "--config", "front.yaml")
                        .exitCode())
                .isEqualTo(2);
        Path without = Files.writeString(folder.resolve("front.yaml"), HELLO);
        Run run = Run.of("status", "--config", without.toString());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no admin.bind");
    }

    private static Status sample() {
        SequencedMap<String, Long> refused = new LinkedHashMap<>(Map.of("bad-name", 3L));
        return new Status(
                "0.1.0",
                "25.0.1+8",
                Instant.parse("2030-01-01T08:00:00Z"),
                102_000,
                NodeState.Phase.SERVING,
                "front.yaml",
                new Status.Configuration(
                        3, Instant.parse("2030-01-02T11:59:00Z"), "2 listeners, 1 host, 2 routes, 1 pool, 3 endpoints"),
                new Status.Rejected(
                        Instant.parse("2030-01-02T12:00:00.5Z"),
                        List.of("front.yaml:4:3 pools.api.helth: unknown key, did you mean health?")),
                "epoll",
                4,
                List.of(
                        new Status.Listener("web", "0.0.0.0:8080", "http", 12, 345, 0, 67_890, 0, 1, 0, refused),
                        new Status.Listener("old", "", "", 1, 9, 0, 9, 0, 0, 0, new LinkedHashMap<>())),
                List.of(new Status.Pool("api", true, "least-request", 1, endpoints())),
                List.of(
                        new Status.Route(
                                "shop.example.com",
                                "api",
                                "pool api",
                                60_000,
                                new LinkedHashMap<>(Map.of("5xx", 30L)),
                                12,
                                0,
                                new Status.Latency(1.234, 5, 24.46)),
                        new Status.Route(
                                "shop.example.com", "unused", "redirect", 0, new LinkedHashMap<>(), 0, 0, null)),
                List.of(new Event(
                        7,
                        Instant.parse("2030-01-02T11:59:00Z"),
                        Event.Kind.APPLIED,
                        "revision 3 is in force",
                        EventLog.fields(Map.entry("revision", 3L)))));
    }

    private static List<Status.Endpoint> endpoints() {
        return List.of(
                new Status.Endpoint(
                        "east/10.0.1.10:9000",
                        "east",
                        1,
                        true,
                        false,
                        "healthy",
                        0,
                        4,
                        2,
                        0,
                        16,
                        3,
                        20,
                        0,
                        60_000,
                        0,
                        1.5),
                new Status.Endpoint(
                        "west/10.1.1.10:9000", "west", 5, true, false, "unhealthy", 2, 0, 0, 0, 0, 0, 40, 4, 40, 40, 0),
                new Status.Endpoint(
                        "east/10.0.1.9:9000", "", 0, false, true, "removed", 0, 0, 1, 0, 1, 0, 1, 0, 7, 0, 0));
    }
}
