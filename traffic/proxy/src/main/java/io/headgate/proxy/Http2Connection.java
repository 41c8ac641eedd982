package io.headgate.proxy;

import io.headgate.http.HpackDecoder;
import io.headgate.http.HpackEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The framing of one HTTP/2 connection (RFC 9113), the same for both ends: frames, settings, flow control and header blocks are in here, what
 * streams mean is its {@link Role}'s. Confined to one event loop.
 *
 * <p>Content passes as slices of what was read, before a frame is complete. What is written is gathered: small frames of all streams go into
 * one buffer, and {@link #flushSoon} sends it once the loop has handled all that had arrived, so that the answers of one turn share a
 * system call and a TLS record.
 *
 * <p>Nothing a peer sends makes this grow without bound: a header block is bounded in octets and frames, windows bound content, a queue
 * of acknowledgements is bounded by {@link Http2Goodwill}.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
    /** Content up to this size is copied behind its frame header: one buffer is cheaper than two. */
    private static final int COPY_BYTES = 8192;

    private static final int OUT_BYTES = 4096;
    /** Longest frame this side sends, if the peer takes it. */
    private static final int MAX_SENT_FRAME_BYTES = 32 * 1024;
    /** No header block needs more frames: each but the last carries 16 KiB. */
    private static final int MAX_CONTINUATIONS = 64;

    /** What streams and the end of a connection mean. All calls are on the connection's loop. */
    interface Role {
        /**
         * A whole header block, to be decoded with {@link Http2Connection#decoder} whatever becomes of it.
         *
         * @param stream null when it opens one, or when the stream is closed
         * @param end END_STREAM came with it
         */
        void headers(int streamId, @Nullable Http2Stream stream, byte[] block, int from, int to, boolean end);

        /** The beginning of a header block whose rest has not come. */
        void headersBegun();

        /** All that had arrived has been read. */
        void readComplete();

        /** The peer has said what it takes, for the first time or anew. */
        void settings();

        /** The peer takes no new streams; those after {@code lastStreamId} it has not begun. */
        void goAway(int lastStreamId, int errorCode);

        void pingAcknowledged();

        /** A stream has been closed. */
        void streamClosed();

        /** The transport takes more, or no more. */
        void writabilityChanged(boolean writable);

        /** The peer has broken the protocol or asked too much: the connection is about to be closed with this error. */
        void failing(int errorCode);

        /** The connection is gone; its streams have been told. */
        void closed();
    }

    /** A frame header that has been read, or what comes next. */
    private enum Place {
        PREFACE,
        FRAME,
        CONTENT,
        PADDING,
        FAILED
    }

    private final Worker worker;
    private final Role role;
    private final boolean server;
    private final int maxBlockBytes;
    private final int streamWindow;
    private final int connectionWindow;
    private final Http2Goodwill goodwill;
    private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    private @Nullable ChannelHandlerContext context;

    // Receiving.
    private Place place;
    private @Nullable ByteBuf pending;
    private int lastPeerStream;
    private int lastOwnStream;
    private int receiveWindow;
    private int withheld;
    private @Nullable Http2Stream contentStream;
    private int contentLeft;
    private int paddingLeft;
    private boolean contentEnds;
    private int blockStream;
    private boolean blockEnds;
    private byte[] block = {};
    private int blockLength;
    private int continuations;
    private boolean settingsSeen;

    // Sending.
    /** Closed, by either side: nothing more is written. */
    private boolean gone;

    private @Nullable ByteBuf out;
    private boolean flushScheduled;
    private long sendWindow = Http2.DEFAULT_WINDOW_BYTES;
    private int peerInitialWindow = Http2.DEFAULT_WINDOW_BYTES;
    private int maxSentFrame = Http2.DEFAULT_MAX_FRAME_BYTES;
    private long peerMaxStreams = Long.MAX_VALUE;
    private boolean tableSizeSaid;
    private final ArrayDeque<Http2Stream> line = new ArrayDeque<>();

    /**
     * @param maxBlockBytes most octets of a header block, encoded
     * @param streamWindow octets each stream may receive beyond what was taken
     * @param connectionWindow octets all streams together may, at least {@code streamWindow} and the RFC's 65,535
     */
    Http2Connection(
            Worker worker, Role role, boolean server, int maxBlockBytes, int streamWindow, int connectionWindow) {
        this.worker = worker;
        this.role = role;
        this.server = server;
        this.maxBlockBytes = maxBlockBytes;
        this.streamWindow = streamWindow;
        this.connectionWindow = connectionWindow;
        receiveWindow = connectionWindow;
        goodwill = new Http2Goodwill(System.nanoTime());
        place = server ? Place.PREFACE : Place.FRAME;
    }

    /**
     * Says hello; the first call after the connection stands.
     *
     * @param settings pairs of identifier and value
     */
    void start(int... settings) {
        if (!server) {
            room(Http2.PREFACE.length).writeBytes(Http2.PREFACE);
        }
        ByteBuf to = frame(Http2.SETTINGS, 0, 0, settings.length / 2 * 6);
        for (int i = 0; i < settings.length; i += 2) {
            to.writeShort(settings[i]).writeInt(settings[i + 1]);
        }
        frame(Http2.WINDOW_UPDATE, 0, 0, 4).writeInt(connectionWindow - Http2.DEFAULT_WINDOW_BYTES);
        flushSoon();
    }

    HpackDecoder decoder() {
        return decoder;
    }

    Http2Goodwill goodwill() {
        return goodwill;
    }

    Channel channel() {
        return requireContext().channel();
    }

    int streamCount() {
        return streams.size();
    }

    /** Streams the peer allows at a time. */
    long peerMaxStreams() {
        return peerMaxStreams;
    }

    int lastPeerStream() {
        return lastPeerStream;
    }

    boolean writable() {
        return requireContext().channel().isWritable();
    }

    /** Whether the connection is over. */
    boolean gone() {
        return gone;
    }

    /** Adds a stream that one side has just opened. */
    void open(Http2Stream stream) {
        stream.sendWindow = peerInitialWindow;
        stream.receiveWindow = streamWindow;
        streams.put(stream.id, stream);
        if (isPeers(stream.id)) {
            lastPeerStream = stream.id;
        } else {
            lastOwnStream = stream.id;
        }
    }

    /** Notes a stream of the peer that is refused: it counts as having been there. */
    void skip(int streamId) {
        lastPeerStream = streamId;
    }

    private boolean isPeers(int streamId) {
        return (streamId & 1) == (server ? 1 : 0);
    }

    private boolean isIdle(int streamId) {
        return streamId > (isPeers(streamId) ? lastPeerStream : lastOwnStream);
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The channel.

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = pending;
        if (before != null) {
            pending = null;
            in = worker.append(before, in);
        }
        try {
            while (in.isReadable() && step(in)) {}
        } catch (RuntimeException | Error e) {
            in.release();
            throw e;
        }
        if (in.isReadable() && place != Place.FAILED) {
            pending = in;
        } else {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        role.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        boolean writable = context.channel().isWritable();
        if (writable) {
            // Perhaps inside a write of ours, between a frame's header and its payload: nothing may be sent before that
            // is done.
            worker.loop().execute(this::sendMore);
        } else {
            context.flush();
        }
        role.writabilityChanged(writable);
    }

    private void sendMore() {
        if (gone || !writable()) {
            return;
        }
        sendLine();
        for (Http2Stream stream : List.copyOf(streams.values())) {
            stream.tellIfRoom();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            context.close();
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        place = Place.FAILED;
        gone = true;
        ByteBuf unread = pending;
        pending = null;
        if (unread != null) {
            unread.release();
        }
        ByteBuf unwritten = out;
        out = null;
        if (unwritten != null) {
            unwritten.release();
        }
        for (Http2Stream stream : List.copyOf(streams.values())) {
            forget(stream);
            stream.lost(Http2Loss.CONNECTION);
        }
        role.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        worker.connectionError(cause);
        context.close();
    }

    private ChannelHandlerContext requireContext() {
        ChannelHandlerContext here = context;
        if (here == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return here;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Frames in.

    /** Uses some of {@code in}; false when it takes more octets to go on. */
    private boolean step(ByteBuf in) {
        return switch (place) {
            case PREFACE -> preface(in);
            case FRAME -> frame(in);
            case CONTENT -> content(in);
            case PADDING -> padding(in);
            case FAILED -> false;
        };
    }

    private boolean preface(ByteBuf in) {
        int look = Math.min(in.readableBytes(), Http2.PREFACE.length);
        for (int i = 0; i < look; i++) {
            if (in.getByte(in.readerIndex() + i) != Http2.PREFACE[i]) {
                return fail(Http2.PROTOCOL_ERROR);
            }
        }
        if (look < Http2.PREFACE.length) {
            return false;
        }
        in.skipBytes(look);
        place = Place.FRAME;
        return true;
    }

    private boolean frame(ByteBuf in) {
        if (in.readableBytes() < Http2.FRAME_HEADER_BYTES) {
            return false;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        int type = in.getUnsignedByte(at + 3);
        int flags = in.getUnsignedByte(at + 4);
        int streamId = in.getInt(at + 5) & 0x7fff_ffff;
        if (length > Http2.DEFAULT_MAX_FRAME_BYTES) {
            return fail(Http2.FRAME_SIZE_ERROR);
        }
        if (!settingsSeen && type != Http2.SETTINGS) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        if (blockStream != 0 && (type != Http2.CONTINUATION || streamId != blockStream)) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        if (type == Http2.DATA) {
            return dataFrame(in, length, flags, streamId);
        }
        if (in.readableBytes() < Http2.FRAME_HEADER_BYTES + length) {
            return false;
        }
        in.skipBytes(Http2.FRAME_HEADER_BYTES);
        at += Http2.FRAME_HEADER_BYTES;
        boolean good = switch (type) {
            case Http2.HEADERS -> headersFrame(in, at, length, flags, streamId);
            case Http2.CONTINUATION -> continuationFrame(in, at, length, flags);
            case Http2.RST_STREAM -> resetFrame(in, at, length, streamId);
            case Http2.SETTINGS -> settingsFrame(in, at, length, flags, streamId);
            case Http2.PING -> pingFrame(in, at, length, flags, streamId);
            case Http2.GOAWAY -> goAwayFrame(in, at, length, streamId);
            case Http2.WINDOW_UPDATE -> windowFrame(in, at, length, streamId);
            case Http2.PRIORITY -> (length == 5 && streamId != 0) ? spend() : fail(Http2.PROTOCOL_ERROR);
            case Http2.PUSH_PROMISE -> fail(Http2.PROTOCOL_ERROR);
            default -> spend();
        };
        in.skipBytes(length);
        return good;
    }

    /** A frame that does nothing for anybody costs goodwill. */
    private boolean spend() {
        return !server || goodwill.take(Http2Goodwill.IDLE_TALK) || fail(Http2.ENHANCE_YOUR_CALM);
    }

    private boolean dataFrame(ByteBuf in, int length, int flags, int streamId) {
        if (streamId == 0 || isIdle(streamId)) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        boolean padded = (flags & Http2.PADDED) != 0;
        int prefix = Http2.FRAME_HEADER_BYTES + (padded ? 1 : 0);
        if (in.readableBytes() < prefix) {
            return false;
        }
        int padding = padded ? in.getUnsignedByte(in.readerIndex() + Http2.FRAME_HEADER_BYTES) + 1 : 0;
        if (padding > length) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        receiveWindow -= length;
        if (receiveWindow < 0) {
            return fail(Http2.FLOW_CONTROL_ERROR);
        }
        in.skipBytes(prefix);
        contentLeft = length - padding;
        paddingLeft = Math.max(0, padding - 1);
        contentEnds = (flags & Http2.END_STREAM) != 0;
        Http2Stream stream = streams.get(streamId);
        if (stream != null && stream.remoteEnded) {
            reset(stream, Http2.STREAM_CLOSED, Http2Loss.MALFORMED);
            stream = null;
        } else if (stream != null) {
            stream.receiveWindow -= length;
            if (stream.receiveWindow < 0) {
                reset(stream, Http2.FLOW_CONTROL_ERROR, Http2Loss.MALFORMED);
                stream = null;
            }
        }
        contentStream = stream;
        if (place == Place.FAILED || (contentLeft == 0 && !contentEnds && !spend())) {
            return false;
        }
        credit(stream, padding);
        place = contentLeft > 0 ? Place.CONTENT : Place.PADDING;
        return contentLeft > 0 || paddingLeft > 0 || endOfData();
    }

    private boolean content(ByteBuf in) {
        int count = Math.min(contentLeft, in.readableBytes());
        contentLeft -= count;
        Http2Stream stream = contentStream;
        if (stream == null || stream.closed) {
            in.skipBytes(count);
            credit(null, count);
        } else {
            stream.received(in.readRetainedSlice(count));
            credit(stream.closed ? null : stream, count);
        }
        if (contentLeft > 0 || place == Place.FAILED) {
            return place != Place.FAILED;
        }
        place = Place.PADDING;
        return paddingLeft > 0 || endOfData();
    }

    private boolean padding(ByteBuf in) {
        int count = Math.min(paddingLeft, in.readableBytes());
        paddingLeft -= count;
        in.skipBytes(count);
        return paddingLeft > 0 || endOfData();
    }

    private boolean endOfData() {
        place = Place.FRAME;
        Http2Stream stream = contentStream;
        contentStream = null;
        if (contentEnds && stream != null && !stream.closed) {
            stream.remoteEnded = true;
            stream.receivedEnd();
            closeIfEnded(stream);
        }
        return place == Place.FRAME;
    }

    private boolean headersFrame(ByteBuf in, int at, int length, int flags, int streamId) {
        if (streamId == 0) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        int from = at;
        int to = at + length;
        if ((flags & Http2.PADDED) != 0) {
            if (length == 0) {
                return fail(Http2.FRAME_SIZE_ERROR);
            }
            to -= in.getUnsignedByte(from);
            from++;
        }
        if ((flags & Http2.WITH_PRIORITY) != 0) {
            from += 5;
        }
        if (from > to) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        blockEnds = (flags & Http2.END_STREAM) != 0;
        if ((flags & Http2.END_HEADERS) != 0) {
            byte[] whole = worker.headBytes(to - from);
            in.getBytes(from, whole, 0, to - from);
            return block(streamId, whole, to - from);
        }
        blockStream = streamId;
        blockLength = 0;
        continuations = 0;
        role.headersBegun();
        return appendToBlock(in, from, to);
    }

    private boolean continuationFrame(ByteBuf in, int at, int length, int flags) {
        if (blockStream == 0) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        continuations++;
        if (continuations > MAX_CONTINUATIONS || (server && !goodwill.take(Http2Goodwill.IDLE_TALK))) {
            return fail(Http2.ENHANCE_YOUR_CALM);
        }
        if (!appendToBlock(in, at, at + length)) {
            return false;
        }
        if ((flags & Http2.END_HEADERS) == 0) {
            return true;
        }
        int streamId = blockStream;
        blockStream = 0;
        byte[] whole = block;
        block = new byte[0];
        return block(streamId, whole, blockLength);
    }

    private boolean appendToBlock(ByteBuf in, int from, int to) {
        int count = to - from;
        if (blockLength + count > maxBlockBytes) {
            return fail(Http2.ENHANCE_YOUR_CALM);
        }
        if (blockLength + count > block.length) {
            block = Arrays.copyOf(block, Math.max(blockLength + count, 2 * block.length));
        }
        in.getBytes(from, block, blockLength, count);
        blockLength += count;
        return true;
    }

    private boolean block(int streamId, byte[] whole, int length) {
        if (length > maxBlockBytes) {
            return fail(Http2.ENHANCE_YOUR_CALM);
        }
        Http2Stream stream = streams.get(streamId);
        if (stream == null && isIdle(streamId) && (!server || !isPeers(streamId))) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        if (stream != null && stream.remoteEnded) {
            return fail(Http2.STREAM_CLOSED);
        }
        boolean end = blockEnds;
        if (stream != null) {
            stream.remoteEnded = end;
        }
        role.headers(streamId, stream, whole, 0, length, end);
        Http2Stream now = stream == null ? streams.get(streamId) : stream;
        if (now != null && end) {
            now.remoteEnded = true;
            closeIfEnded(now);
        }
        return place != Place.FAILED;
    }

    private boolean resetFrame(ByteBuf in, int at, int length, int streamId) {
        if (length != 4) {
            return fail(Http2.FRAME_SIZE_ERROR);
        }
        if (streamId == 0 || isIdle(streamId)) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        if (server && !goodwill.take(Http2Goodwill.ABANDONED)) {
            return fail(Http2.ENHANCE_YOUR_CALM);
        }
        Http2Stream stream = streams.get(streamId);
        if (stream != null) {
            forget(stream);
            stream.lost(in.getInt(at) == Http2.REFUSED_STREAM ? Http2Loss.REFUSED : Http2Loss.RESET);
        }
        return true;
    }

    private boolean settingsFrame(ByteBuf in, int at, int length, int flags, int streamId) {
        if (streamId != 0) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        if ((flags & Http2.ACK) != 0) {
            return length == 0 ? spend() : fail(Http2.FRAME_SIZE_ERROR);
        }
        if (length % 6 != 0) {
            return fail(Http2.FRAME_SIZE_ERROR);
        }
        // Each setting may be work for every stream.
        if (server && !goodwill.take(Http2Goodwill.IDLE_TALK * Math.max(1, length / 6))) {
            return fail(Http2.ENHANCE_YOUR_CALM);
        }
        settingsSeen = true;
        for (int i = at; i < at + length; i += 6) {
            int error = setting(in.getUnsignedShort(i), in.getUnsignedInt(i + 2));
            if (error != Http2.NO_ERROR) {
                return fail(error);
            }
        }
        frame(Http2.SETTINGS, Http2.ACK, 0, 0);
        flushSoon();
        sendLine();
        role.settings();
        return place != Place.FAILED;
    }

    private int setting(int id, long value) {
        switch (id) {
            case Http2.INITIAL_WINDOW_SIZE -> {
                if (value > Http2.MAX_WINDOW_BYTES) {
                    return Http2.FLOW_CONTROL_ERROR;
                }
                long change = value - peerInitialWindow;
                peerInitialWindow = (int) value;
                for (Http2Stream stream : streams.values()) {
                    stream.sendWindow += change;
                    if (stream.sendWindow > Http2.MAX_WINDOW_BYTES) {
                        return Http2.FLOW_CONTROL_ERROR;
                    }
                    standInLine(stream);
                }
            }
            case Http2.MAX_FRAME_SIZE -> {
                if (value < Http2.DEFAULT_MAX_FRAME_BYTES || value > 0xff_ffff) {
                    return Http2.PROTOCOL_ERROR;
                }
                maxSentFrame = (int) Math.min(value, MAX_SENT_FRAME_BYTES);
            }
            case Http2.MAX_CONCURRENT_STREAMS -> peerMaxStreams = value;
            case Http2.ENABLE_PUSH -> {
                if (value > 1) {
                    return Http2.PROTOCOL_ERROR;
                }
            }
            // HEADER_TABLE_SIZE: no table is used. MAX_HEADER_LIST_SIZE is advice.
            default -> {}
        }
        return Http2.NO_ERROR;
    }

    private boolean pingFrame(ByteBuf in, int at, int length, int flags, int streamId) {
        if (length != 8) {
            return fail(Http2.FRAME_SIZE_ERROR);
        }
        if (streamId != 0) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        if ((flags & Http2.ACK) != 0) {
            role.pingAcknowledged();
            return spend();
        }
        if (!spend()) {
            return false;
        }
        frame(Http2.PING, Http2.ACK, 0, 8).writeLong(in.getLong(at));
        flushSoon();
        return true;
    }

    private boolean goAwayFrame(ByteBuf in, int at, int length, int streamId) {
        if (length < 8) {
            return fail(Http2.FRAME_SIZE_ERROR);
        }
        if (streamId != 0) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        int last = in.getInt(at) & 0x7fff_ffff;
        // First of all, so that what is tried again is not tried here.
        role.goAway(last, in.getInt(at + 4));
        for (Http2Stream stream : List.copyOf(streams.values())) {
            if (!isPeers(stream.id) && stream.id > last) {
                forget(stream);
                stream.lost(Http2Loss.REFUSED);
            }
        }
        return spend();
    }

    private boolean windowFrame(ByteBuf in, int at, int length, int streamId) {
        if (length != 4) {
            return fail(Http2.FRAME_SIZE_ERROR);
        }
        int increment = in.getInt(at) & 0x7fff_ffff;
        if (!spend()) {
            return false;
        }
        if (streamId == 0) {
            sendWindow += increment;
            if (increment == 0) {
                return fail(Http2.PROTOCOL_ERROR);
            }
            if (sendWindow > Http2.MAX_WINDOW_BYTES) {
                return fail(Http2.FLOW_CONTROL_ERROR);
            }
            sendLine();
            return true;
        }
        if (isIdle(streamId)) {
            return fail(Http2.PROTOCOL_ERROR);
        }
        Http2Stream stream = streams.get(streamId);
        if (stream == null) {
            return true;
        }
        stream.sendWindow += increment;
        if (increment == 0) {
            reset(stream, Http2.PROTOCOL_ERROR, Http2Loss.MALFORMED);
        } else if (stream.sendWindow > Http2.MAX_WINDOW_BYTES) {
            reset(stream, Http2.FLOW_CONTROL_ERROR, Http2Loss.MALFORMED);
        } else {
            standInLine(stream);
            sendLine();
        }
        return true;
    }

    /** A connection error: says so and closes. */
    boolean fail(int error) {
        if (place != Place.FAILED) {
            place = Place.FAILED;
            role.failing(error);
            goAway(lastPeerStream, error);
            close();
        }
        return false;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Windows of what is received.

    /**
     * Gives the peer new window for {@code count} octets that were received, and for those withheld, unless the stream holds. What a holding
     * stream of a client keeps, the connection keeps too, so that many such streams cannot fill more than one connection's window; an
     * endpoint's connection is shared by many clients and must not wait for the slowest.
     */
    void credit(@Nullable Http2Stream stream, int count) {
        int returned = count;
        if (stream != null) {
            stream.withheld += count;
            if (!stream.holding()) {
                returned += stream.withheldForConnection;
                stream.withheldForConnection = 0;
                creditStream(stream);
            } else if (server) {
                stream.withheldForConnection += count;
                returned = 0;
            }
        }
        withheld += returned;
        if (withheld >= connectionWindow / 2 && !gone) {
            frame(Http2.WINDOW_UPDATE, 0, 0, 4).writeInt(withheld);
            receiveWindow += withheld;
            withheld = 0;
            flushSoon();
        }
    }

    private void creditStream(Http2Stream stream) {
        if (stream.withheld >= streamWindow / 2 && !stream.remoteEnded && !stream.closed && !gone) {
            frame(Http2.WINDOW_UPDATE, 0, stream.id, 4).writeInt(stream.withheld);
            stream.receiveWindow += stream.withheld;
            stream.withheld = 0;
            flushSoon();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Frames out.

    /** Puts in front of a block what belongs in front of the connection's first. */
    void beginBlock(ByteSink sink) {
        if (!tableSizeSaid) {
            tableSizeSaid = true;
            sink.ensure(1);
            sink.bytes()[sink.length()] = HpackEncoder.NO_TABLE;
            sink.advance(1);
        }
    }

    /** Sends a header block; {@code end} says that nothing follows. */
    void sendHeaders(Http2Stream stream, byte[] encoded, int length, boolean end) {
        if (stream.closed || stream.localEnded || gone) {
            return;
        }
        int first = Math.min(length, Http2.DEFAULT_MAX_FRAME_BYTES);
        int flags = (end ? Http2.END_STREAM : 0) | (first == length ? Http2.END_HEADERS : 0);
        frame(Http2.HEADERS, flags, stream.id, first).writeBytes(encoded, 0, first);
        for (int at = first; at < length; ) {
            int count = Math.min(length - at, Http2.DEFAULT_MAX_FRAME_BYTES);
            frame(Http2.CONTINUATION, at + count == length ? Http2.END_HEADERS : 0, stream.id, count)
                    .writeBytes(encoded, at, count);
            at += count;
        }
        if (end) {
            localEnd(stream);
        }
    }

    /** Sends content, which it owns, now or when the windows allow. */
    void sendData(Http2Stream stream, ByteBuf data, boolean end) {
        if (stream.closed || stream.localEnded || gone) {
            data.release();
            return;
        }
        int count = data.readableBytes();
        if (stream.unsentBytes == 0 && count <= Math.min(sendWindow, stream.sendWindow) && writable()) {
            writeData(stream, data, count, end);
            data.release();
            if (end) {
                localEnd(stream);
            }
            return;
        }
        stream.endQueued = end;
        if (count == 0) {
            data.release();
            return;
        }
        ArrayDeque<ByteBuf> queue = stream.unsent;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            stream.unsent = queue;
        }
        queue.addLast(data);
        stream.unsentBytes += count;
        standInLine(stream);
        sendLine();
    }

    /** Sends part of the response or request content that stands in {@code in}, copied. */
    void sendCopy(Http2Stream stream, ByteBuf in, int from, int count, boolean end) {
        if (stream.unsentBytes == 0
                && count <= Math.min(sendWindow, stream.sendWindow)
                && count <= COPY_BYTES
                && !stream.closed
                && !stream.localEnded
                && !gone) {
            goodwill.add(Http2Goodwill.DATA);
            sendWindow -= count;
            stream.sendWindow -= count;
            frame(Http2.DATA, end ? Http2.END_STREAM : 0, stream.id, count).writeBytes(in, from, count);
            if (end) {
                localEnd(stream);
            }
        } else {
            sendData(stream, in.retainedSlice(from, count), end);
        }
    }

    /** Nothing follows; {@code trailers} is an encoded block, or null. */
    void sendEnd(Http2Stream stream, byte @Nullable [] trailers) {
        if (stream.closed || stream.localEnded || gone) {
            return;
        }
        if (stream.unsentBytes > 0) {
            stream.endQueued = true;
            stream.queuedTrailers = trailers;
        } else if (trailers != null) {
            sendHeaders(stream, trailers, trailers.length, /* end= */ true);
        } else {
            frame(Http2.DATA, Http2.END_STREAM, stream.id, 0);
            localEnd(stream);
        }
    }

    private void standInLine(Http2Stream stream) {
        if (!stream.inLine && stream.unsentBytes > 0 && stream.sendWindow > 0) {
            stream.inLine = true;
            line.addLast(stream);
        }
    }

    /** Sends a frame of each stream in turn, as long as the connection's window and the transport allow. */
    private void sendLine() {
        boolean sent = false;
        while (!line.isEmpty() && sendWindow > 0 && !gone && writable()) {
            Http2Stream stream = line.removeFirst();
            stream.inLine = false;
            sendTurn(stream);
            standInLine(stream);
            sent = true;
        }
        if (sent) {
            flushSoon();
        }
    }

    private void sendTurn(Http2Stream stream) {
        ArrayDeque<ByteBuf> queue = stream.unsent;
        ByteBuf data = queue == null || stream.closed ? null : queue.peekFirst();
        if (queue == null || data == null) {
            return;
        }
        int count =
                (int) Math.min(Math.min(data.readableBytes(), maxSentFrame), Math.min(sendWindow, stream.sendWindow));
        if (count <= 0) {
            return;
        }
        stream.unsentBytes -= count;
        boolean last = stream.unsentBytes == 0 && stream.endQueued && stream.queuedTrailers == null;
        writeData(stream, data, count, last);
        if (!data.isReadable()) {
            queue.removeFirst().release();
        }
        stream.progressed();
        if (stream.unsentBytes == 0 && stream.endQueued) {
            byte[] trailers = stream.queuedTrailers;
            if (trailers != null) {
                stream.queuedTrailers = null;
                sendHeaders(stream, trailers, trailers.length, /* end= */ true);
            } else {
                localEnd(stream);
            }
        } else {
            stream.tellIfRoom();
        }
    }

    /** Writes the first {@code count} octets of {@code data}, which the windows allow, as DATA frames. */
    private void writeData(Http2Stream stream, ByteBuf data, int count, boolean end) {
        sendWindow -= count;
        stream.sendWindow -= count;
        if (server) {
            goodwill.add(Http2Goodwill.DATA);
        }
        int left = count;
        do {
            int part = Math.min(left, maxSentFrame);
            left -= part;
            int flags = end && left == 0 ? Http2.END_STREAM : 0;
            if (part <= COPY_BYTES) {
                frame(Http2.DATA, flags, stream.id, part).writeBytes(data, part);
            } else {
                frameHeader(Http2.DATA, flags, stream.id, part);
                writeOut();
                ChannelHandlerContext here = requireContext();
                here.write(data.readRetainedSlice(part), here.voidPromise());
            }
        } while (left > 0);
    }

    /** A frame header, and room for the payload, which the caller writes. */
    private ByteBuf frame(int type, int flags, int streamId, int payloadBytes) {
        room(Http2.FRAME_HEADER_BYTES + payloadBytes);
        return frameHeader(type, flags, streamId, payloadBytes);
    }

    private ByteBuf frameHeader(int type, int flags, int streamId, int payloadBytes) {
        return room(Http2.FRAME_HEADER_BYTES)
                .writeMedium(payloadBytes)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(streamId);
    }

    private ByteBuf room(int count) {
        ByteBuf to = out;
        if (to != null && to.writableBytes() >= count) {
            return to;
        }
        writeOut();
        to = worker.allocator().directBuffer(Math.max(OUT_BYTES, count));
        out = to;
        return to;
    }

    private void writeOut() {
        ByteBuf full = out;
        if (full != null) {
            out = null;
            ChannelHandlerContext here = requireContext();
            here.write(full, here.voidPromise());
        }
    }

    /** Sends what was written once the loop has handled everything that has arrived. */
    void flushSoon() {
        if (!flushScheduled && !gone) {
            flushScheduled = true;
            worker.loop().execute(flush);
        }
    }

    private final Runnable flush = this::flushNow;

    private void flushNow() {
        flushScheduled = false;
        ChannelHandlerContext here = context;
        if (here != null && !gone) {
            writeOut();
            here.flush();
        }
    }

    void ping() {
        if (!gone) {
            frame(Http2.PING, 0, 0, 8).writeLong(0);
            flushSoon();
        }
    }

    void goAway(int lastStreamId, int error) {
        if (!gone) {
            frame(Http2.GOAWAY, 0, 0, 8).writeInt(lastStreamId).writeInt(error);
            flushSoon();
        }
    }

    /** Sends what was written, then closes. */
    void close() {
        if (!gone) {
            writeOut();
            gone = true;
            place = Place.FAILED;
            ChannelHandlerContext here = requireContext();
            here.flush();
            here.close();
        }
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The end of streams.

    /** Resets a stream and tells its owner why. */
    void reset(Http2Stream stream, int error, Http2Loss why) {
        if (!stream.closed) {
            reset(stream, error);
            stream.lost(why);
            // What a client makes us reset costs what it costs to reset it itself (CVE-2025-8671).
            if (server && why == Http2Loss.MALFORMED && !goodwill.take(Http2Goodwill.ABANDONED)) {
                fail(Http2.ENHANCE_YOUR_CALM);
            }
        }
    }

    /** Resets a stream whose owner knows. */
    void reset(Http2Stream stream, int error) {
        if (!stream.closed) {
            refuse(stream.id, error);
            forget(stream);
        }
    }

    /** RST_STREAM for a stream that need not exist. */
    void refuse(int streamId, int error) {
        if (!gone) {
            frame(Http2.RST_STREAM, 0, streamId, 4).writeInt(error);
            flushSoon();
        }
    }

    private void localEnd(Http2Stream stream) {
        stream.localEnded = true;
        if (stream.remoteEnded) {
            forget(stream);
        } else {
            stream.sentEnd();
        }
    }

    private void closeIfEnded(Http2Stream stream) {
        if (stream.localEnded && stream.remoteEnded && !stream.closed) {
            forget(stream);
        }
    }

    /** Ends the stream on this side, and frees what it holds. */
    private void forget(Http2Stream stream) {
        if (stream.closed) {
            return;
        }
        stream.closed = true;
        streams.remove(stream.id);
        worker.wheel().remove(stream);
        ArrayDeque<ByteBuf> queue = stream.unsent;
        if (queue != null) {
            stream.unsent = null;
            queue.forEach(ByteBuf::release);
        }
        stream.unsentBytes = 0;
        if (stream.inLine) {
            line.remove(stream);
            stream.inLine = false;
        }
        int keptForConnection = stream.withheldForConnection;
        stream.withheldForConnection = 0;
        credit(null, keptForConnection);
        role.streamClosed();
    }
}
