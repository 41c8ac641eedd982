package io.headgate.proxy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an {@link Http2Connection}: what flow control and the end of either direction need to know. Confined to one event loop.
 *
 * <p>Receiving is back-pressured by credit: as long as a stream {@link #hold holds}, what it receives is not given back to the peer as
 * window, so that at most a window's worth is ever in memory. Sending is by queue: {@link Http2Connection} sends what the windows allow and
 * keeps the rest here.
 */
abstract class Http2Stream extends TimerWheel.Timer {
    /** With more than this unsent, no more is welcome. */
    static final int FULL_BYTES = 64 * 1024;

    final Http2Connection connection;
    final int id;

    // Receiving.
    /** What the peer may still send. */
    int receiveWindow;
    /** Received, and not given back yet: because it is too little to tell, or because the stream holds. */
    int withheld;
    /** The part of it that the connection has not given back either. */
    int withheldForConnection;

    private boolean holding;
    /** The peer has sent END_STREAM. */
    boolean remoteEnded;

    // Sending.
    /** What may still be sent; negative after the peer made the initial window smaller. */
    long sendWindow;

    @Nullable
    ArrayDeque<ByteBuf> unsent;

    int unsentBytes;
    /** Whether the stream stands in the connection's line of those with something to send and window to do so. */
    boolean inLine;
    /** Nothing follows what is unsent. */
    boolean endQueued;

    /** Encoded trailers to send after what is unsent. */
    byte @Nullable [] queuedTrailers;

    /** END_STREAM has been sent. */
    boolean localEnded;

    /** Forgotten by the connection: nothing goes in or out. */
    boolean closed;
    /** The owner was told that no more is welcome, and waits for {@link #writableAgain}. */
    private boolean full;

    Http2Stream(Http2Connection connection, int id) {
        this.connection = connection;
        this.id = id;
    }

    /** Content; owned by the callee. */
    abstract void received(ByteBuf data);

    /** END_STREAM has come without trailers. */
    abstract void receivedEnd();

    /** The peer has reset the stream, or the connection has ended; the stream is closed already. */
    abstract void lost(Http2Loss loss);

    /** More may be sent again. */
    abstract void writableAgain();

    /** END_STREAM has gone out, and none has come in. */
    abstract void sentEnd();

    /** Some of what was unsent has been sent. */
    abstract void progressed();

    /** Whether more is welcome; if not, {@link #writableAgain} follows. */
    final boolean takesMore() {
        // Stays so until the owner is told, even if it asks again meanwhile: it waits for that.
        full |= unsentBytes >= FULL_BYTES || !connection.writable();
        return !full;
    }

    /** Tells the owner once, when there is room again. */
    final void tellIfRoom() {
        if (full && !closed && unsentBytes < FULL_BYTES / 2) {
            full = false;
            writableAgain();
        }
    }

    /** Whether the peer gets no new window for what it sends. */
    final boolean holding() {
        return holding;
    }

    final void hold() {
        holding = true;
    }

    final void release() {
        if (holding) {
            holding = false;
            connection.credit(this, 0);
        }
    }
}
