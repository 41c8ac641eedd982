package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Optional;

/**
 * One end of a connection, as a test holds it: blocking, byte for byte, with just enough HTTP/1 to know where a message ends. Bytes are
 * Latin-1 text. Confined to one thread, except {@link #close}.
 */
final class Wire implements AutoCloseable {
    /** Far beyond anything a test waits for on purpose. */
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(InetSocketAddress address) throws IOException {
        return new Wire(new Socket(address.getAddress(), address.getPort()));
    }

    /** A head and the body that belongs to it, chunked coding removed. */
    record Message(String head, String body) {
        /** The number in a status line. */
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** The value of the first field of that name. */
        Optional<String> field(String name) {
            return Wire.field(head, name);
        }
    }

    static Optional<String> field(String head, String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        return head.lines()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                .map(line -> line.substring(wanted.length()).strip())
                .findFirst();
    }

    Wire send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    /** One write, and as good as always one segment, per byte. */
    void sendByteByByte(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            socket.getOutputStream().write(text.charAt(i));
        }
    }

    void send(byte[] bytes, int from, int length) throws IOException {
        socket.getOutputStream().write(bytes, from, length);
    }

    /** A whole message: a head, and what its framing announces behind it. Without framing a request has no body and a response all of the rest. */
    Message read() throws IOException {
        String head = readHead();
        return new Message(head, readBody(head));
    }

    /** Start line and fields, the empty line included. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) readByte("a head", head));
        }
        return head.toString();
    }

    String readBody(String head) throws IOException {
        if (field(head, "transfer-encoding").isPresent()) {
            StringBuilder body = new StringBuilder();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.append(read(size));
                readLine();
            }
            while (!readLine().isEmpty()) {}
            return body.toString();
        }
        Optional<String> length = field(head, "content-length");
        if (length.isPresent()) {
            return read(Integer.parseInt(length.get()));
        }
        return head.startsWith("HTTP/") ? readRest() : "";
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) readByte("a line", line));
        }
        return line.substring(0, line.length() - 2);
    }

    /** Exactly {@code count} bytes. */
    String read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes: " + new String(bytes, ISO_8859_1));
        }
        return new String(bytes, ISO_8859_1);
    }

    /** Everything up to the end of the stream. */
    String readRest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        in.transferTo(rest);
        return rest.toString(ISO_8859_1);
    }

    /** Reads and forgets; what {@link InputStream#read(byte[])} says. */
    int discard(byte[] into) throws IOException {
        return in.read(into);
    }

    /** Whether the other side has ended the stream, or cut it, and nothing is left to read. */
    boolean ended() {
        try {
            return in.read() < 0;
        } catch (IOException _) {
            return true;
        }
    }

    private int readByte(String what, CharSequence before) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("ended in " + what + " after \"" + before + "\"");
        }
        return b;
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Cuts the connection with a reset instead of an orderly end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
