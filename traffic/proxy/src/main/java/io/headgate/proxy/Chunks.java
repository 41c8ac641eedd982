package io.headgate.proxy;

import io.headgate.http.ChunkedScanner;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Chunked coding (RFC 9112 section 7.1): read from one side, and written where the other has none. */
final class Chunks {
    /** Payloads up to this size are copied between their framing: one buffer instead of three. */
    private static final int COPY_BYTES = 8192;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST = {'0', '\r', '\n'};

    /** Takes content as it is read. */
    interface Receiver {
        /**
         * Part of the content; owned by the callee.
         *
         * @return whether the rest is still wanted
         */
        boolean content(ByteBuf data);
    }

    private Chunks() {}

    /**
     * Reads what {@code in} holds of a chunked body and passes it on: as it came, framing included, or the payload alone.
     *
     * @return {@code MORE} when all of {@code in} was used; {@code END} when the body ended, {@code in} standing behind it; {@code DATA} when
     *     {@code to} wants no more, {@code in} standing behind the chunk's part; {@code INVALID}, all of {@code in} thrown away
     */
    static ChunkedScanner.Step read(ByteBuf in, ChunkedScanner scanner, boolean raw, Receiver to) {
        int readable = in.readableBytes();
        ByteBuffer bytes = in.internalNioBuffer(in.readerIndex(), readable);
        int base = bytes.position();
        int limit = base + readable;
        int at = base;
        while (true) {
            ChunkedScanner.Step step = scanner.step(bytes, at, limit);
            switch (step) {
                case DATA -> {
                    at = scanner.next();
                    int from = in.readerIndex() + scanner.dataStart() - base;
                    if (!raw && !to.content(in.retainedSlice(from, scanner.dataEnd() - scanner.dataStart()))) {
                        in.skipBytes(at - base);
                        return step;
                    }
                }
                case MORE, END -> {
                    int used = step == ChunkedScanner.Step.END ? scanner.next() - base : readable;
                    if (raw) {
                        to.content(in.readRetainedSlice(used));
                    } else {
                        in.skipBytes(used);
                    }
                    return step;
                }
                case INVALID -> {
                    in.skipBytes(readable);
                    return step;
                }
            }
        }
    }

    /** Writes {@code data}, which it owns and which is not empty, as one chunk. */
    static void write(ChannelHandlerContext context, Worker worker, ByteBuf data) {
        int size = data.readableBytes();
        ByteSink out = worker.headSink();
        out.putHexDigits(size);
        out.put(CRLF);
        if (size <= COPY_BYTES) {
            ByteBuf chunk = worker.allocator().directBuffer(out.length() + size + 2);
            chunk.writeBytes(out.bytes(), 0, out.length()).writeBytes(data).writeBytes(CRLF);
            data.release();
            context.write(chunk, context.voidPromise());
        } else {
            context.write(worker.copyToDirect(out), context.voidPromise());
            context.write(data, context.voidPromise());
            out.clear();
            out.put(CRLF);
            context.write(worker.copyToDirect(out), context.voidPromise());
        }
    }

    /** The last chunk with its trailer fields. */
    static ByteBuf last(Worker worker, @Nullable Trailers trailers) {
        ByteSink out = worker.headSink();
        out.put(LAST);
        if (trailers != null) {
            for (int i = 0; i < trailers.headerCount(); i++) {
                out.put(trailers.bytes(), trailers.nameStart(i), trailers.nameEnd(i));
                out.put(':');
                out.put(' ');
                out.put(trailers.bytes(), trailers.valueStart(i), trailers.valueEnd(i));
                out.put(CRLF);
            }
        }
        out.put(CRLF);
        return worker.copyToDirect(out);
    }
}
