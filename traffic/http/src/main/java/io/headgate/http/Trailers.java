package io.headgate.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The fields after a body: behind the last chunk (RFC 9112, section 7.1.2), copied out of the stream because they may arrive in pieces, or
 * in a header block of their own (RFC 9113, section 8.1). Those of a {@link ChunkedScanner} are complete once that has said {@link
 * ChunkedScanner.Step#END} and valid until its reset. Confined to one event loop.
 *
 * <p>A field that would change how the message is framed, routed, authenticated or read is refused (RFC 9110, section 6.5.1): it
 * comes after the decisions it would have to inform.
 */
public final class Trailers extends HeaderBlock {
    private static final int MAX_BYTES = 8 << 10;
    private static final int MAX_FIELDS = 64;
    /** Bounds what is copied in vain when the next message follows right behind. */
    private static final int SLICE_BYTES = 256;

    private static final long FORBIDDEN = HOP_BY_HOP
            | HeaderId.setOf(
                    HeaderId.HOST,
                    HeaderId.CONTENT_LENGTH,
                    HeaderId.TRAILER,
                    HeaderId.EXPECT,
                    HeaderId.MAX_FORWARDS,
                    HeaderId.X_FORWARDED_FOR,
                    HeaderId.X_FORWARDED_PROTO,
                    HeaderId.X_FORWARDED_HOST,
                    HeaderId.X_FORWARDED_PORT,
                    HeaderId.X_REAL_IP,
                    HeaderId.FORWARDED,
                    HeaderId.X_REQUEST_ID,
                    HeaderId.VIA,
                    HeaderId.AUTHORIZATION,
                    HeaderId.WWW_AUTHENTICATE,
                    HeaderId.COOKIE,
                    HeaderId.SET_COOKIE,
                    HeaderId.ORIGIN,
                    HeaderId.CONTENT_TYPE,
                    HeaderId.CONTENT_ENCODING,
                    HeaderId.CONTENT_RANGE,
                    HeaderId.CONTENT_LOCATION,
                    HeaderId.RANGE,
                    HeaderId.IF_MATCH,
                    HeaderId.IF_NONE_MATCH,
                    HeaderId.IF_MODIFIED_SINCE,
                    HeaderId.IF_UNMODIFIED_SINCE,
                    HeaderId.IF_RANGE,
                    HeaderId.CACHE_CONTROL,
                    HeaderId.PRAGMA,
                    HeaderId.AGE,
                    HeaderId.EXPIRES,
                    HeaderId.VARY,
                    HeaderId.LOCATION,
                    HeaderId.RETRY_AFTER,
                    HeaderId.STRICT_TRANSPORT_SECURITY,
                    HeaderId.SEC_WEBSOCKET_KEY,
                    HeaderId.SEC_WEBSOCKET_VERSION,
                    HeaderId.SEC_WEBSOCKET_PROTOCOL);

    private byte[] copy = new byte[SLICE_BYTES];
    private int length;

    public Trailers() {
        super(MAX_FIELDS);
    }

    /**
     * Reads a whole trailer section, its empty line included, that somebody else has put together; what was here before is forgotten.
     *
     * @return false when it is refused, for {@link #error()}
     */
    public boolean parse(byte[] octets, int to) {
        clear();
        if (to > MAX_BYTES) {
            refuse(HeadError.TRAILERS_TOO_LARGE);
            return false;
        }
        readFrom(octets);
        int past = parseHeaders(to);
        if (past == to && !hasForbiddenField()) {
            return true;
        }
        if (!refused()) {
            refuse(past == to ? HeadError.FORBIDDEN_TRAILER : HeadError.BAD_HEADER_VALUE);
        }
        return false;
    }

    @Override
    void clear() {
        super.clear();
        length = 0;
        startHeaders(0);
    }

    /** Takes {@code buffer[from..to)}; the index past the empty line, {@link #INCOMPLETE} (all taken) or {@link #INVALID}. */
    int accept(ByteBuffer buffer, int from, int to) {
        int at = from;
        while (at < to) {
            int slice = Math.min(Math.min(to - at, SLICE_BYTES), MAX_BYTES - length);
            if (slice == 0) {
                return refuse(HeadError.TRAILERS_TOO_LARGE);
            }
            if (length + slice > copy.length) {
                copy = Arrays.copyOf(copy, Math.min(MAX_BYTES, copy.length * 2 + slice));
            }
            buffer.get(at, copy, length, slice);
            readFrom(copy);
            int past = parseHeaders(length + slice);
            if (past >= 0) {
                int end = at + (past - length);
                length = past;
                return hasForbiddenField() ? refuse(HeadError.FORBIDDEN_TRAILER) : end;
            }
            if (past == INVALID) {
                return INVALID;
            }
            length += slice;
            at += slice;
        }
        return length == MAX_BYTES ? refuse(HeadError.TRAILERS_TOO_LARGE) : INCOMPLETE;
    }

    private boolean hasForbiddenField() {
        for (int i = 0; i < headerCount(); i++) {
            if (((FORBIDDEN >>> headerId(i)) & 1) != 0 || isForwarded(nameStart(i), nameEnd(i))) {
                return true;
            }
        }
        return false;
    }
}
