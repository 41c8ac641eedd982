package io.headgate.http;

import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1 response, parsed in place. Reusable and confined to one event loop.
 *
 * <p>Header lines obey the same rules as in a request. The status line is read more kindly where no reader can be misled: the
 * reason may be empty, the space before an empty reason may be missing, and it may hold obs-text. A refused response is answered to
 * the client with 502, whatever {@link HeadError#status()} says.
 */
public final class ResponseHead extends MessageHead {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private static final byte[] HTTP_SLASH = Octets.ascii("HTTP/");

    /** "HTTP/1.1 200": what comes before the reason and its space. */
    private static final int FIXED_BYTES = 12;

    /** What the octet at the cursor belongs to. */
    private enum Place {
        FIXED_PART,
        REASON,
        HEADERS
    }

    private Place place = Place.FIXED_PART;
    private int cursor;
    private int lineStart;
    private int status;
    private int reasonStart;
    private int reasonEnd;
    private boolean bodyOnNoContent;

    public ResponseHead(HeadLimits limits) {
        super(limits);
        clear();
    }

    @Override
    void clear() {
        super.clear();
        place = Place.FIXED_PART;
        status = 0;
        reasonStart = 0;
        reasonEnd = 0;
        bodyOnNoContent = false;
    }

    /**
     * Reads the head that starts at {@code from}; the same contract as {@link RequestHead#parse}, but no empty line is skipped.
     * An interim response (1xx but 101) is a head of its own: {@link #reset} and parse the next.
     *
     * @param requestMethod what the response answers: decides whether it has content
     * @return the index past the head, {@link #INCOMPLETE} or {@link #INVALID}
     */
    public int parse(byte[] octets, int from, int to, Method requestMethod) {
        if (begin(octets, from, to)) {
            cursor = from;
            lineStart = from;
        }
        if (refused()) {
            return INVALID;
        }
        if (place != Place.HEADERS) {
            int past = parseStatusLine(octets, endOfStartLine(lineStart, to));
            if (past < 0) {
                return past;
            }
            startHeaders(past);
            place = Place.HEADERS;
        }
        int past = parseHeadersWithinLimit(to);
        return past < 0 ? past : finish(readMeaning(requestMethod), past);
    }

    private int parseStatusLine(byte[] octets, int end) {
        if (place == Place.FIXED_PART) {
            for (; cursor - lineStart < FIXED_BYTES; cursor++) {
                if (cursor == end) {
                    return pauseAt(end);
                }
                HeadError refusal = refusalInFixedPart(octets, lineStart, cursor);
                if (refusal != null) {
                    return refuse(refusal);
                }
            }
            minorVersion = octets[lineStart + 7] - '0';
            status = (octets[cursor - 3] - '0') * 100 + (octets[cursor - 2] - '0') * 10 + (octets[cursor - 1] - '0');
            place = Place.REASON;
        }
        return parseReason(octets, end);
    }

    private static @Nullable HeadError refusalInFixedPart(byte[] octets, int start, int at) {
        byte octet = octets[at];
        int place = at - start;
        boolean expected = switch (place) {
            case 5, 7, 10, 11 -> Octets.isDigit(octet);
            case 6 -> octet == '.';
            case 8 -> octet == ' ';
            case 9 -> octet >= '1' && octet <= '9';
            default -> octet == HTTP_SLASH[place];
        };
        if (!expected) {
            return place < 8 ? HeadError.BAD_VERSION : HeadError.MALFORMED_STATUS_LINE;
        }
        boolean unsupported = place == 8 && (octets[start + 5] != '1' || octets[start + 7] > '1');
        return unsupported ? HeadError.UNSUPPORTED_VERSION : null;
    }

    private int parseReason(byte[] octets, int end) {
        int afterStatus = lineStart + FIXED_BYTES;
        if (cursor == end) {
            return pauseAt(end);
        }
        if (cursor == afterStatus) {
            if (octets[cursor] != ' ' && octets[cursor] != '\r') {
                return refuse(HeadError.MALFORMED_STATUS_LINE);
            }
        }
        int i = Octets.endOfValue(octets, cursor, end);
        if (i == end || (i + 1 == end && octets[i] == '\r')) {
            cursor = i;
            return startLineExceeds(lineStart, end) ? refuse(HeadError.HEAD_TOO_LARGE) : INCOMPLETE;
        }
        if (octets[i] != '\r') {
            return refuse(octets[i] == '\n' ? HeadError.BARE_LF : HeadError.MALFORMED_STATUS_LINE);
        }
        if (octets[i + 1] != '\n') {
            return refuse(HeadError.BARE_CR);
        }
        reasonStart = Math.min(afterStatus + 1, i);
        reasonEnd = i;
        return i + 2;
    }

    private int pauseAt(int at) {
        cursor = at;
        return startLineExceeds(lineStart, at) ? refuse(HeadError.HEAD_TOO_LARGE) : INCOMPLETE;
    }

    private @Nullable HeadError readMeaning(Method requestMethod) {
        HeadError refusal = readFraming(Framing.UNTIL_CLOSE);
        if (refusal == null) {
            refusal = dropContent(requestMethod);
        }
        if (refusal == null && has(HeaderId.CONNECTION)) {
            refusal = readConnection();
        }
        if (has(HeaderId.TE)) {
            readTe();
        }
        return refusal;
    }

    /** The cases in which the head alone is the message, whatever its headers say (RFC 9112, section 6.3, items 1 and 2). */
    private @Nullable HeadError dropContent(Method requestMethod) {
        boolean announced = framing == Framing.CHUNKED || contentLength() > 0;
        if (status < 200) {
            framing = Framing.NONE;
            return announced ? HeadError.BODY_ON_INTERIM_RESPONSE : null;
        }
        if (status == NO_CONTENT) {
            framing = Framing.NONE;
            bodyOnNoContent = announced;
        } else if (status == NOT_MODIFIED
                || requestMethod == Method.HEAD
                || (requestMethod == Method.CONNECT && status < 300)) {
            framing = Framing.NONE;
        }
        return null;
    }

    /** The status code, {@code 100..999}. */
    public int status() {
        return status;
    }

    /** Where the reason starts. */
    public int reasonStart() {
        return reasonStart;
    }

    /** Where the reason ends; equal to its start if it is empty. */
    public int reasonEnd() {
        return reasonEnd;
    }

    /**
     * {@inheritDoc} Never after {@link Framing#UNTIL_CLOSE}; and not after a 204 that announces content, because the origin may well
     * send it.
     */
    @Override
    public boolean keepAlive() {
        return super.keepAlive() && framing != Framing.UNTIL_CLOSE && !bodyOnNoContent;
    }

    /** Whether what follows the head is no longer HTTP. Only right in answer to a request that asked for it. */
    public boolean switchingProtocols() {
        return status == SWITCHING_PROTOCOLS;
    }
}
