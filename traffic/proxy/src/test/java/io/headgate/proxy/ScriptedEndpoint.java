package io.headgate.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * An endpoint that says on its sockets what a test tells it, and remembers what it was asked. Each connection has a virtual thread of its
 * own, which runs the script once; the connection is closed when the script returns.
 */
final class ScriptedEndpoint implements AutoCloseable {
    /** What the endpoint does with one connection. An {@link IOException} or interrupt ends it like a return. */
    @FunctionalInterface
    interface Script {
        void serve(ScriptedEndpoint self, Wire wire) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Wire.Message> requests = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<Wire.Message> arrivals = new LinkedBlockingQueue<>();

    ScriptedEndpoint(Script script) throws IOException {
        this(ServerSocketFactory.getDefault(), 0, script);
    }

    /**
     * @param sockets plain or TLS
     * @param port 0 for any
     */
    ScriptedEndpoint(ServerSocketFactory sockets, int port, Script script) throws IOException {
        this.script = script;
        server = sockets.createServerSocket(port, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("endpoint").start(this::accept);
    }

    /** Answers every request on kept-alive connections with 200 and that text. */
    static ScriptedEndpoint saying(String body) throws IOException {
        return answering(_ -> ok(body));
    }

    /** Answers every request on kept-alive connections. */
    static ScriptedEndpoint answering(Function<Wire.Message, String> answer) throws IOException {
        return new ScriptedEndpoint(answers(answer));
    }

    /** Answers every request head with itself. */
    static ScriptedEndpoint echoingHeads() throws IOException {
        return answering(request -> ok(request.head()));
    }

    static Script answers(Function<Wire.Message, String> answer) {
        return (self, wire) -> {
            while (true) {
                wire.send(answer.apply(self.receive(wire)));
            }
        };
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                accepted.incrementAndGet();
                Thread.ofVirtual().name("endpoint connection").start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(this, new Wire(socket));
        } catch (IOException | InterruptedException _) {
            // The proxy has ended the connection, or the script did.
        } finally {
            open.remove(socket);
        }
    }

    /** Reads one whole request and remembers it. */
    Wire.Message receive(Wire wire) throws IOException {
        return remember(wire.read());
    }

    /** Reads the head of a request and remembers it. */
    String receiveHead(Wire wire) throws IOException {
        return remember(new Wire.Message(wire.readHead(), "")).head();
    }

    /** Remembers something else that a script has seen, as a message without a head. */
    void arrived(String what) {
        remember(new Wire.Message("", what));
    }

    private Wire.Message remember(Wire.Message request) {
        requests.add(request);
        arrivals.add(request);
        return request;
    }

    /** Every request so far, oldest first. */
    List<Wire.Message> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** Waits for the next request that nobody has waited for. */
    Wire.Message awaitRequest() throws InterruptedException {
        Wire.Message arrived = arrivals.poll(20, TimeUnit.SECONDS);
        if (arrived == null) {
            throw new AssertionError("no request within 20 s");
        }
        return arrived;
    }

    /** Connections accepted so far. */
    int accepted() {
        return accepted.get();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
