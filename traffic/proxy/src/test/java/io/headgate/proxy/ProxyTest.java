package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.headgate.balance.BalancerConfig;
import io.headgate.balance.BalancerPlan;
import io.headgate.balance.Ejection;
import io.headgate.balance.EndpointLimits;
import io.headgate.balance.EndpointSpec;
import io.headgate.balance.Policy;
import io.headgate.balance.WhenAllDown;
import io.headgate.http.HeadLimits;
import io.headgate.http.HostTable;
import io.headgate.http.PathMatch;
import io.headgate.http.RouteMatch;
import io.headgate.http.RouteTable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The data plane with real sockets: clients and endpoints are the JDK's. */
class ProxyTest {
    private static final BalancerConfig BALANCER = new BalancerConfig(
            new Policy.RoundRobin(),
            "",
            50,
            WhenAllDown.USE_ALL,
            new Ejection(5, Duration.ofSeconds(30), 50),
            Duration.ZERO,
            EndpointLimits.UNLIMITED,
            140,
            false);

    private final List<HttpServer> servers = new ArrayList<>();
    private final Proxy proxy = new Proxy(2, Transport.AUTO, _ -> {});
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void anEndpointSeesWhoTheClientIs() throws Exception {
        HttpServer server = endpoint("one");
        serve(server);
        String seen = get("/headers").body();
        assertThat(seen).contains("X-forwarded-for: 127.0.0.1", "X-forwarded-proto: http", "X-request-id: ");
    }

