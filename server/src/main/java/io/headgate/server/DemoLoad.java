package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The demo's clients: a bounded number of keep-alive connections that together send a fixed number of requests per second, one of four
 * with a session that a cookie keeps. Nothing is sent twice: what the front door does not answer well is lost, and counted.
 */
final class DemoLoad implements AutoCloseable {
    static final int CONNECTIONS = 16;

    private static final int SESSION_EVERY = 4;
    private static final int ANSWER_TIMEOUT_MILLIS = 10_000;
    private static final int MAX_LINE_BYTES = 8 << 10;
    private static final int MAX_HEAD_LINES = 100;
    private static final int MAX_BODY_BYTES = 1 << 20;
    /** A client that is further behind than this does not catch up. */
    private static final long MAX_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final InetSocketAddress front;
    private final long periodNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> clients = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}. */
    private DemoTally tally = new DemoTally();

    /**
     * Starts to send.
     *
     * @param requestsPerSecond of all clients together, {@code 1..}
     */
    DemoLoad(InetSocketAddress front, int requestsPerSecond) {
        this.front = front;
        periodNanos = TimeUnit.SECONDS.toNanos(1) * CONNECTIONS / requestsPerSecond;
        for (int i = 0; i < CONNECTIONS; i++) {
            var client = new Client(i % SESSION_EVERY == 0, periodNanos * i / CONNECTIONS);
            clients.add(Thread.ofVirtual().name("demo-client-" + i).start(client));
        }
    }

    /** What was seen since the last call. */
    DemoTally take() {
        lock.lock();
        try {
            DemoTally taken = tally;
            tally = new DemoTally();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Sends nothing more, and waits for the answers that are still to come. */
    @Override
    public void close() {
        stopped.countDown();
        boolean interrupted = false;
        for (Thread client : clients) {
            while (client.isAlive()) {
                try {
                    client.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private record Answer(int status, String body, @Nullable String cookie) {}

    /** One connection. Confined to its thread. */
    private final class Client implements Runnable {
        private final boolean session;
        private final long firstDelayNanos;
        private @Nullable Socket socket;
        private @Nullable InputStream in;
        private @Nullable String cookie;
        private String lastEndpoint = "";

        Client(boolean session, long firstDelayNanos) {
            this.session = session;
            this.firstDelayNanos = firstDelayNanos;
        }

        @Override
        public void run() {
            long dueNanos = System.nanoTime() + firstDelayNanos;
            try {
                while (!stopped.await(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    exchange();
                    dueNanos = Math.max(dueNanos + periodNanos, System.nanoTime() - MAX_LAG_NANOS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                disconnect();
            }
        }

        private void exchange() {
            long beginNanos = System.nanoTime();
            Answer answer;
            try {
                answer = ask();
            } catch (IOException _) {
                disconnect();
                answer = new Answer(0, "", null);
            }
            note(answer, System.nanoTime() - beginNanos);
        }

        private Answer ask() throws IOException {
            Socket to = socket;
            InputStream from = in;
            if (to == null || from == null) {
                to = new Socket(front.getAddress(), front.getPort());
                socket = to;
                to.setTcpNoDelay(true);
                to.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
                from = new BufferedInputStream(to.getInputStream());
                in = from;
            }
            String known = cookie;
            String request = "GET " + (session ? "/cart" : "/") + " HTTP/1.1\r\nHost: demo.example\r\n"
                    + (known == null ? "" : "Cookie: " + known + "\r\n") + "\r\n";
            to.getOutputStream().write(request.getBytes(ISO_8859_1));
            return answer(from);
        }

        private Answer answer(InputStream from) throws IOException {
            String status = line(from);
            int length = 0;
            String newCookie = null;
            boolean last = false;
            for (int i = 0; i < MAX_HEAD_LINES; i++) {
                String field = line(from);
                if (field.isEmpty()) {
                    break;
                }
                int colon = Math.max(0, field.indexOf(':'));
                String value = field.substring(colon + 1).strip();
                if (field.regionMatches(true, 0, "content-length", 0, colon)) {
                    length = Integer.parseInt(value);
                } else if (field.regionMatches(true, 0, "set-cookie", 0, colon)) {
                    newCookie = value.split(";", 2)[0];
                } else if (field.regionMatches(true, 0, "connection", 0, colon)) {
                    last = value.equalsIgnoreCase("close");
                }
            }
            if (length > MAX_BODY_BYTES || !status.matches("HTTP/1\\.1 [0-9]{3}.*")) {
                throw new IOException(status + ", " + length + " bytes (expected: a small HTTP/1.1 answer)");
            }
            byte[] body = from.readNBytes(length);
            if (last) {
                disconnect();
            }
            return new Answer(Integer.parseInt(status, 9, 12, 10), new String(body, ISO_8859_1), newCookie);
        }

        private static String line(InputStream from) throws IOException {
            var line = new StringBuilder();
            for (int next = from.read(); next != '\n'; next = from.read()) {
                if (next < 0 || line.length() > MAX_LINE_BYTES) {
                    throw new EOFException("after " + line.length() + " bytes (expected: the end of a line)");
                }
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        }

        private void note(Answer answer, long latencyNanos) {
            lock.lock();
            try {
                if (answer.status() != 200) {
                    tally.lost();
                    return;
                }
                String endpoint = answer.body().split(" ", 2)[0];
                tally.answered(endpoint, latencyNanos);
                if (session) {
                    if (!lastEndpoint.isEmpty() && !lastEndpoint.equals(endpoint)) {
                        tally.moved();
                    }
                    lastEndpoint = endpoint;
                    cookie = answer.cookie() == null ? cookie : answer.cookie();
                }
            } finally {
                lock.unlock();
            }
        }

        private void disconnect() {
            Socket open = socket;
            socket = null;
            in = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException _) {
                    // It is gone either way.
                }
            }
        }
    }
}
