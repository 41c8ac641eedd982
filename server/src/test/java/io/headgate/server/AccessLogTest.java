package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of the access log as a node writes them, read back as JSON. */
class AccessLogTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void everyRequestHasItsLineWhateverBecameOfIt() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        try (var backend = LoopbackHttpServer.start(
                        "backend", /* port= */ 0, _ -> new LoopbackHttpServer.Response(200, "hello"));
                var node = new RunningNode()) {
            node.apply(yaml(backend.port()), null);
            assertThat(exchange(
                            node,
                            "GET /items?page=2 HTTP/1.1\r\nHost: shop.example.com\r\nUser-Agent: \"quoted\"\r\n"
                                    + "Referer: http://a/\r\ntraceparent: 00-1-2-01\r\nX-Forwarded-For: 192.0.2.7\r\n"
                                    + "Connection: close\r\n\r\n"))
                    .contains("hello");
            exchange(node, "GET /nowhere HTTP/1.1\r\nHost: other.example.com\r\nConnection: close\r\n\r\n");
            exchange(node, "GET / HTTP/1.1\r\nHost : a\r\n\r\n");
            // What a log has been given is in the file once it is replaced.
            node.apply(yaml(backend.port()), null);
        }
        for (String line : Files.readAllLines(folder.resolve("access.log"))) {
            lines.add(JSON.readTree(line));
        }

        assertThat(lines).hasSize(3);
        // Each worker writes its own batches.
        JsonNode answered = only(lines, "path", "/items");
        JsonNode unknown = only(lines, "path", "/nowhere");
        JsonNode unreadable = only(lines, "reason", "space-before-colon");
        assertFields(
                answered,
                Map.of(
                        "listener", "web",
                        "client", "127.0.0.1",
                        "forwarded_for", "192.0.2.7",
                        "method", "GET",
                        "path", "/items",
                        "query", "page=2",
                        "user_agent", "\"quoted\"",
                        "route_host", "shop.example.com",
                        "pool", "backend"));
        assertThat(answered.get("status").intValue()).isEqualTo(200);
        assertThat(answered.get("tries").intValue()).isEqualTo(1);
        assertThat(answered.get("response_bytes").intValue()).isEqualTo(5);
        assertFields(unknown, Map.of("host", "other.example.com", "reason", "no-host"));
        assertThat(unknown.get("tries").intValue()).isZero();
        assertFields(unreadable, Map.of("protocol", "HTTP/1.1"));
        assertThat(unreadable.get("status").intValue()).isEqualTo(400);
        assertTheDocumentNames(lines);
    }

    private String yaml(int backendPort) {
        return """
                access-log: { path: %s }
                listeners: { web: { bind: "127.0.0.1:1", trusted-proxies: ["127.0.0.0/8"] } }
                hosts: { shop.example.com: { routes: [{ match: { path: / }, pool: backend }] } }
                pools: { backend: { endpoints: ["127.0.0.1:%d"] } }
                """.formatted(folder.resolve("access.log"), backendPort);
    }

    /** Sends bytes and reads to the end of the connection: the exchange is over by then, and so is its line. */
    private static String exchange(RunningNode node, String request) throws IOException {
        InetSocketAddress to = node.proxy.localAddress("web");
        try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static JsonNode only(List<JsonNode> lines, String field, String value) {
        List<JsonNode> found = lines.stream()
                .filter(line -> line.path(field).asString("").equals(value))
                .toList();
        assertThat(found).as("lines with %s %s among %s", field, value, lines).hasSize(1);
        return found.getFirst();
    }

    private static void assertFields(JsonNode line, Map<String, String> expected) {
        expected.forEach((field, value) -> assertThat(line.path(field).asString())
                .as("%s of %s", field, line)
                .isEqualTo(value));
    }

    /** Together the lines have every field of docs/access-log.md and no other, and each has those that are there always. */
    private static void assertTheDocumentNames(List<JsonNode> lines) throws IOException {
        Set<String> documented = new TreeSet<>();
        Set<String> always = new TreeSet<>();
        Pattern row = Pattern.compile("\\| `([a-z_]+)` \\| (yes)? ?\\|.*");
        for (String line : Files.readAllLines(Path.of("../docs/access-log.md"))) {
            var field = row.matcher(line);
            if (field.matches()) {
                documented.add(field.group(1));
                if (field.group(2) != null) {
                    always.add(field.group(1));
                }
            }
        }
        Set<String> written = new TreeSet<>();
        for (JsonNode line : lines) {
            Set<String> fields = new TreeSet<>(line.propertyNames());
            assertThat(fields).containsAll(always);
            written.addAll(fields);
        }
        assertThat(written).isEqualTo(documented);
    }
}
