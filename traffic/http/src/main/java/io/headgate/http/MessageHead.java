package io.headgate.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the heads of requests and responses have in common: the field lines, where the content ends and what becomes of the
 * connection. Reusable and confined to one event loop; what an accessor says is valid after a parse has returned an index and
 * until the next reset.
 *
 * <p>Connection may nominate headers that end at the next recipient. A nomination of a header that is meant for the final
 * recipient (Host, Content-Length, Authorization, Cookie, Cache-Control, Forwarded, X-Forwarded-anything, and every other
 * {@link HeaderId} that is not hop-by-hop by itself) makes the message invalid: no honest sender writes it, and obeying it would
 * let a stranger strip what the proxies in front of us have added.
 */
public abstract sealed class MessageHead extends HeaderBlock permits RequestHead, ResponseHead {
    /** Each option costs a walk over the header names; honest senders write one or two. */
    private static final int MAX_CONNECTION_OPTIONS = 32;
    /** Keeps a length below 10^18, so that sums of lengths fit a {@code long}. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private static final byte[] CLOSE = Octets.ascii("close");
    private static final byte[] KEEP_ALIVE = Octets.ascii("keep-alive");
    private static final byte[] UPGRADE = Octets.ascii("upgrade");
    private static final byte[] CHUNKED = Octets.ascii("chunked");
    private static final byte[] TRAILERS = Octets.ascii("trailers");

    private final HeadLimits limits;
    private boolean begun;
    private boolean complete;
    private int from;

    int minorVersion;
    Framing framing = Framing.NONE;
    private long contentLength;
    private boolean closeOption;
    private boolean keepAliveOption;
    private boolean upgradeOption;
    private boolean teTrailers;

    MessageHead(HeadLimits limits) {
        super(limits.headerCount());
        this.limits = limits;
    }

    /** Forgets the message and the array it was in; the next parse reads a new one. */
    public final void reset() {
        clear();
    }

    @Override
    void clear() {
        super.clear();
        begun = false;
        complete = false;
        minorVersion = 0;
        framing = Framing.NONE;
        contentLength = -1;
        closeOption = false;
        keepAliveOption = false;
        upgradeOption = false;
        teTrailers = false;
    }

    /** Checks the arguments and the order of calls; true if this call begins a message. */
    final boolean begin(byte[] octets, int start, int to) {
        Objects.checkFromToIndex(start, to, octets.length);
        if (complete) {
            throw new IllegalStateException("parse: the head is complete (expected: reset() first)");
        }
        if (begun && start != from) {
            throw new IllegalArgumentException("from: " + start + " (expected: " + from + ", as in the call before)");
        }
        readFrom(octets);
        boolean begins = !begun;
        begun = true;
        from = start;
        return begins;
    }

    /** The end of what the limit on start lines lets us see of a line that starts at {@code start}. */
    final int endOfStartLine(int start, int to) {
        return to - start > limits.requestLineBytes() ? start + limits.requestLineBytes() : to;
    }

    /** Whether a start line that goes on at {@code end} is longer than allowed. */
    final boolean startLineExceeds(int start, int end) {
        return end - start == limits.requestLineBytes();
    }

    /** Reads the field lines within the limit on heads. */
    final int parseHeadersWithinLimit(int to) {
        int end = to - from > limits.headBytes() ? from + limits.headBytes() : to;
        if (headersStart() > end) {
            return refuse(HeadError.HEAD_TOO_LARGE);
        }
        int past = parseHeaders(end);
        if (past == INCOMPLETE && end - from == limits.headBytes()) {
            return refuse(HeadError.HEAD_TOO_LARGE);
        }
        return past;
    }

    /** Ends a parse: refused for {@code why}, or complete at {@code past}. */
    final int finish(@Nullable HeadError why, int past) {
        if (why != null) {
            return refuse(why);
        }
        complete = true;
        return past;
    }

    /**
     * Takes the framing from Content-Length and Transfer-Encoding (RFC 9112, section 6), narrowed to what nobody reads in two
     * ways: one length or one "chunked", never both.
     */
    final @Nullable HeadError readFraming(Framing otherwise) {
        boolean length = has(HeaderId.CONTENT_LENGTH);
        if (has(HeaderId.TRANSFER_ENCODING)) {
            framing = Framing.CHUNKED;
            if (length) {
                return HeadError.LENGTH_AND_TRANSFER_ENCODING;
            }
            return minorVersion == 0 ? HeadError.TRANSFER_ENCODING_IN_HTTP_1_0 : refusalOfTransferEncoding();
        }
        framing = length ? Framing.LENGTH : otherwise;
        return length ? readContentLength() : null;
    }

    private @Nullable HeadError refusalOfTransferEncoding() {
        int i = find(HeaderId.TRANSFER_ENCODING);
        if (repeats(HeaderId.TRANSFER_ENCODING)) {
            return HeadError.BAD_TRANSFER_ENCODING;
        }
        if (valueIs(i, CHUNKED)) {
            return null;
        }
        return endsInChunkedOnce(valueStart(i), valueEnd(i))
                ? HeadError.UNSUPPORTED_TRANSFER_ENCODING
                : HeadError.BAD_TRANSFER_ENCODING;
    }