    @Test
    void aStrangersForwardingClaimsAreReplaced() throws Exception {
        serve(endpoint("one"));
        String answer = raw("GET /headers HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                + "Connection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("6.6.6.6");
    }

    @Test
    void largeBodiesPassBothWaysWithAndWithoutALength() throws Exception {
        serve(endpoint("one"));
        byte[] body = new byte[3_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }
        HttpRequest withLength = request("/echo")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        assertThat(client.send(withLength, HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(body);
        HttpRequest chunked = request("/echo")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                .build();
        assertThat(client.send(chunked, HttpResponse.BodyHandlers.ofByteArray()).body())
                .isEqualTo(body);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        serve(endpoint("one"));
        String answer = raw("GET /echo-path/1 HTTP/1.1\r\nHost: a\r\n\r\nGET /echo-path/2 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /echo-path/3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsSubsequence("/echo-path/1", "/echo-path/2", "/echo-path/3");
    }

    @Test
    void aHeadThatComesByteByByteIsReadAsOne() throws Exception {
        serve(endpoint("one"));
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            for (byte b : "GET /echo-path/slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1)) {
                socket.getOutputStream().write(b);
            }
            assertThat(read(socket)).contains("/echo-path/slow");
        }
    }

    @Test
    void ambiguousFramingIsRefusedAndTheConnectionClosed() throws Exception {
        serve(endpoint("one"));
        for (String head : List.of(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
                "GET / HTTP/1.1\nHost: a\n\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n")) {
            assertThat(raw(head)).as(head).startsWith("HTTP/1.1 400").contains("connection: close");
        }
    }

    @Test
    void anEndpointThatDiesLosesNoIdempotentRequest() throws Exception {
        HttpServer one = endpoint("one");
        HttpServer two = endpoint("two");
        serve(one, two);
        for (int i = 0; i < 400; i++) {
            if (i == 100) {
                one.stop(0);
                servers.remove(one);
            }
            assertThat(get("/who").statusCode()).as("request " + i).isEqualTo(200);
        }
    }

    @Test
    void aChangedSnapshotTakesEffectOnAnOpenConnection() throws Exception {
        HttpServer one = endpoint("one");
        serve(one);
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET /who HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(readUntil(socket, "one")).contains("200");
            proxy.swap(snapshot(2, List.of(endpoint("two"))));
            socket.getOutputStream()
                    .write("GET /who HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(read(socket)).endsWith("two");
        }
    }

    @Test
    void withoutAnEndpointTheAnswerIs503() throws Exception {
        HttpServer gone = endpoint("gone");
        serve(gone);
        gone.stop(0);
        servers.remove(gone);
        HttpResponse<String> response = get("/who");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("connect-failure");
    }

    @Test
    void anAddressThatAnotherProxyServesIsRefused() throws Exception {
        serve(endpoint("one"));
        try (Proxy second = new Proxy(1, Transport.AUTO, _ -> {})) {
            int taken = proxy.localAddress("web").getPort();

            assertThatThrownBy(() -> second.swap(snapshot(1, servers, taken)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("listeners.web.bind: 127.0.0.1:" + taken);
        }
    }

    @Test
    void drainingEndsIdleConnectionsAndRefusesNewOnes() throws Exception {
        serve(endpoint("one"));
        InetSocketAddress address = proxy.localAddress("web");
        try (Socket idle = connect()) {
            idle.getOutputStream().write("GET /who HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(readUntil(idle, "one")).contains("200");
            assertThat(proxy.drain(Duration.ofSeconds(10))).isTrue();
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(IOException.class);
    }

    // ------------------------------------------------------------------------------------------------------------------

    private void serve(HttpServer... endpoints) throws IOException {
        proxy.swap(snapshot(1, List.of(endpoints)));
    }

    private static Snapshot snapshot(long revision, List<HttpServer> servers) {
        return snapshot(revision, servers, /* port= */ 0);
    }

    @SuppressWarnings("NullAway") // it does not see @Nullable on a nested type that it reads from a class file
    private static Snapshot snapshot(long revision, List<HttpServer> servers, int port) {
        List<EndpointSpec> specs = new ArrayList<>();
        List<Pool.Endpoint> endpoints = new ArrayList<>();
        for (HttpServer server : servers) {
            String id = "127.0.0.1:" + server.getAddress().getPort();
            specs.add(new EndpointSpec(id, "", 1, false));
            endpoints.add(new Pool.Endpoint(id, "", server.getAddress()));
        }
        Pool pool = new Pool(
                "pool",
                BalancerPlan.compile(BALANCER, specs),
                endpoints,
                Pool.HashKey.Source.WHOLE,
                Pool.Protocol.HTTP1,
                null,
                null,
                null,
                Pool.Timeouts.DEFAULT,
                Pool.RetryBudgetPolicy.DEFAULT);
        Route route = new Route(
                "*",
                "all",
                new Action.ToPool(pool),
                0,
                null,
                HeaderEdits.NONE,
                HeaderEdits.NONE,
                null,
                null,
                Route.RetryPolicy.DEFAULT);
        RouteMatch everything = new RouteMatch(new PathMatch.Prefix("/"), Set.of(), List.of(), List.of());
        VirtualHost host = new VirtualHost("*", RouteTable.of(List.of(Map.entry(everything, route))));
        Listener listener = new Listener(
                "web",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                null,
                HeadLimits.DEFAULT,
                1000,
                100,
                Listener.Timeouts.DEFAULT,
                TrustedProxies.NONE,
                null,
                HostTable.of(Map.of("*", host)));
        return new Snapshot(revision, List.of(listener), List.of(pool));
    }

    private HttpServer endpoint(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = switch (exchange.getRequestURI().getPath()) {
                case "/echo" -> exchange.getRequestBody().readAllBytes();
                case "/who" -> name.getBytes(UTF_8);
                case "/headers" -> {
                    StringBuilder lines = new StringBuilder();
                    exchange.getRequestHeaders()
                            .forEach((field, values) -> values.forEach(value -> lines.append(field)
                                    .append(": ")
                                    .append(value)
                                    .append('\n')));
                    yield lines.toString().getBytes(UTF_8);
                }
                default -> exchange.getRequestURI().getPath().getBytes(UTF_8);
            };
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        servers.add(server);
        return server;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + proxy.localAddress("web").getPort() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        InetSocketAddress address = proxy.localAddress("web");
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return read(socket);
        }
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (read.indexOf(end) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after " + read);
            }
            read.append((char) b);
        }
        return read.toString();
    }
}
