package io.headgate.bench;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The client's end of one HTTP/2 connection (RFC 9113) that calls one gRPC method. Sans-I/O; confined to one thread.
 *
 * <p>It is made for load on loopback and leaves out what that does not need. Header blocks of answers are not decoded:
 * gRPC sends the message of a unary call only when it went well, so a stream that ends without one has failed. As all
 * requests of a connection have the same headers, the first puts them into the peer's dynamic table (RFC 7541) and each
 * later one is six bytes, as real clients have it. Windows for answers are so large that a stream's is never renewed.
 */
final class GrpcCodec {
    /**
     * Longest message that may be sent. Servers give window back in lots, gRPC for Go when a quarter of it is used and
     * gRPC for Java when half is: of the 65,535 bytes that a connection begins with, this many are sure to come back.
     */
    static final int REQUEST_LIMIT_BYTES = 32_000;

    /** Longest message that is taken. etcd's own clients take anything; a thousand keys of the rows are 320 KB. */
    static final int ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

    private static final int FRAME_HEAD_BYTES = 9;
    private static final int FRAME_LIMIT_BYTES = 16_384;
    private static final int MESSAGE_HEAD_BYTES = 5;
    private static final int INITIAL_WINDOW_BYTES = 65_535;
    private static final int ANSWER_WINDOW_BYTES = 1 << 30;
    private static final int OUTPUT_BYTES = 128 * 1024;
    /** Kept free for answers to settings and pings and for window updates. */
    private static final int CONTROL_BYTES = 4 * 1024;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PADDED = 8;

    private static final int HEADER_TABLE_SIZE = 1;
    private static final int ENABLE_PUSH = 2;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int DEFAULT_TABLE_BYTES = 4_096;

    /** :method POST, :scheme http (static table), then the four of the first request, the oldest last in the table. */
    private static final byte[] LATER_HEADERS = {
        (byte) 0x83, (byte) 0x86, (byte) 0xC1, (byte) 0xC0, (byte) 0xBF, (byte) 0xBE
    };

    /** Learns what arrived. */
    interface Sink {
        /** One whole gRPC message. */
        void message(int stream, byte[] message);

        /** The peer has ended the stream, after its messages or by refusing it. */
        void ended(int stream);
    }

    private final byte[] firstHeaders;
    private final ByteBuffer output = ByteBuffer.allocate(OUTPUT_BYTES);
    private final Map<Integer, Assembly> assemblies = new HashMap<>();
    private int nextStream = 1;
    /** Bytes of DATA that the peer will still take on this connection. */
    private long sendWindowBytes = INITIAL_WINDOW_BYTES;
    /** Bytes of DATA taken from the peer since its window was last renewed. */
    private int takenBytes;

