package io.headgate.http;

import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1 request, parsed in place (RFC 9112, sections 2 to 7). Reusable and confined to one event loop.
 *
 * <p>{@link #parse} fills it, {@link #reset} makes it ready for the next request; accessors are valid in between, give offsets
 * into {@link #bytes()}, and allocate nothing. It is stricter than the RFC asks wherever two readers might disagree about where a
 * message ends or whom it is for; the table of refusals is {@link HeadError}.
 *
 * <p>Each octet is looked at about twice, whatever the cut; a refusal depends on the octets only, not on how they arrived.
 */
public final class RequestHead extends MessageHead {
    /** The longest method name, far beyond every registered one. */
    static final int MAX_METHOD_BYTES = 32;

    private static final int VERSION_LINE_BYTES = 10;
    private static final byte[] HTTP_SLASH = Octets.ascii("HTTP/");
    private static final long HTTP_1_1 = Octets.eightAt(Octets.ascii("HTTP/1.1"), 0);

    private static final byte[] HTTP_SCHEME = Octets.ascii("http://");
    private static final byte[] HTTPS_SCHEME = Octets.ascii("https://");
    private static final byte[] CONTINUE = Octets.ascii("100-continue");
    private static final byte[] H2C = Octets.ascii("h2c");

    /** What the octet at the cursor belongs to. */
    private enum Place {
        BEFORE_LINE,
        METHOD,
        TARGET,
        VERSION,
        HEADERS
    }

    private final Authority targetAuthority = new Authority();
    private final Authority hostField = new Authority();
    private Authority authority = hostField;

    private Place place = Place.BEFORE_LINE;
    private int cursor;
    private int lineStart;
    private int targetStart;
    private int targetEnd;
    private int pathStart;
    private int queryStart = -1;
    private Method method = Method.OTHER;
    private TargetForm targetForm = TargetForm.ORIGIN;
    private boolean expectContinue;
    private boolean upgradeRequested;

    public RequestHead(HeadLimits limits) {
        super(limits);
        clear();
    }

    @Override
    void clear() {
        super.clear();
        targetAuthority.clear();
        hostField.clear();
        authority = hostField;
        place = Place.BEFORE_LINE;
        targetStart = 0;
        targetEnd = 0;
        pathStart = 0;
        queryStart = -1;
        method = Method.OTHER;
        targetForm = TargetForm.ORIGIN;
        expectContinue = false;
        upgradeRequested = false;
    }

    /**
     * Reads the head that starts at {@code from}; one empty line before it is skipped (RFC 9112, section 2.2).
     *
     * <p>After {@link #INCOMPLETE} call again with the same {@code from}, the same octets before the old {@code to} and a larger
     * {@code to}; the array may be another. Scanning goes on where it stopped, so that a sender of single bytes costs no more in
     * total than one of whole heads. After {@link #INVALID} every call says so again.
     *
     * @return the index past the head, {@link #INCOMPLETE} or {@link #INVALID}
     * @throws IllegalStateException if the last head was complete and there was no {@link #reset}
     * @throws IllegalArgumentException if {@code from} differs from the call before
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    public int parse(byte[] octets, int from, int to) {
        if (begin(octets, from, to)) {
            cursor = from;
            lineStart = from;
        }
        if (refused()) {
            return INVALID;
        }
        if (place != Place.HEADERS) {
            int past = parseRequestLine(octets, to);
            if (past < 0) {
                return past;
            }
            startHeaders(past);
            place = Place.HEADERS;
        }
        int past = parseHeadersWithinLimit(to);
        return past < 0 ? past : finish(readMeaning(), past);
    }

    private int parseRequestLine(byte[] octets, int to) {
        if (place == Place.BEFORE_LINE) {
            int past = skipEmptyLine(octets, to);
            if (past < 0) {
                return past;
            }
            lineStart = past;
            cursor = past;
            place = Place.METHOD;
        }
        int end = endOfStartLine(lineStart, to);
        if (place == Place.METHOD) {
            int past = scanMethod(octets, end);
            if (past < 0) {
                return past;
            }
            method = Method.of(octets, lineStart, past);
            targetStart = past + 1;
            cursor = targetStart;
            place = Place.TARGET;
        }
        if (place == Place.TARGET) {
            int past = scanTarget(octets, end);
            if (past < 0) {
                return past;
            }
            targetEnd = past;
            cursor = past + 1;
            place = Place.VERSION;
        }
        int past = scanVersion(octets, end);
        if (past < 0) {
            return past;
        }
        HeadError refusal = readTarget(octets);
        return refusal == null ? past : refuse(refusal);
    }

    private int skipEmptyLine(byte[] octets, int to) {
        if (cursor == to) {
            return INCOMPLETE;
        }
        if (octets[cursor] != '\r') {
            return cursor;
        }
        if (cursor + 1 == to) {
            return INCOMPLETE;
        }
        return octets[cursor + 1] == '\n' ? cursor + 2 : refuse(HeadError.BARE_CR);
    }

    private int scanMethod(byte[] octets, int end) {
        int i = cursor;
        while (i < end && Octets.isToken(octets[i])) {
            i++;
        }
        if (i - lineStart > MAX_METHOD_BYTES) {
            return refuse(HeadError.METHOD_TOO_LONG);
        }
        if (i == end) {
            return pauseAt(i);
        }
        return switch (octets[i]) {
            case ' ' -> i > lineStart ? i : refuse(HeadError.MALFORMED_REQUEST_LINE);
            case '\n' -> refuse(HeadError.BARE_LF);
            case '\r', '\t' -> refuse(HeadError.MALFORMED_REQUEST_LINE);
            default -> refuse(HeadError.BAD_METHOD);
        };
    }

    private int scanTarget(byte[] octets, int end) {
        int i = cursor;
        while (true) {
            while (i < end && Octets.isTarget(octets[i])) {
                i++;
            }
            if (i == end) {
                return pauseAt(i);
            }
            if (octets[i] != '?') {
                break;
            }
            i++;
            if (queryStart < 0) {
                queryStart = i;
            }
        }
        return switch (octets[i]) {
            case ' ' -> i > targetStart ? i : refuse(HeadError.MALFORMED_REQUEST_LINE);
            case '\n' -> refuse(HeadError.BARE_LF);
            case '\r', '\t' -> refuse(HeadError.MALFORMED_REQUEST_LINE);
            default -> refuse(HeadError.BAD_TARGET);
        };
    }

    private int pauseAt(int at) {
        cursor = at;
        return startLineExceeds(lineStart, at) ? refuse(HeadError.REQUEST_LINE_TOO_LONG) : INCOMPLETE;
    }

    /** Reads "HTTP/1.x" CRLF; the octet before it was the space after the target. */
    private int scanVersion(byte[] octets, int end) {
        int start = targetEnd + 1;
        int past = start + VERSION_LINE_BYTES;
        if (past <= end
                && Octets.eightAt(octets, start) == HTTP_1_1
                && octets[past - 2] == '\r'
                && octets[past - 1] == '\n') {
            minorVersion = 1;
            return past;
        }
        for (int i = cursor; i < end; i++) {
            HeadError refusal = refusalInVersion(octets, start, i);
            if (refusal != null) {
                return refuse(refusal);
            }
            if (i + 1 == past) {
                minorVersion = octets[start + 7] - '0';
                return past;
            }
        }
        return pauseAt(end);
    }

    private static @Nullable HeadError refusalInVersion(byte[] octets, int start, int at) {
        byte octet = octets[at];
        int place = at - start;
        boolean expected = switch (place) {
            case 5, 7 -> Octets.isDigit(octet);
            case 6 -> octet == '.';
            case 8 -> octet == '\r';
            case 9 -> octet == '\n';
            default -> octet == HTTP_SLASH[place];
        };
        if (!expected) {
            if (place == 9) {
                return HeadError.BARE_CR;
            }
            if (octet == '\n') {
                return HeadError.BARE_LF;
            }
            return place == 8 || octet <= ' ' ? HeadError.MALFORMED_REQUEST_LINE : HeadError.BAD_VERSION;
        }
        boolean unsupported = place == 8 && (octets[start + 5] != '1' || octets[start + 7] > '1');
        return unsupported ? HeadError.UNSUPPORTED_VERSION : null;
    }

    /** Finds the form of the target (RFC 9112, section 3.2) and its parts. */
    private @Nullable HeadError readTarget(byte[] octets) {
        pathStart = targetStart;
        if (method == Method.CONNECT) {
            targetForm = TargetForm.AUTHORITY;
            pathStart = targetEnd;
            boolean valid =
                    queryStart < 0 && targetAuthority.read(octets, targetStart, targetEnd) && targetAuthority.hasPort();
            return valid ? null : HeadError.BAD_TARGET;
        }
        if (octets[targetStart] == '/') {
            targetForm = TargetForm.ORIGIN;
            return null;
        }
        if (method == Method.OPTIONS && octets[targetStart] == '*' && targetEnd - targetStart == 1) {
            targetForm = TargetForm.ASTERISK;
            return null;
        }
        targetForm = TargetForm.ABSOLUTE;
        int start = targetStart + schemeBytes(octets);
        pathStart = endOfAuthority(octets, start);
        return start > targetStart && targetAuthority.read(octets, start, pathStart) ? null : HeadError.BAD_TARGET;
    }

    /** The length of {@code http://} or {@code https://} at the start of the target, or 0. */
    private int schemeBytes(byte[] octets) {
        if (targetStartsWith(octets, HTTP_SCHEME)) {
            return HTTP_SCHEME.length;
        }
        return targetStartsWith(octets, HTTPS_SCHEME) ? HTTPS_SCHEME.length : 0;
    }

    private boolean targetStartsWith(byte[] octets, byte[] scheme) {
        int end = targetStart + scheme.length;
        return end <= targetEnd && Octets.equalsIgnoreCase(octets, targetStart, end, scheme);
    }

    private int endOfAuthority(byte[] octets, int start) {
        int end = pathLimit();
        int i = start;
        while (i < end && octets[i] != '/') {
            i++;
        }
        return i;
    }

    /** Where the path ends: before the '?' of a query, or with the target. */
    private int pathLimit() {
        return queryStart < 0 ? targetEnd : queryStart - 1;
    }

    private @Nullable HeadError readMeaning() {
        HeadError refusal = readHost();
        if (refusal == null) {
            refusal = readFraming(Framing.NONE);
        }
        if (refusal == null && has(HeaderId.CONNECTION)) {
            refusal = readConnection();
        }
        if (refusal == null && has(HeaderId.EXPECT)) {
            refusal = readExpect();
        }
        if (has(HeaderId.TE)) {
            readTe();
        }
        if (has(HeaderId.UPGRADE)) {
            readUpgrade();
        }
        return refusal;
    }

    private @Nullable HeadError readHost() {
        if (repeats(HeaderId.HOST)) {
            return HeadError.DUPLICATE_HOST;
        }
        int i = find(HeaderId.HOST);
        if (i < 0) {
            authority = ownAuthority();
            return minorVersion == 1 ? HeadError.MISSING_HOST : null;
        }
        byte[] octets = bytes();
        if (!hostField.read(octets, valueStart(i), valueEnd(i))) {
            return HeadError.BAD_HOST;
        }
        authority = ownAuthority();
        if (targetForm != TargetForm.ABSOLUTE) {
            return null;
        }
        int defaultPort = targetStartsWith(octets, HTTP_SCHEME) ? 80 : 443;
        return targetAuthority.sameAs(hostField, octets, defaultPort) ? null : HeadError.HOST_MISMATCH;
    }

    private Authority ownAuthority() {
        return targetForm == TargetForm.ABSOLUTE || targetForm == TargetForm.AUTHORITY ? targetAuthority : hostField;
    }

    /** HTTP/1.0 has no expectations: RFC 9110, section 10.1.1 has them ignored there. */
    private @Nullable HeadError readExpect() {
        if (minorVersion == 0) {
            return null;
        }
        if (repeats(HeaderId.EXPECT) || !valueIs(find(HeaderId.EXPECT), CONTINUE)) {
            return HeadError.UNSUPPORTED_EXPECTATION;
        }
        expectContinue = true;
        return null;
    }

    private void readUpgrade() {
        upgradeRequested = minorVersion == 1
                && upgradeOption()
                && contentLength() <= 0
                && framing != Framing.CHUNKED
                && !asksForH2c();
    }

    private boolean asksForH2c() {
        return anyElementIs(HeaderId.UPGRADE, H2C);
    }

    /** The method; compare octets for an {@link Method#OTHER}. */
    public Method method() {
        return method;
    }

    /** Where the method starts. */
    public int methodStart() {
        return lineStart;
    }

    /** Where the method ends. */
    public int methodEnd() {
        return targetStart - 1;
    }

    /** The form of the target. */
    public TargetForm targetForm() {
        return targetForm;
    }

    /** Where the target, as sent, starts. */
    public int targetStart() {
        return targetStart;
    }

    /** Where the target, as sent, ends. */
    public int targetEnd() {
        return targetEnd;
    }

    /** Where the path starts: {@code "/a"} in {@code http://h/a?b}, {@code "*"} for the asterisk form. */
    public int pathStart() {
        return pathStart;
    }

    /** Where the path ends. */
    public int pathEnd() {
        return targetForm == TargetForm.AUTHORITY ? targetEnd : pathLimit();
    }

    /**
     * Whether the target has no path: always with CONNECT, and in {@code http://host}, where "/" is meant, or "*" if the method is
     * OPTIONS (RFC 9112, section 3.2.4).
     */
    public boolean pathIsEmpty() {
        return pathStart == pathEnd();
    }

    /** Where the query starts, past its '?'; -1 if there is none. */
    public int queryStart() {
        return queryStart;
    }

    /** Where the query ends; -1 if there is none. */
    public int queryEnd() {
        return queryStart < 0 ? -1 : targetEnd;
    }

    /**
     * Where the host starts, as sent, without port: of the target if that has one, of Host otherwise. Empty ({@code hostStart() ==
     * hostEnd()}) for HTTP/1.0 without Host.
     */
    public int hostStart() {
        return authority.start();
    }

    /** Where the host ends; the dot of the root is left out. */
    public int hostEnd() {
        return authority.hostEnd();
    }

    /** Where host and port start. */
    public int authorityStart() {
        return authority.start();
    }

    /** Where host and port end. */
    public int authorityEnd() {
        return authority.end();
    }

    /**
     * Whether the client asks to leave HTTP on this connection: HTTP/1.1, an Upgrade header, {@code Connection: upgrade} and no
     * content. An Upgrade that names h2c counts as none: answering it would hand the upstream a tunnel we do not read.
     */
    public boolean upgradeRequested() {
        return upgradeRequested;
    }

    /** The first Upgrade header, or -1. */
    public int upgradeHeader() {
        return find(HeaderId.UPGRADE);
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the content. */
    public boolean expectContinue() {
        return expectContinue;
    }
}
