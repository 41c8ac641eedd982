package io.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A proxy that serves a configuration file as {@code headgate run} does. */
final class RunningFront implements AutoCloseable {
    private final Proxy proxy = new Proxy(1, Transport.AUTO, _ -> {});
    private final List<String> log = new ArrayList<>();
    private final LiveConfiguration configuration;

    RunningFront(Path file, Path data) {
        configuration = new LiveConfiguration(file, null, new SecretFile(data), new DemoNode(file, proxy, log::add));
        if (!configuration.load()) {
            proxy.close();
            throw new AssertionError("refused: " + log);
        }
    }

    LiveConfiguration configuration() {
        return configuration;
    }

    /** What an operator would have read. */
    List<String> log() {
        return log;
    }

    InetSocketAddress address(String listener) {
        return proxy.localAddress(listener);
    }

    /** The whole answer to one request on a connection of its own. */
    String get(String path, String... fields) throws IOException {
        InetSocketAddress address = address("web");
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            String head =
                    "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + String.join("", fields) + "\r\n";
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /** A port that was free a moment ago: a configuration file has no way to say "any". */
    static int freePort() throws IOException {
        try (var probe = new ServerSocket(0)) {
            return probe.getLocalPort();
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