    GrpcCodec(String authority, String method) {
        this.firstHeaders = firstHeaders(authority, method);
        output.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, 12);
        output.putShort((short) ENABLE_PUSH).putInt(0);
        output.putShort((short) INITIAL_WINDOW_SIZE).putInt(ANSWER_WINDOW_BYTES);
        windowUpdate(ANSWER_WINDOW_BYTES);
    }

    /** What is to be written to the peer, ready to be read from; {@link ByteBuffer#compact} it afterwards. */
    ByteBuffer output() {
        return output.flip();
    }

    /** Whether a message of that length can be sent now; if not, more input or output has to pass first. */
    boolean canSend(int messageBytes) {
        int bytes = MESSAGE_HEAD_BYTES + messageBytes;
        int frames = 2 + bytes / FRAME_LIMIT_BYTES;
        return bytes <= sendWindowBytes
                && bytes + frames * FRAME_HEAD_BYTES + firstHeaders.length + CONTROL_BYTES <= output.remaining();
    }

    /**
     * Opens a stream with its first message.
     *
     * @param last whether the stream has no more messages from us, as in a unary call
     * @return the stream, by which {@link Sink} names it
     * @throws IllegalStateException unless {@link #canSend}
     */
    int send(byte[] message, boolean last) {
        if (message.length > REQUEST_LIMIT_BYTES || !canSend(message.length)) {
            throw new IllegalStateException("message of " + message.length + " bytes (expected: at most "
                    + REQUEST_LIMIT_BYTES + ", window " + sendWindowBytes + ")");
        }
        int stream = nextStream;
        byte[] headers = stream == 1 ? firstHeaders : LATER_HEADERS;
        frame(HEADERS, END_HEADERS, stream, headers.length);
        output.put(headers);
        data(stream, message, last);
        nextStream += 2;
        assemblies.put(stream, new Assembly());
        return stream;
    }

    private void data(int stream, byte[] message, boolean last) {
        int total = MESSAGE_HEAD_BYTES + message.length;
        sendWindowBytes -= total;
        int first = Math.min(total, FRAME_LIMIT_BYTES);
        frame(DATA, last && first == total ? END_STREAM : 0, stream, first);
        output.put((byte) 0).putInt(message.length);
        int sent = first - MESSAGE_HEAD_BYTES;
        output.put(message, 0, sent);
        while (sent < message.length) {
            int more = Math.min(message.length - sent, FRAME_LIMIT_BYTES);
            frame(DATA, last && sent + more == message.length ? END_STREAM : 0, stream, more);
            output.put(message, sent, more);
            sent += more;
        }
    }

    /**
     * Takes the whole frames in {@code input} and leaves the rest.
     *
     * @throws ProtocolException when the peer ends the connection or does what no gRPC server does
     */
    void receive(ByteBuffer input, Sink sink) throws ProtocolException {
        while (input.remaining() >= FRAME_HEAD_BYTES) {
            int start = input.position();
            int length = input.getInt(start) >>> 8;
            if (length > FRAME_LIMIT_BYTES) {
                throw new ProtocolException(
                        "frame of " + length + " bytes (expected: at most " + FRAME_LIMIT_BYTES + ")");
            }
            if (input.remaining() < FRAME_HEAD_BYTES + length) {
                return;
            }
            int type = input.get(start + 3);
            int flags = input.get(start + 4);
            int stream = input.getInt(start + 5) & Integer.MAX_VALUE;
            var payload = input.slice(start + FRAME_HEAD_BYTES, length);
            input.position(start + FRAME_HEAD_BYTES + length);
            receive(type, flags, stream, payload, sink);
        }
    }

    private void receive(int type, int flags, int stream, ByteBuffer payload, Sink sink) throws ProtocolException {
        switch (type) {
            case DATA -> receiveData(flags, stream, payload, sink);
            case HEADERS -> endIf((flags & END_STREAM) != 0, stream, sink);
            case RST_STREAM -> endIf(true, stream, sink);
            case SETTINGS -> receiveSettings(flags, payload);
            case PING -> receivePing(flags, payload);
            case GOAWAY ->
                throw new ProtocolException("connection ended by the server: "
                        + StandardCharsets.UTF_8.decode(payload.slice(8, payload.remaining() - 8)));
            case WINDOW_UPDATE -> sendWindowBytes += stream == 0 ? payload.getInt(0) : 0;
            default -> {
                // CONTINUATION and PRIORITY tell us nothing, and unknown types are to be ignored.
            }
        }
    }

    private void receiveData(int flags, int stream, ByteBuffer payload, Sink sink) throws ProtocolException {
        if ((flags & PADDED) != 0) {
            throw new ProtocolException("stream " + stream + ": padded (expected: no padding, as gRPC servers do)");
        }
        takenBytes += payload.remaining();
        if (takenBytes > ANSWER_WINDOW_BYTES / 2) {
            windowUpdate(takenBytes);
            takenBytes = 0;
        }
        var assembly = assemblies.get(stream);
        while (assembly != null && payload.hasRemaining()) {
            if (assembly.take(payload)) {
                sink.message(stream, assembly.message());
            }
        }
        endIf((flags & END_STREAM) != 0, stream, sink);
    }

    private void endIf(boolean ended, int stream, Sink sink) {
        if (ended && assemblies.remove(stream) != null) {
            sink.ended(stream);
        }
    }

    private void receiveSettings(int flags, ByteBuffer payload) throws ProtocolException {
        if ((flags & ACK) != 0) {
            return;
        }
        while (payload.hasRemaining()) {
            int setting = payload.getShort();
            int value = payload.getInt();
            if ((setting == HEADER_TABLE_SIZE && value < DEFAULT_TABLE_BYTES)
                    || (setting == INITIAL_WINDOW_SIZE && value < INITIAL_WINDOW_BYTES)) {
                throw new ProtocolException("setting " + setting + ": " + value
                        + " (expected: at least the default of HTTP/2, which this client counts on)");
            }
        }
        frame(SETTINGS, ACK, 0, 0);
    }

    private void receivePing(int flags, ByteBuffer payload) {
        if ((flags & ACK) == 0) {
            frame(PING, ACK, 0, payload.remaining());
            output.put(payload);
        }
    }

    private void windowUpdate(int bytes) {
        frame(WINDOW_UPDATE, 0, 0, 4);
        output.putInt(bytes);
    }

    private void frame(int type, int flags, int stream, int length) {
        output.putInt(length << 8 | type).put((byte) flags).putInt(stream);
    }

    /** Literals with incremental indexing: names by their place in the static table, but for {@code te}. */
    private static byte[] firstHeaders(String authority, String method) {
        var block = new ByteArrayOutputStream();
        block.write(0x83);
        block.write(0x86);
        block.write(0x40 | 4);
        string(block, method);
        block.write(0x40 | 1);
        string(block, authority);
        block.write(0x40 | 31);
        string(block, "application/grpc");
        block.write(0x40);
        string(block, "te");
        string(block, "trailers");
        return block.toByteArray();
    }

    private static void string(ByteArrayOutputStream block, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        block.write(bytes.length);
        block.writeBytes(bytes);
    }

    /** Puts a gRPC message together from the pieces that frames cut it into. */
    private static final class Assembly {
        private final byte[] head = new byte[MESSAGE_HEAD_BYTES];
        private byte[] body = {};
        private int taken;

        /** Takes what belongs to the current message; true when that is whole now. */
        boolean take(ByteBuffer payload) throws ProtocolException {
            if (taken < MESSAGE_HEAD_BYTES) {
                int part = Math.min(MESSAGE_HEAD_BYTES - taken, payload.remaining());
                payload.get(head, taken, part);
                taken += part;
                if (taken < MESSAGE_HEAD_BYTES) {
                    return false;
                }
                body = new byte[bodyLength()];
            }
            int part = Math.min(MESSAGE_HEAD_BYTES + body.length - taken, payload.remaining());
            payload.get(body, taken - MESSAGE_HEAD_BYTES, part);
            taken += part;
            return taken == MESSAGE_HEAD_BYTES + body.length;
        }

        byte[] message() {
            taken = 0;
            return body;
        }

        private int bodyLength() throws ProtocolException {
            int length = ByteBuffer.wrap(head).getInt(1);
            if (head[0] != 0 || length < 0 || length > ANSWER_LIMIT_BYTES) {
                throw new ProtocolException("gRPC message: compression " + head[0] + ", " + length
                        + " bytes (expected: none, at most " + ANSWER_LIMIT_BYTES + ")");
            }
            return length;
        }
    }
}
