package io.headgate.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server for pages that are only read: GET and HEAD, on loopback. Each request has a virtual thread. To be started and closed by
 * one thread.
 *
 * <p>Whoever can open a socket on this machine may read; a web page that the operator's browser has open may not. Such a page reaches
 * loopback by a DNS name of its own that resolves there, so a request whose Host is not loopback by itself is refused.
 */
final class AdminServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    /**
     * The limits of the JDK's server, which has them for the whole process and reads them once. What was given on the command line
     * stays.
     */
    private static final Map<String, String> LIMITS = Map.of(
            "jdk.httpserver.maxConnections", "100",
            "sun.net.httpserver.maxIdleConnections", "20",
            "sun.net.httpserver.idleInterval", "30",
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "60",
            "sun.net.httpserver.maxReqHeaders", "50",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            // Not a limit: without it an answer waits 40 ms for the client's delayed acknowledgement.
            "sun.net.httpserver.nodelay", "true");

    static {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    private static final int BACKLOG = 100;
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    private final InetSocketAddress wanted;
    private final SequencedMap<String, Page> pages;
    private final HttpServer server;
    private final ExecutorService threads;
    private boolean started;

    /** What a path shows. Any thread. */
    @FunctionalInterface
    interface Page {
        Answer answer(Query query);
    }

    /**
     * What was asked.
     *
     * @param text the query string as sent, null when there is none
     * @param accept the Accept field, null when there is none
     */
    record Query(@Nullable String text, @Nullable String accept) {}

    /** A whole response. */
    @SuppressWarnings("ArrayRecordComponent") // written to a socket and forgotten
    record Answer(int status, String contentType, byte[] body) {
        static Answer json(int status, Object value) {
            return new Answer(status, "application/json", Json.page(value));
        }
    }

    /** The body of an answer that is not the page: what is wrong, and what would be right. */
    private record Refusal(String error, List<String> expected) {}

    private AdminServer(InetSocketAddress wanted, HttpServer server, SequencedMap<String, Page> pages) {
        this.wanted = wanted;
        this.server = server;
        this.pages = pages;
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("headgate-admin-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Takes the address; connections wait until {@link #start}.
     *
     * @param pages by path
     * @throws IOException naming the address, if it cannot be had
     */
    static AdminServer bind(InetSocketAddress address, SequencedMap<String, Page> pages) throws IOException {
        try {
            return new AdminServer(address, HttpServer.create(address, BACKLOG), pages);
        } catch (IOException e) {
            throw new IOException("admin.bind: " + TakenAddresses.shown(address) + ": " + e.getMessage(), e);
        }
    }

    void start() {
        started = true;
        server.start();
    }

    /** The address that was asked for; its port may be 0. */
    InetSocketAddress wanted() {
        return wanted;
    }

    /** The address it listens on. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    /** Ends at once, answers under way included. */
    @Override
    public void close() {
        if (!started) {
            // The JDK's server gives its socket back from the thread that start() starts.
            start();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.contentType());
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", Integer.toString(answer.body().length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !LOOPBACK_HOST.matcher(hosts.getFirst()).matches()) {
            return refuse(403, "Host: " + String.join(", ", hosts), List.of("localhost", "127.0.0.1", "[::1]"));
        }
        Page page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return refuse(404, "no such path", List.copyOf(pages.keySet()));
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return refuse(405, "method " + method, List.of("GET", "HEAD"));
        }
        try {
            return page.answer(new Query(
                    exchange.getRequestURI().getRawQuery(),
                    exchange.getRequestHeaders().getFirst("Accept")));
        } catch (RuntimeException e) {
            log.warn("admin: {}", exchange.getRequestURI(), e);
            return refuse(500, "internal error, see the log", List.of());
        }
    }

    /** An answer that says what is wrong. */
    static Answer refuse(int status, String error, List<String> expected) {
        return Answer.json(status, new Refusal(error, expected));
    }
}
