package io.headgate.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive HTTP/1.1 connection to a loopback port, with blocking calls that give up after five seconds. Just
 * enough HTTP for answers with a {@code Content-Length}. Confined to one thread.
 */
final class PlainConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int HEAD_LIMIT_BYTES = 16 * 1024;
    private static final String LENGTH = "content-length:";

    /** The body is read as ISO 8859-1, a character per byte. */
    record Answer(int status, String body) {}

    private final Socket socket = new Socket();
    private final int port;

    PlainConnection(int port) throws IOException {
        this.port = port;
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /** Sends a GET and reads its whole answer; the connection stays open. */
    Answer get(String path) throws IOException {
        var request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        // Nothing is pipelined, so the buffer is empty again after each answer and need not outlive it.
        var input = new BufferedInputStream(socket.getInputStream());
        var head = readHead(input);
        int length = head.lines()
                .filter(line -> line.regionMatches(true, 0, LENGTH, 0, LENGTH.length()))
                .map(line -> Integer.parseInt(line.substring(LENGTH.length()).strip()))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("port " + port + path + ": " + head + " (expected: Content-Length)"));
        var body = input.readNBytes(length);
        if (body.length < length) {
            throw new IOException("port " + port + path + ": end after " + body.length + " of " + length + " bytes");
        }
        return new Answer(Integer.parseInt(head.substring(9, 12)), new String(body, StandardCharsets.ISO_8859_1));
    }

    private String readHead(InputStream input) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = input.read();
            if (next < 0 || head.length() == HEAD_LIMIT_BYTES) {
                throw new IOException("port " + port + ": head ends after " + head.length()
                        + " bytes (expected: a blank line within " + HEAD_LIMIT_BYTES + ")");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
