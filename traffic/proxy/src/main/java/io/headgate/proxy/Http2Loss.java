package io.headgate.proxy;

/** Why a stream ended before its time. */
enum Http2Loss {
    /** The peer has surely not begun with it: REFUSED_STREAM, or GOAWAY with an earlier last stream. */
    REFUSED,
    /** RST_STREAM. */
    RESET,
    /** What came broke the protocol. */
    MALFORMED,
    /** The connection is gone. */
    CONNECTION
}
