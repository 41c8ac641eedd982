package io.headgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that users have, in front of a whole front door made from a file. */
class RealClientsTest {
    private static final int UPLOAD_BYTES = 5_000_000;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    private final RunningNode node = new RunningNode();
    private HttpServer backend = unbound();
    private Path authority = Path.of("");

    private static HttpServer unbound() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        backend.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /* backlog= */ 1024);
        backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        backend.createContext("/hello", exchange -> answer(exchange, "hello".getBytes(UTF_8)));
        backend.createContext(
                "/echo", exchange -> answer(exchange, exchange.getRequestBody().readAllBytes()));
        backend.start();
        authority = folder.resolve("cert.pem");
        Path key = folder.resolve("key.pem");
        SelfSigned.write(authority, key, "localhost");
        serve(backend.getAddress().getPort());
    }

    private void serve(int backendPort) throws IOException {
        node.apply("""
                listeners:
                  web: { bind: "127.0.0.1:1" }
                  tls: { bind: "127.0.0.1:2", protocol: https, certificates: [{ cert: %s, key: %s }] }
                hosts: { "*": { routes: [{ match: { path: / }, pool: backend }] } }
                pools: { backend: { endpoints: ["127.0.0.1:%d"] } }
                """.formatted(authority, folder.resolve("key.pem"), backendPort), null);
    }

    @AfterEach
    void stop() {
        node.close();
        backend.stop(0);
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String clearText(String path) {
        return "http://127.0.0.1:" + node.proxy.localAddress("web").getPort() + path;
    }

    private String encrypted(String path) {
        return "https://localhost:" + node.proxy.localAddress("tls").getPort() + path;
    }

    @Test
    void curlSpeaksEveryVersion() throws Exception {
        assertThat(curl("--http1.0", clearText("/hello"))).isEqualTo("hello 200 1.1");
        assertThat(curl("--http1.1", clearText("/hello"))).isEqualTo("hello 200 1.1");
        assertThat(curl("--http2-prior-knowledge", clearText("/hello"))).isEqualTo("hello 200 2");
        assertThat(curl("--http1.1", encrypted("/hello"))).isEqualTo("hello 200 1.1");
        assertThat(curl("--http2", encrypted("/hello"))).isEqualTo("hello 200 2");
        assertThat(curl("--tls-max", "1.2", encrypted("/hello"))).isEqualTo("hello 200 2");
    }

    @Test
    void whatCurlUploadsComesBackUnchanged() throws Exception {
        byte[] content = new byte[UPLOAD_BYTES];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("content"), content);
        List<List<String>> ways = List.of(
                List.of("--http1.1", clearText("/echo")),
                List.of("--http1.1", "-H", "Transfer-Encoding: chunked", clearText("/echo")),
                List.of("--http2-prior-knowledge", clearText("/echo")),
                List.of("--http2", encrypted("/echo")));
        for (List<String> way : ways) {
            Path back = folder.resolve("back");
            List<String> arguments = new ArrayList<>(List.of("-T", file.toString(), "-o", back.toString()));
            arguments.addAll(way);
            assertThat(curl(arguments.toArray(String[]::new))).as("%s", way).startsWith(" 200 ");
            assertThat(Files.mismatch(file, back)).as("%s", way).isEqualTo(-1);
        }
    }

    @Test
    void h2loadGetsEveryAnswer() throws Exception {
        for (String url : List.of(clearText("/hello"), encrypted("/hello"))) {
            assertThat(run("h2load", "-n", "4000", "-c", "8", "-m", "16", url))
                    .contains("4000 succeeded, 0 failed, 0 errored, 0 timeout", "4000 2xx");
        }
    }

    @Test
    void wrkSeesNoErrorOverSixtyFourConnections() throws Exception {
        assertThat(run("wrk", "-t", "1", "-c", "64", "-d", "2s", clearText("/hello")))
                .contains("requests in")
                .doesNotContain("Socket errors", "Non-2xx");
    }

    @Test
    void aWebSocketPassesBothWays() throws Exception {
        try (var echo = WebSocketEcho.start();
                var client = HttpClient.newHttpClient()) {
            serve(echo.port());
            var received = new CompletableFuture<String>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(clearText("/socket").replace("http:", "ws:")), new WebSocket.Listener() {
                        private final StringBuilder text = new StringBuilder();

                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                            text.append(part);
                            from.request(1);
                            if (last) {
                                received.complete(text.toString());
                            }
                            return CompletableFuture.completedFuture(null);
                        }

                        @Override
                        public void onError(WebSocket from, Throwable error) {
                            received.completeExceptionally(error);
                        }
                    })
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            socket.sendText("through the front door", true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);

            assertThat(received.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("through the front door");
            socket.abort();
        }
    }

    /** What curl printed, then status and version. */
    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "--silent",
                "--show-error",
                "--max-time",
                String.valueOf(PATIENCE_SECONDS),
                "--cacert",
                authority.toString(),
                "--write-out",
                " %{http_code} %{http_version}"));
        command.addAll(Arrays.asList(arguments));
        return run(command.toArray(String[]::new));
    }

    /** What a program that ended well printed; skipped when {@code verify} could not install it. */
    private String run(String... command) throws Exception {
        String missing = System.getenv("HEADGATE_SKIP_MISSING");
        assumeFalse(missing != null && List.of(missing.split(" ")).contains(command[0]), command[0] + " is not here");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertThat(ended).as("%s ends: %s", command[0], said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
