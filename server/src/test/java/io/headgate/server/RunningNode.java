package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A data plane and its admin side in this process, on loopback ports that nobody else has. */
final class RunningNode implements AutoCloseable {
    static final int WORKERS = 2;
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final EventLog log = new EventLog(InstantSource.system());
    final Proxy proxy = new Proxy(WORKERS, Transport.AUTO, new ProxyEvents(log));
    final Admin admin = new Admin(Path.of("front.yaml"), proxy, WORKERS, log, InstantSource.system());
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SnapshotCompiler compiler = new SnapshotCompiler("", () -> new byte[32]);
    private final ServingNode node = new ServingNode(Path.of("front.yaml"), proxy, admin, log);
    private long revision;

    /** Applies {@code yaml} with each listener on a free port and the admin endpoint at {@code adminBind}, as {@code run} does. */
    void apply(String yaml, @Nullable InetSocketAddress adminBind) throws IOException {
        FrontDoor written = Configurations.valid(yaml).frontDoor();
        FrontDoor frontDoor = new FrontDoor(
                written.source(),
                written.sites(),
                adminBind == null ? null : new AdminConfig(written.source(), adminBind),
                written.accessLog(),
                written.drain(),
                written.listeners().stream().map(RunningNode::onAnyPort).toList(),
                written.hosts(),
                written.pools());
        node.apply(frontDoor, compiler.compile(frontDoor, revision + 1));
        revision++;
    }

    private static ListenerConfig onAnyPort(ListenerConfig listener) {
        return new ListenerConfig(
                listener.source(),
                listener.name(),
                ANY_PORT,
                listener.transport(),
                listener.http2(),
                listener.trustedProxies(),
                listener.timeouts(),
                listener.limits());
    }

    InetSocketAddress adminAddress() {
        return admin.address().orElseThrow();
    }

    HttpResponse<String> ask(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", adminAddress(), path, headers);
    }

    HttpResponse<String> request(String listener, String path) throws IOException, InterruptedException {
        return send("GET", proxy.localAddress(listener), path);
    }

    HttpResponse<String> send(String method, InetSocketAddress to, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.getPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends bytes to the admin endpoint; everything that comes back until it closes. */
    String raw(String request) throws IOException {
        InetSocketAddress to = adminAddress();
        try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    Status status() throws IOException, InterruptedException {
        return Json.read(ask("/status").body().getBytes(StandardCharsets.UTF_8), Status.class);
    }

    List<String> eventKinds() {
        return log.since(0).stream().map(event -> event.kind().code()).toList();
    }

    @Override
    public void close() {
        client.close();
        node.close();
        admin.close();
        proxy.close();
    }
}