    private boolean endsInChunkedOnce(int start, int end) {
        int times = 0;
        boolean last = false;
        for (int i = start; i <= end; i = endOfElement(i, end) + 1) {
            last = elementIs(i, end, CHUNKED);
            times += last ? 1 : 0;
        }
        return last && times == 1;
    }

    private @Nullable HeadError readContentLength() {
        if (repeats(HeaderId.CONTENT_LENGTH)) {
            return HeadError.DUPLICATE_CONTENT_LENGTH;
        }
        int i = find(HeaderId.CONTENT_LENGTH);
        int start = valueStart(i);
        int end = valueEnd(i);
        boolean padded = end + 2 != lineEnd(i);
        if (padded || start == end || end - start > MAX_LENGTH_DIGITS) {
            return HeadError.BAD_CONTENT_LENGTH;
        }
        byte[] octets = bytes();
        long value = 0;
        for (int at = start; at < end; at++) {
            if (!Octets.isDigit(octets[at])) {
                return HeadError.BAD_CONTENT_LENGTH;
            }
            value = value * 10 + (octets[at] - '0');
        }
        contentLength = value;
        return null;
    }

    /** Reads every Connection line (RFC 9110, section 7.6.1). Empty elements are skipped, as section 5.6.1.2 asks. */
    final @Nullable HeadError readConnection() {
        int options = 0;
        for (int i = nextWithId(HeaderId.CONNECTION, -1); i >= 0; i = nextWithId(HeaderId.CONNECTION, i)) {
            int end = valueEnd(i);
            int elementEnd;
            for (int at = valueStart(i); at < end; at = elementEnd + 1) {
                elementEnd = endOfElement(at, end);
                if (++options > MAX_CONNECTION_OPTIONS) {
                    return HeadError.BAD_CONNECTION_OPTION;
                }
                HeadError refusal = readOption(trimStart(at, elementEnd), trimEnd(at, elementEnd));
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    private @Nullable HeadError readOption(int start, int end) {
        if (start == end) {
            return null;
        }
        byte[] octets = bytes();
        for (int i = start; i < end; i++) {
            if (!Octets.isToken(octets[i])) {
                return HeadError.BAD_CONNECTION_OPTION;
            }
        }
        if (Octets.equalsIgnoreCase(octets, start, end, CLOSE)) {
            closeOption = true;
        } else if (Octets.equalsIgnoreCase(octets, start, end, KEEP_ALIVE)) {
            keepAliveOption = true;
        } else if (Octets.equalsIgnoreCase(octets, start, end, UPGRADE)) {
            upgradeOption = true;
        } else if (!removeNominated(start, end)) {
            return HeadError.PROTECTED_CONNECTION_OPTION;
        }
        return null;
    }

    final void readTe() {
        teTrailers = anyElementIs(HeaderId.TE, TRAILERS);
    }

    /** Whether an element of any line with this id is {@code lowerCase}, in any case. */
    final boolean anyElementIs(int id, byte[] lowerCase) {
        for (int i = nextWithId(id, -1); i >= 0; i = nextWithId(id, i)) {
            int end = valueEnd(i);
            for (int at = valueStart(i); at < end; at = endOfElement(at, end) + 1) {
                if (elementIs(at, end, lowerCase)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first line after line {@code previous} with this id, or -1. */
    private int nextWithId(int id, int previous) {
        if (previous < 0) {
            return find(id);
        }
        if (repeats(id)) {
            for (int i = previous + 1; i < headerCount(); i++) {
                if (headerId(i) == id) {
                    return i;
                }
            }
        }
        return -1;
    }

    /** Where the list element that starts at {@code at} ends: at a comma or at {@code end}. */
    private int endOfElement(int at, int end) {
        byte[] octets = bytes();
        int i = at;
        while (i < end && octets[i] != ',') {
            i++;
        }
        return i;
    }

    private boolean elementIs(int at, int end, byte[] lowerCase) {
        int elementEnd = endOfElement(at, end);
        return Octets.equalsIgnoreCase(bytes(), trimStart(at, elementEnd), trimEnd(at, elementEnd), lowerCase);
    }

    private int trimStart(int start, int end) {
        int i = start;
        while (i < end && Octets.isWhitespace(bytes()[i])) {
            i++;
        }
        return i;
    }

    private int trimEnd(int start, int end) {
        int i = end;
        while (i > start && Octets.isWhitespace(bytes()[i - 1])) {
            i--;
        }
        return i;
    }

    final boolean upgradeOption() {
        return upgradeOption;
    }

    /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
    public final int minorVersion() {
        return minorVersion;
    }

    /** How the end of the content is found. */
    public final Framing framing() {
        return framing;
    }

    /** The value of Content-Length, {@code 0..10^18-1}; -1 if there is none. For framing ask {@link #framing}. */
    public final long contentLength() {
        return contentLength;
    }

    /** Whether the sender will go on with this connection after the message (RFC 9112, section 9.3). */
    public boolean keepAlive() {
        return !closeOption && (minorVersion == 1 || keepAliveOption);
    }

    /** Whether TE says that the sender takes trailers. */
    public final boolean teTrailers() {
        return teTrailers;
    }
}
