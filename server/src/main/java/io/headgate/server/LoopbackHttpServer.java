package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on loopback, as small as a demo's backend may be: requests without body, keep-alive, one virtual thread per
 * connection. {@link #close} is as rude as a crash: it cuts every connection, whatever is on it. Safe for use by several threads.
 */
final class LoopbackHttpServer implements AutoCloseable {
    /** Who sends more than this in a head is not the demo's front door. */
    private static final int MAX_HEAD_BYTES = 16 << 10;

    private static final int MAX_CONNECTIONS = 1_024;
    private static final Pattern REQUEST_LINE = Pattern.compile("([A-Z]{1,16}) (/[!-~]*) HTTP/1\\.[01]");

    /** What is asked. */
    record Request(String method, String path) {}

    /** What is answered: {@code body} as plain text. */
    record Response(int status, String body) {}

    /** Answers one request, on the connection's own thread. */
    @FunctionalInterface
    interface Handler {
        Response answer(Request request) throws InterruptedException;
    }

    private final ServerSocket server;
    private final Handler handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private LoopbackHttpServer(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one
     * @throws IOException if the port is taken
     */
    static LoopbackHttpServer start(String name, int port, Handler handler) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), /* backlog= */ 256);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        var started = new LoopbackHttpServer(socket, handler);
        Thread.ofVirtual().name(name).start(started::accept);
        return started;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                // Closed between accept and add, it would be missed by close(); and strangers are bounded.
                if (server.isClosed() || connections.size() > MAX_CONNECTIONS) {
                    end(connection);
                } else {
                    Thread.ofVirtual().start(() -> serve(connection));
                }
            } catch (IOException _) {
                // Closed, or the connection was gone before it was taken: the loop's condition tells.
            }
        }
    }

    private void serve(Socket connection) {
        try {
            connection.setTcpNoDelay(true);
            var in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                Request request = request(in);
                if (request == null) {
                    return;
                }
                Response response = handler.answer(request);
                byte[] body = response.body().getBytes(UTF_8);
                byte[] head = ("HTTP/1.1 " + response.status()
                                + (response.status() == 200 ? " OK" : " Error")
                                + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: " + body.length
                                + "\r\n\r\n")
                        .getBytes(ISO_8859_1);
                byte[] whole = new byte[head.length + body.length];
                System.arraycopy(head, 0, whole, 0, head.length);
                System.arraycopy(body, 0, whole, head.length, body.length);
                // One write, so that a cut connection has carried all of an answer or nothing.
                connection.getOutputStream().write(whole);
            }
        } catch (IOException _) {
            // The other side went, or close() came.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end(connection);
        }
    }

    /** The next request; null at the end, or if it is none. */
    private static @Nullable Request request(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.length() >= MAX_HEAD_BYTES) {
                return null;
            }
            head.append((char) next);
        }
        var line = REQUEST_LINE.matcher(head.substring(0, head.indexOf("\r\n")));
        return line.matches() ? new Request(line.group(1), line.group(2)) : null;
    }

    private void end(Socket connection) {
        connections.remove(connection);
        closeQuietly(connection);
    }

    @Override
    public void close() {
        closeQuietly(server);
        connections.forEach(this::end);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception _) {
            // It is gone either way.
        }
    }
}
