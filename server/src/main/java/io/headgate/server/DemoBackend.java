package io.headgate.server;

import io.headgate.server.LoopbackHttpServer.Request;
import io.headgate.server.LoopbackHttpServer.Response;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One of the demo's HTTP servers, which can be killed and revived on the same port. Guarded by itself. */
final class DemoBackend {
    /** As long as an answer takes, so that a kill meets requests under way. */
    private static final int MIN_WORK_MICROS = 1_000;

    private static final int MAX_WORK_MICROS = 3_000;

    private final String name;
    private final String site;
    private final int port;
    private @Nullable LoopbackHttpServer server;

    /** A backend that does not run yet. */
    DemoBackend(String name, String site, int port) {
        this.name = name;
        this.site = site;
        this.port = port;
    }

    String name() {
        return name;
    }

    String site() {
        return site;
    }

    int port() {
        return port;
    }

    /** {@code 127.0.0.1:9001}. */
    String address() {
        return "127.0.0.1:" + port;
    }

    synchronized boolean running() {
        return server != null;
    }

    /**
     * Serves, if it does not already.
     *
     * @throws IOException if something else has taken the port
     */
    synchronized void start() throws IOException {
        if (server == null) {
            server = LoopbackHttpServer.start(name, port, this::answer);
        }
    }

    /** Closes its port and cuts its connections, as a crash would. */
    synchronized void stop() {
        LoopbackHttpServer running = server;
        if (running != null) {
            running.close();
            server = null;
        }
    }

    private Response answer(Request request) throws InterruptedException {
        if (!request.path().equals("/healthz")) {
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(MIN_WORK_MICROS, MAX_WORK_MICROS));
        }
        return new Response(200, name + " in " + site + "\n");
    }
}
