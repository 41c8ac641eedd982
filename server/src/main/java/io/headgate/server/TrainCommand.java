package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Command;

/**
 * {@code headgate train}: the training run of the AOT cache. Does what a start does, {@code headgate run} itself in this process: reads a
 * file that uses much of the language, serves requests, reloads, drains; then a store, see {@link StoreTraining}. What it loads, links and
 * counts is what later starts find ready.
 */
@Command(name = "train", description = "Run through the lives of a front door and of a store, and end.", hidden = true)
final class TrainCommand implements Callable<Integer> {
    private static final int REQUESTS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 10;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("headgate-train-");
        try (var backend = LoopbackHttpServer.start(
                "train", 0, request -> new LoopbackHttpServer.Response(200, request.path() + "\n"))) {
            var certificate = SelfSigned.write(folder.resolve("cert.pem"), folder.resolve("key.pem"), "localhost");
            int clear = freePort();
            int tls = freePort();
            Path file = folder.resolve("front.yaml");
            Files.writeString(file, configuration(clear, tls, backend.port()));
            var run = new FutureTask<>(() ->
                    Main.commandLine().execute("run", file.toString(), "--workers", "1", "--data", folder.toString()));
            Thread.ofPlatform().name("train-run").start(run);
            awaitAnswer(clear, run);
            for (int i = 0; i < REQUESTS; i++) {
                ask(new Socket(InetAddress.getLoopbackAddress(), clear), i % 2 == 0 ? "/" : "/cart");
            }
            ask(trusting(certificate).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tls), "/");
            Signals.raise("HUP");
            ask(new Socket(InetAddress.getLoopbackAddress(), clear), "/api/x");
            Signals.raise("TERM");
            int exitCode = run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            StoreTraining.run(folder);
            return exitCode;
        } finally {
            delete(folder);
        }
    }

    private static String configuration(int clear, int tls, int backend) {
        return """
                sites: { here: {}, there: {} }
                drain: 1s
                listeners:
                  web: { bind: "127.0.0.1:%d", protocol: http, trusted-proxies: ["10.0.0.0/8"], timeouts: { idle: 30s } }
                  edge: { bind: "127.0.0.1:%d", protocol: https, certificates: [{ cert: cert.pem, key: key.pem }] }
                hosts:
                  "*.example.com": { routes: [{ redirect: { path: / } }] }
                  "*":
                    routes:
                      - match: { path: /api, method: [GET], headers: { x-a: { present: true } }, query: { v: "1" } }
                        split: { web: 90, carts: 10 }
                        rewrite: { prefix: / }
                        headers: { request: { set: { x-front: headgate } }, response: { remove: [server] } }
                        timeout: 5s
                        retries: { attempts: 2, on: [connect-failure, reset, 503] }
                      - { match: { path: { exact: /old } }, redirect: { status: 301, path: /new } }
                      - { match: { path: { regex: "/v[0-9]+" } }, respond: { status: 200, body: ok } }
                      - { match: { path: /cart }, pool: carts }
                      - { match: { path: / }, pool: web }
                pools:
                  web:
                    policy: least-request
                    health: { http: /healthz, interval: 100ms }
                    endpoints: { here: ["127.0.0.1:%d"], there: ["localhost:%d"] }
                  carts: { policy: round-robin, persistence: { cookie: cart }, endpoints: { here: ["127.0.0.1:%d"] } }
                """.formatted(clear, tls, backend, backend, backend);
    }

    /** A port of loopback that nobody listens to. */
    static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    // The client.

    private static void awaitAnswer(int port, FutureTask<Integer> run) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (ask(new Socket(InetAddress.getLoopbackAddress(), port), "/").startsWith("HTTP/1.1 200")) {
                    return;
                }
            } catch (IOException _) {
                // Not yet.
            }
            if (run.isDone() || deadlineNanos - System.nanoTime() <= 0) {
                throw new IOException("the front door does not answer (expected: within " + PATIENCE + ")");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** One request on a connection of its own. */
    private static String ask(Socket connection, String path) throws IOException {
        try (connection) {
            connection.setSoTimeout((int) PATIENCE.toMillis());
            connection
                    .getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(ISO_8859_1));
            InputStream in = connection.getInputStream();
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private static SSLContext trusting(X509Certificate certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("front", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
