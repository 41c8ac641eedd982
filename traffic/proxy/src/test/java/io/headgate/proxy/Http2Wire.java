package io.headgate.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.headgate.http.HpackDecoder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of an HTTP/2 connection, frame by frame over a blocking socket: it sends what it is told, right or wrong, answers nothing by itself,
 * and keeps what it gets. Confined to one thread, but for {@link #send} beside one reader.
 */
final class Http2Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

    /** A frame that has come. */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    record Frame(int type, int flags, int streamId, byte[] payload) {
        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }
    }

    /** What has come on one stream. */
    static final class Seen {
        /** Header blocks in their order, each as lines {@code name: value}. */
        final List<List<String>> blocks = new ArrayList<>();

        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean ended;
        /** Error code of RST_STREAM, or -1. */
        int reset = -1;
        /** Sum of WINDOW_UPDATE. */
        int window;

        boolean over() {
            return ended || reset >= 0;
        }

        String text() {
            return body.toString(ISO_8859_1);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);
    private final Map<Integer, Seen> streams = new HashMap<>();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();

    final List<Frame> settings = new ArrayList<>();
    final List<Frame> pings = new ArrayList<>();
    final List<Frame> goAways = new ArrayList<>();
    /** Streams opened by the other end, in their order. */
    final List<Integer> opened = new ArrayList<>();

    boolean closed;

    Http2Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /** A client that has said its preface and empty settings. */
    static Http2Wire client(InetSocketAddress address) throws IOException {
        return client(address, new int[0]);
    }

    static Http2Wire client(InetSocketAddress address, int... settings) throws IOException {
        Http2Wire wire = new Http2Wire(new Socket(address.getAddress(), address.getPort()));
        wire.write(PREFACE);
        wire.sendSettings(settings);
        return wire;
    }

    /** A server that has read the preface and said its settings. */
    static Http2Wire server(Socket accepted, int... settings) throws IOException {
        Http2Wire wire = new Http2Wire(accepted);
        wire.in.readFully(new byte[PREFACE.length]);
        wire.sendSettings(settings);
        return wire;
    }

    static byte[] preface() {
        return PREFACE.clone();
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Out.

    void write(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
    }

    void send(int type, int flags, int streamId, byte... payload) throws IOException {
        write(frame(type, flags, streamId, payload));
    }

    static byte[] frame(int type, int flags, int streamId, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >>> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(streamId)
                .put(payload)
                .array();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** @param settings pairs of identifier and value */
    void sendSettings(int... settings) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        send(Http2.SETTINGS, 0, 0, payload.array());
    }

    /** A GET of {@code path}, whole. */
    void get(int streamId, String path) throws IOException {
        headers(streamId, /* end= */ true, request("GET", path));
    }

    /** The fields of a request. */
    static String[] request(String method, String path, String... more) {
        List<String> fields = new ArrayList<>(
                List.of(":method: " + method, ":scheme: http", ":authority: a.example", ":path: " + path));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    void headers(int streamId, boolean end, String... fields) throws IOException {
        send(Http2.HEADERS, Http2.END_HEADERS | (end ? Http2.END_STREAM : 0), streamId, encode(fields));
    }

    void data(int streamId, boolean end, byte... octets) throws IOException {
        for (int at = 0; octets.length - at > 16_384; at += 16_384) {
            send(Http2.DATA, 0, streamId, java.util.Arrays.copyOfRange(octets, at, at + 16_384));
        }
        int last = octets.length == 0 ? 0 : (octets.length - 1) / 16_384 * 16_384;
        send(
                Http2.DATA,
                end ? Http2.END_STREAM : 0,
                streamId,
                java.util.Arrays.copyOfRange(octets, last, octets.length));
    }

    void window(int streamId, int increment) throws IOException {
        send(Http2.WINDOW_UPDATE, 0, streamId, number(increment));
    }

    void reset(int streamId, int error) throws IOException {
        send(Http2.RST_STREAM, 0, streamId, number(error));
    }

    void goAway(int lastStreamId, int error) throws IOException {
        send(
                Http2.GOAWAY,
                0,
                0,
                ByteBuffer.allocate(8).putInt(lastStreamId).putInt(error).array());
    }

    /** Literals without a table; lines {@code name: value}. */
    static byte[] encode(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String field : fields) {
            int colon = field.indexOf(": ");
            out.write(0);
            string(out, field.substring(0, colon));
            string(out, field.substring(colon + 2));
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>>= 7) {
                out.write((rest & 0x7f) | 0x80);
            }
            out.write(rest);
        }
        out.writeBytes(text.getBytes(ISO_8859_1));
    }

    // ------------------------------------------------------------------------------------------------------------------
    // In.

    Seen stream(int streamId) {
        return streams.computeIfAbsent(streamId, _ -> new Seen());
    }

    /** Reads until something is so; throws when the connection ends before, or nothing comes for long. */
    void until(BooleanSupplier so) throws IOException {
        while (!so.getAsBoolean()) {
            if (read() == null) {
                throw new EOFException("the connection ended: " + goAways.size() + " GOAWAY");
            }
        }
    }

    /** The response of a stream once it is over. */
    Seen over(int streamId) throws IOException {
        until(() -> stream(streamId).over());
        return stream(streamId);
    }

    /** Reads to the end of the connection. */
    void untilClosed() throws IOException {
        while (read() != null) {}
    }

    /** Says PING and reads until it is answered: all that went out before has been handled by then. */
    void roundTrip() throws IOException {
        int before = pings.size();
        send(Http2.PING, 0, 0, new byte[8]);
        until(() -> pings.subList(before, pings.size()).stream().anyMatch(ping -> (ping.flags() & Http2.ACK) != 0));
    }

    /** The next frame, or null at the end. */
    @Nullable
    Frame read() throws IOException {
        byte[] head = new byte[9];
        byte[] payload;
        try {
            in.readFully(head);
            payload = new byte[(head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff)];
            in.readFully(payload);
        } catch (EOFException | SocketException _) {
            closed = true;
            return null;
        }
        Frame frame =
                new Frame(head[3] & 0xff, head[4] & 0xff, ByteBuffer.wrap(head).getInt(5), payload);
        note(frame);
        return frame;
    }

    private void note(Frame frame) throws IOException {
        Seen stream = stream(frame.streamId());
        switch (frame.type()) {
            case Http2.DATA -> {
                stream.body.writeBytes(frame.payload());
                stream.ended = (frame.flags() & Http2.END_STREAM) != 0;
            }
            case Http2.HEADERS -> {
                if (stream.blocks.isEmpty()) {
                    opened.add(frame.streamId());
                }
                stream.ended = (frame.flags() & Http2.END_STREAM) != 0;
                block(frame, stream);
            }
            case Http2.CONTINUATION -> block(frame, stream);
            case Http2.RST_STREAM -> stream.reset = frame.number(0);
            case Http2.WINDOW_UPDATE -> stream.window += frame.number(0);
            case Http2.SETTINGS -> settings.add(frame);
            case Http2.PING -> pings.add(frame);
            case Http2.GOAWAY -> goAways.add(frame);
            default -> throw new IOException("frame of type " + frame.type());
        }
    }

    private void block(Frame frame, Seen stream) throws IOException {
        block.writeBytes(frame.payload());
        if ((frame.flags() & Http2.END_HEADERS) == 0) {
            return;
        }
        byte[] whole = block.toByteArray();
        block.reset();
        List<String> fields = new ArrayList<>();
        boolean good = decoder.decode(
                whole,
                0,
                whole.length,
                (name, nameFrom, nameTo, value, valueFrom, valueTo) ->
                        fields.add(new String(name, nameFrom, nameTo - nameFrom, ISO_8859_1) + ": "
                                + new String(value, valueFrom, valueTo - valueFrom, ISO_8859_1)));
        if (!good) {
            throw new IOException("a malformed block on stream " + frame.streamId());
        }
        stream.blocks.add(fields);
    }

    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** Ends the sending side only. */
    void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
