package io.headgate.http;

import java.util.Arrays;

/**
 * Writes the fields of an HTTP/2 header block as an HTTP/1 head, so that both versions are read, routed and forwarded by one strict
 * reader. Reusable and confined to one event loop: {@code start…}, then the fields, then {@code finish…}, then the head is in {@link
 * #bytes()} until the next start.
 *
 * <p>What HTTP/2 forbids is found here (RFC 9113, section 8): pseudo fields that are unknown, repeated, missing or late, names that
 * are not lower-case tokens, values with CR, LF or NUL or with blanks around them, fields that belong to a connection. What HTTP/1
 * forbids too is left to its reader. Where a head has no length, {@code transfer-encoding: chunked} stands for the frames that follow.
 */
public final class Http2Fields implements HpackDecoder.Sink {
    /** What became of a block. */
    public enum Outcome {
        GOOD,
        /** The message is malformed: a stream error PROTOCOL_ERROR. */
        MALFORMED,
        /** More than the limit: a request is answered with 431. */
        TOO_LARGE
    }

    private enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    private static final int NONE = -1;
    /** Each field costs this in addition, as in SETTINGS_MAX_HEADER_LIST_SIZE: many empty fields are not free. */
    private static final int FIELD_OVERHEAD = 32;

    private static final byte[] METHOD = Octets.ascii(":method");
    private static final byte[] SCHEME = Octets.ascii(":scheme");
    private static final byte[] PATH = Octets.ascii(":path");
    private static final byte[] AUTHORITY = Octets.ascii(":authority");
    private static final byte[] STATUS = Octets.ascii(":status");
    private static final byte[] CONNECT = Octets.ascii("CONNECT");
    private static final byte[] HTTP = Octets.ascii("http");
    private static final byte[] HTTPS = Octets.ascii("https");
    private static final byte[] TRAILERS = Octets.ascii("trailers");
    private static final byte[] REQUEST_VERSION = Octets.ascii(" HTTP/1.1\r\n");
    private static final byte[] RESPONSE_VERSION = Octets.ascii("HTTP/1.1 ");
    private static final byte[] HOST = Octets.ascii("host: ");
    private static final byte[] COOKIE = Octets.ascii("cookie: ");
    private static final byte[] CHUNKED = Octets.ascii("transfer-encoding: chunked\r\n");
    private static final byte[] NO_CONTENT = Octets.ascii("content-length: 0\r\n");

    /** Fields that are about one connection, which HTTP/2 frames itself. */
    private static final long CONNECTION_SPECIFIC = HeaderId.setOf(
            HeaderId.CONNECTION,
            HeaderId.KEEP_ALIVE,
            HeaderId.PROXY_CONNECTION,
            HeaderId.TRANSFER_ENCODING,
            HeaderId.UPGRADE,
            HeaderId.HTTP2_SETTINGS);

    private static final boolean[] LOWER_CASE_TOKEN = new boolean[256];

    static {
        for (int octet = 0; octet < 128; octet++) {
            LOWER_CASE_TOKEN[octet] = Octets.isToken((byte) octet) && !(octet >= 'A' && octet <= 'Z');
        }
    }

    private Kind kind = Kind.REQUEST;
    private Outcome outcome = Outcome.GOOD;
    private int limit;
    private int cost;
    private byte[] bytes = new byte[1024];
    private int length;

    // Pseudo fields and cookies, put aside until their turn: ranges of `aside`.
    private byte[] aside = new byte[512];
    private int asideLength;
    private int methodFrom;
    private int methodTo;
    private int pathFrom;
    private int pathTo;
    private int authorityFrom;
    private int authorityTo;
    private boolean schemeSeen;
    private int status;

    private boolean lineWritten;
    private int hostFrom;
    private int hostTo;
    private boolean lengthSeen;
    private byte[] cookies = new byte[256];
    private int cookiesLength;

    /**
     * Begins a request's head.
     *
     * @param maxBytes more than this in all, each field counted with 32 extra, is {@link Outcome#TOO_LARGE}
     */
    public void startRequest(int maxBytes) {
        start(Kind.REQUEST, maxBytes);
    }

    /** Begins a response's head; bounded as in {@link #startRequest}. */
    public void startResponse(int maxBytes) {
        start(Kind.RESPONSE, maxBytes);
    }

    /** Begins a trailer section; bounded as in {@link #startRequest}. */
    public void startTrailers(int maxBytes) {
        start(Kind.TRAILERS, maxBytes);
    }

