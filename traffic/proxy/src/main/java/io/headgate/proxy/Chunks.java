package io.headgate.proxy;

import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** Chunked coding of what came without it (RFC 9112 section 7.1). */
final class Chunks {
    /** Payloads up to this size are copied between their framing: one buffer instead of three. */
    private static final int COPY_BYTES = 8192;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST = {'0', '\r', '\n'};

    private Chunks() {}

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
