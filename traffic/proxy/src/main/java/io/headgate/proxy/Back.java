package io.headgate.proxy;

import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint's side of one try of an {@link Exchange}: an HTTP/1 connection, or a stream of an HTTP/2 one. Confined to its event loop.
 */
interface Back {
    /** Whether chunked request bodies pass as they came, framing included. */
    boolean takesRawChunks();

    /**
     * Sends the request head.
     *
     * @param head an HTTP/1 head as {@link RequestHeadWriter} made it; owned by the callee
     * @param end no body follows
     */
    void sendHead(ByteBuf head, boolean end);

    /** Part of the request body; owned by the callee. */
    void sendData(ByteBuf data);

    /** The request body is complete. */
    void sendEnd(@Nullable Trailers trailers);

    void flush();

    boolean writable();

    void pauseResponse();

    void resumeResponse();

    /** The exchange has lost interest: the connection is closed, or the stream reset. No call follows in either direction. */
    void cancel();
}