    private void start(Kind of, int maxBytes) {
        kind = of;
        outcome = Outcome.GOOD;
        limit = maxBytes;
        cost = 0;
        length = 0;
        asideLength = 0;
        methodFrom = NONE;
        pathFrom = NONE;
        authorityFrom = NONE;
        hostFrom = NONE;
        schemeSeen = false;
        status = 0;
        lineWritten = kind == Kind.TRAILERS;
        lengthSeen = false;
        cookiesLength = 0;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Fields.

    @Override
    public void field(byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        if (outcome != Outcome.GOOD) {
            return;
        }
        cost += nameTo - nameFrom + valueTo - valueFrom + FIELD_OVERHEAD;
        if (cost > limit) {
            outcome = Outcome.TOO_LARGE;
            return;
        }
        boolean pseudo = nameTo > nameFrom && name[nameFrom] == ':';
        boolean good = isText(value, valueFrom, valueTo)
                && (pseudo
                        ? pseudo(name, nameFrom, nameTo, value, valueFrom, valueTo)
                        : regular(name, nameFrom, nameTo, value, valueFrom, valueTo));
        if (!good) {
            outcome = Outcome.MALFORMED;
        }
    }

    /** Nothing in it ends a line, and no blank at an end would be lost (RFC 9113, section 8.2.1). */
    private static boolean isText(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet == '\r' || octet == '\n' || octet == 0) {
                return false;
            }
        }
        return from == to || !(Octets.isWhitespace(octets[from]) || Octets.isWhitespace(octets[to - 1]));
    }

    private boolean pseudo(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        if (lineWritten) {
            return false;
        }
        if (kind == Kind.RESPONSE) {
            return is(name, nameFrom, nameTo, STATUS) && status == 0 && readStatus(value, from, to);
        }
        if (is(name, nameFrom, nameTo, METHOD)) {
            if (methodFrom != NONE || Octets.endOfToken(value, from, to) != to || from == to) {
                return false;
            }
            methodFrom = putAside(value, from, to);
            methodTo = asideLength;
            return true;
        }
        if (is(name, nameFrom, nameTo, PATH)) {
            if (pathFrom != NONE || from == to || !(value[from] == '/' || (value[from] == '*' && to == from + 1))) {
                return false;
            }
            pathFrom = putAside(value, from, to);
            pathTo = asideLength;
            return visible(value, from, to);
        }
        if (is(name, nameFrom, nameTo, AUTHORITY)) {
            if (authorityFrom != NONE || from == to) {
                return false;
            }
            authorityFrom = putAside(value, from, to);
            authorityTo = asideLength;
            return visible(value, from, to);
        }
        if (is(name, nameFrom, nameTo, SCHEME)) {
            boolean first = !schemeSeen;
            schemeSeen = true;
            return first && (is(value, from, to, HTTP) || is(value, from, to, HTTPS));
        }
        return false;
    }

    private boolean readStatus(byte[] value, int from, int to) {
        if (to - from != 3) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(value[i])) {
                return false;
            }
            status = status * 10 + value[i] - '0';
        }
        return status >= 100;
    }

    private boolean regular(byte[] name, int nameFrom, int nameTo, byte[] value, int from, int to) {
        if (nameFrom == nameTo) {
            return false;
        }
        for (int i = nameFrom; i < nameTo; i++) {
            if (!LOWER_CASE_TOKEN[name[i] & 0xff]) {
                return false;
            }
        }
        if (!lineWritten && !writeLine()) {
            return false;
        }
        int id = HeaderId.of(name, nameFrom, nameTo);
        if ((CONNECTION_SPECIFIC >>> id & 1) != 0) {
            return false;
        }
        if (kind == Kind.REQUEST) {
            switch (id) {
                case HeaderId.HOST -> {
                    return host(value, from, to);
                }
                case HeaderId.COOKIE -> {
                    joinCookie(value, from, to);
                    return true;
                }
                case HeaderId.TE -> {
                    if (!is(value, from, to, TRAILERS)) {
                        return false;
                    }
                }
                default -> {}
            }
        }
        lengthSeen |= id == HeaderId.CONTENT_LENGTH;
        ensure(nameTo - nameFrom + to - from + 4);
        System.arraycopy(name, nameFrom, bytes, length, nameTo - nameFrom);
        length += nameTo - nameFrom;
        bytes[length++] = ':';
        bytes[length++] = ' ';
        System.arraycopy(value, from, bytes, length, to - from);
        length += to - from;
        crlf();
        return true;
    }

    /** A Host beside {@code :authority} must say the same (RFC 9113, section 8.3.1); it is not written twice. */
    private boolean host(byte[] value, int from, int to) {
        if (hostFrom != NONE) {
            return false;
        }
        hostFrom = putAside(value, from, to);
        hostTo = asideLength;
        if (authorityFrom == NONE) {
            put(HOST);
            put(value, from, to);
            crlf();
            return true;
        }
        return to - from == authorityTo - authorityFrom
                && Octets.rangesEqualIgnoreCase(aside, authorityFrom, hostFrom, hostTo - hostFrom);
    }

    /** Clients split cookies to compress them better; HTTP/1 has them in one line (RFC 9113, section 8.2.3). */
    private void joinCookie(byte[] value, int from, int to) {
        int most = cookiesLength + 2 + to - from;
        if (cookies.length < most) {
            cookies = Arrays.copyOf(cookies, Math.max(most, cookies.length * 2));
        }
        if (cookiesLength > 0) {
            cookies[cookiesLength++] = ';';
            cookies[cookiesLength++] = ' ';
        }
        System.arraycopy(value, from, cookies, cookiesLength, to - from);
        cookiesLength += to - from;
    }

    private boolean writeLine() {
        lineWritten = true;
        if (kind == Kind.RESPONSE) {
            if (status == 0) {
                return false;
            }
            put(RESPONSE_VERSION);
            ensure(6);
            bytes[length++] = (byte) ('0' + status / 100);
            bytes[length++] = (byte) ('0' + status / 10 % 10);
            bytes[length++] = (byte) ('0' + status % 10);
            bytes[length++] = ' ';
            crlf();
            return true;
        }
        if (methodFrom == NONE) {
            return false;
        }
        boolean connect = is(aside, methodFrom, methodTo, CONNECT);
        boolean complete =
                connect ? authorityFrom != NONE && pathFrom == NONE && !schemeSeen : pathFrom != NONE && schemeSeen;
        if (!complete) {
            return false;
        }
        put(aside, methodFrom, methodTo);
        ensure(1);
        bytes[length++] = ' ';
        if (connect) {
            put(aside, authorityFrom, authorityTo);
        } else {
            put(aside, pathFrom, pathTo);
        }
        put(REQUEST_VERSION);
        if (authorityFrom != NONE) {
            put(HOST);
            put(aside, authorityFrom, authorityTo);
            crlf();
        }
        return true;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // The end of a block.

    /**
     * Completes a request's head.
     *
     * @param end no content follows
     */
    public Outcome finishRequest(boolean end) {
        if (!beginEnd()) {
            return outcome;
        }
        if (cookiesLength > 0) {
            put(COOKIE);
            put(cookies, 0, cookiesLength);
            crlf();
        }
        if (!lengthSeen) {
            if (!end) {
                put(CHUNKED);
            } else if (announcesContent()) {
                put(NO_CONTENT);
            }
        }
        ensure(2);
        crlf();
        return outcome;
    }

    /** Whether an HTTP/1 server would wait for content or answer 411 (RFC 9110, section 8.6). */
    private boolean announcesContent() {
        return switch (Method.of(aside, methodFrom, methodTo)) {
            case POST, PUT, PATCH -> true;
            default -> false;
        };
    }

    /**
     * Completes a response's head.
     *
     * @param end no content follows
     * @param headRequest the request was HEAD: a missing length says nothing
     */
    public Outcome finishResponse(boolean end, boolean headRequest) {
        if (!beginEnd()) {
            return outcome;
        }
        boolean content = status >= 200 && status != 204 && status != 304 && !headRequest;
        if (!lengthSeen && content) {
            put(end ? NO_CONTENT : CHUNKED);
        }
        ensure(2);
        crlf();
        return outcome;
    }

    /** Completes a trailer section. */
    public Outcome finishTrailers() {
        if (beginEnd()) {
            ensure(2);
            crlf();
        }
        return outcome;
    }

    private boolean beginEnd() {
        if (outcome == Outcome.GOOD && !lineWritten && !writeLine()) {
            outcome = Outcome.MALFORMED;
        }
        return outcome == Outcome.GOOD;
    }

    /** The head, up to {@link #length()}. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** The status of a response; 0 before it was seen. */
    public int status() {
        return status;
    }

    // ------------------------------------------------------------------------------------------------------------------
    // Octets.

    private static boolean is(byte[] octets, int from, int to, byte[] wanted) {
        return Arrays.equals(octets, from, to, wanted, 0, wanted.length);
    }

    /** No blank or control octet: nothing that could end the target or start another. */
    private static boolean visible(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] <= ' ' || octets[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private int putAside(byte[] value, int from, int to) {
        int at = asideLength;
        int count = to - from;
        if (aside.length < at + count) {
            aside = Arrays.copyOf(aside, Math.max(at + count, aside.length * 2));
        }
        System.arraycopy(value, from, aside, at, count);
        asideLength += count;
        return at;
    }

    private void put(byte[] octets) {
        put(octets, 0, octets.length);
    }

    private void put(byte[] octets, int from, int to) {
        ensure(to - from + 2);
        System.arraycopy(octets, from, bytes, length, to - from);
        length += to - from;
    }

    /** There is room: every put leaves two octets. */
    private void crlf() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void ensure(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
