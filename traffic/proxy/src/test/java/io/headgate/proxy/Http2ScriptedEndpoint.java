package io.headgate.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP/2 endpoint that follows a script, frame by frame: a thread for each connection. */
final class Http2ScriptedEndpoint implements AutoCloseable {
    /** What the endpoint does on one connection. The connection is closed behind it. */
    @FunctionalInterface
    interface Script {
        /** Runs to the end of what the endpoint has to say on the connection of that number, counted from 0. */
        void run(int connection, Http2Wire wire) throws Exception;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    /** @param settings what it says of itself: pairs of identifier and value */
    Http2ScriptedEndpoint(Script script, int... settings) throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; ; i++) {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    int connection = i;
                    Thread.ofVirtual().start(() -> serve(script, connection, socket, settings));
                }
            } catch (IOException _) {
                // Closed.
            }
        });
    }

    private void serve(Script script, int connection, Socket socket, int[] settings) {
        try (Http2Wire wire = Http2Wire.server(socket, settings)) {
            script.run(connection, wire);
        } catch (Exception | AssertionError e) {
            if (!server.isClosed()) {
                failures.add(e);
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** How many connections have been accepted. */
    int connections() {
        return sockets.size();
    }

    /** What went wrong in scripts; a script that reads to its connection's end is not wrong. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Answers every request with 200, whole, until the connection ends. */
    static void answerAll(Http2Wire wire) throws IOException {
        int answered = 0;
        while (wire.read() != null) {
            for (; answered < wire.opened.size(); answered++) {
                wire.headers(wire.opened.get(answered), /* end= */ true, ":status: 200");
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
