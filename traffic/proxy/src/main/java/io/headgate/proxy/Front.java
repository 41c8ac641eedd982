package io.headgate.proxy;

import io.headgate.http.RequestHead;
import io.headgate.http.ResponseHead;
import io.headgate.http.Trailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one {@link Exchange}: an HTTP/1 connection, or a stream of an HTTP/2 one. Confined to its event loop.
 *
 * <p>The exchange calls, in this order: any number of {@link #informational}, then either {@link #local}, or {@link #head} and, unless
 * that said {@code end}, any number of {@link #data} and one {@link #end}. {@link #abort} may come instead of anything that is
 * still missing. What was written reaches the client at the next {@link #flush}.
 */
interface Front {
    /** The version that the client speaks, as logs name it. */
    String protocol(RequestHead request);

    /** Whether chunked bodies pass as they came, framing included, because the client understands them. */
    boolean takesRawChunks();

    /** A 1xx response other than 101. */
    void informational(ResponseHead head);

    /**
     * The response's head, and the part of its body that came with it.
     *
     * @param in holds the body part; not owned: copied or retained by the callee
     * @param end nothing follows
     */
    void head(ResponseHead head, ByteBuf in, int bodyFrom, int bodyLength, boolean end);

    /** Part of the body; the callee owns {@code data}. */
    void data(ByteBuf data);

    /** The body is complete. */
    void end(@Nullable Trailers trailers);

    /** A whole response of our own. */
    void local(LocalResponse response);

    /** The response cannot be completed: the client must be able to tell. */
    void abort();

    void flush();

    /** Whether more response data is welcome; {@link Exchange#frontWritable} follows when it is again. */
    boolean writable();

    /** Stop delivering the request body. */
    void pauseRequest();

    /** Go on delivering the request body. */
    void resumeRequest();
}
