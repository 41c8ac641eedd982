package io.headgate.http;

/** How the end of a message's content is found (RFC 9112, section 6.3). Exactly one holds for each message. */
public enum Framing {
    /** There is no content: the next message starts right after the head. */
    NONE,
    /** {@link MessageHead#contentLength()} bytes follow; that may be 0. */
    LENGTH,
    /** Chunks follow; {@link ChunkedScanner} finds their end. */
    CHUNKED,
    /** Everything up to the end of the connection; responses only. */
    UNTIL_CLOSE
}
