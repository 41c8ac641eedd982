package io.headgate.http;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of a head or of a trailer section, as offsets into the caller's bytes: RFC 9112, section 5, without the
 * leniences that smuggling lives on. No bare CR or LF, no folding, no whitespace before the colon, no empty name.
 *
 * <p>Reusable and confined to one event loop. Offsets are indexes into {@link #bytes()} and valid until the next reset or
 * parse. Lines keep their order; an index {@code i} is {@code 0..headerCount()-1}, and an index outside gives an
 * {@link IndexOutOfBoundsException}.
 */
public abstract sealed class HeaderBlock permits MessageHead, Trailers {
    /** The end of the head is not among the bytes yet. */
    public static final int INCOMPLETE = -1;
    /** The bytes are refused; {@link #error()} says why. */
    public static final int INVALID = -2;

    /** Removed by whoever forwards a message (RFC 9110, section 7.6.1; HTTP2-Settings: RFC 7540, section 3.2.1). */
    static final long HOP_BY_HOP = HeaderId.setOf(
            HeaderId.CONNECTION,
            HeaderId.KEEP_ALIVE,
            HeaderId.PROXY_CONNECTION,
            HeaderId.TRANSFER_ENCODING,
            HeaderId.TE,
            HeaderId.UPGRADE,
            HeaderId.HTTP2_SETTINGS,
            HeaderId.PROXY_AUTHENTICATE,
            HeaderId.PROXY_AUTHORIZATION,
            HeaderId.PROXY_AUTHENTICATION_INFO);

    private static final byte[] X_FORWARDED = Octets.ascii("x-forwarded-");
    private static final byte[] NO_BYTES = {};

    /** Five ints for each line: where its parts are, and its id with {@link #REMOVED} added if it ends here. */
    private static final int STRIDE = 5;

    private static final int NAME_END = 1;
    private static final int VALUE_START = 2;
    private static final int VALUE_END = 3;
    private static final int KIND = 4;
    private static final int REMOVED = 1 << 8;
    private static final int ID_MASK = REMOVED - 1;

    /** What the octet at the cursor belongs to. */
    private enum Place {
        LINE_START,
        NAME,
        BEFORE_VALUE,
        VALUE
    }

    private final int maxHeaders;
    private final short[] firstWithId = new short[HeaderId.COUNT];
    private int[] slots = new int[16 * STRIDE];
    private byte[] bytes = NO_BYTES;
    private @Nullable HeadError error;

    private Place place = Place.LINE_START;
    private int cursor;
    private int lineStart;
    private int nameEnd;
    private int valueStart;

    private int count;
    private long present;
    private long repeated;
    private int headersStart;
    private int headersEnd;

    HeaderBlock(int maxHeaders) {
        this.maxHeaders = maxHeaders;
    }

    void clear() {
        bytes = NO_BYTES;
        error = null;
        count = 0;
        present = 0;
        repeated = 0;
        headersStart = 0;
        headersEnd = 0;
    }

    /** Sets where the first field line starts. */
    final void startHeaders(int at) {
        headersStart = at;
        cursor = at;
        place = Place.LINE_START;
    }

    final void readFrom(byte[] octets) {
        bytes = octets;
    }

    /**
     * Reads field lines up to and including the empty line, from where the last call stopped. No octet is looked at more
     * than twice in all, however the block is cut.
     *
     * @return the index past the empty line, {@link #INCOMPLETE} or {@link #INVALID}
     */
    final int parseHeaders(int to) {
        byte[] octets = bytes;
        int i = cursor;
        Place at = place; // written back only when it stops, not for each part of a line
        while (true) {
            if (at == Place.LINE_START) {
                if (i == to) {
                    return pause(at, i);
                }
                if (octets[i] == '\r') {
                    return endOfHeaders(i, to);
                }
                HeadError refusal = refusalOfLineStart(octets[i]);
                if (refusal != null) {
                    return refuse(refusal);
                }
                lineStart = i;
                at = Place.NAME;
            }
            if (at == Place.NAME) {
                i = Octets.endOfToken(octets, i, to);
                if (i == to) {
                    return pause(at, i);
                }
                if (octets[i] != ':') {
                    return refuse(refusalOfNameEnd(octets[i]));
                }
                nameEnd = i++;
                at = Place.BEFORE_VALUE;
            }
            if (at == Place.BEFORE_VALUE) {
                while (i < to && Octets.isWhitespace(octets[i])) {
                    i++;
                }
                if (i == to) {
                    return pause(at, i);
                }
                valueStart = i;
                at = Place.VALUE;
            }
            i = Octets.endOfValue(octets, i, to);
            if (i == to) {
                return pause(at, i);
            }
            if (octets[i] != '\r') {
                return refuse(octets[i] == '\n' ? HeadError.BARE_LF : HeadError.BAD_HEADER_VALUE);
            }
            if (i + 1 == to) {
                return pause(at, i);
            }
            if (octets[i + 1] != '\n') {
                return refuse(HeadError.BARE_CR);
            }
            addLine(octets, i);
            i += 2;
            at = Place.LINE_START;
        }
    }

    private int endOfHeaders(int at, int to) {
        if (at + 1 == to) {
            return pause(Place.LINE_START, at);
        }
        if (bytes[at + 1] != '\n') {
            return refuse(HeadError.BARE_CR);
        }
        headersEnd = at;
        return at + 2;
    }

    private @Nullable HeadError refusalOfLineStart(byte octet) {
        if (Octets.isToken(octet)) {
            return count == maxHeaders ? HeadError.TOO_MANY_HEADERS : null;
        }
        if (Octets.isWhitespace(octet)) {
            return count == 0 ? HeadError.LEADING_WHITESPACE : HeadError.OBSOLETE_FOLDING;
        }
        return octet == '\n' ? HeadError.BARE_LF : HeadError.BAD_HEADER_NAME;
    }

    private static HeadError refusalOfNameEnd(byte octet) {
        return switch (octet) {
            case ' ', '\t' -> HeadError.SPACE_BEFORE_COLON;
            case '\r' -> HeadError.MISSING_COLON;
            case '\n' -> HeadError.BARE_LF;
            default -> HeadError.BAD_HEADER_NAME;
        };
    }

    private void addLine(byte[] octets, int carriageReturn) {
        int valueEnd = carriageReturn;
        while (valueEnd > valueStart && Octets.isWhitespace(octets[valueEnd - 1])) {
            valueEnd--;
        }
        int id = HeaderId.of(octets, lineStart, nameEnd);
        long bit = 1L << id;
        if ((present & bit) == 0) {
            present |= bit;
            firstWithId[id] = (short) count;
        } else {
            repeated |= bit;
        }
        int slot = count * STRIDE;
        if (slot == slots.length) {
            slots = Arrays.copyOf(slots, slot * 2);
        }
        slots[slot] = lineStart;
        slots[slot + NAME_END] = nameEnd;
        slots[slot + VALUE_START] = valueStart;
        slots[slot + VALUE_END] = valueEnd;
        slots[slot + KIND] = (HOP_BY_HOP & bit) != 0 ? id | REMOVED : id;
        count++;
    }

    private int pause(Place in, int at) {
        place = in;
        cursor = at;
        return INCOMPLETE;
    }

    final int refuse(HeadError why) {
        error = why;
        return INVALID;
    }

    final boolean refused() {
        return error != null;
    }

    final boolean has(int id) {
        return ((present >>> id) & 1) != 0;
    }

    final boolean repeats(int id) {
        return ((repeated >>> id) & 1) != 0;
    }

    /**
     * Marks every line with the name {@code bytes[from..to)} as ending here, because Connection nominates it.
     *
     * @return false if the name belongs to the final recipient, who must not lose it by the word of a stranger
     */
    final boolean removeNominated(int from, int to) {
        int id = HeaderId.of(bytes, from, to);
        if (id != HeaderId.OTHER) {
            return ((HOP_BY_HOP >>> id) & 1) != 0;
        }
        if (isForwarded(from, to)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (headerId(i) == HeaderId.OTHER
                    && nameEnd(i) - nameStart(i) == to - from
                    && Octets.rangesEqualIgnoreCase(bytes, nameStart(i), from, to - from)) {
                slots[i * STRIDE + KIND] |= REMOVED;
            }
        }
        return true;
    }

    /** Whether the name {@code bytes[from..to)} begins with X-Forwarded-. */
    final boolean isForwarded(int from, int to) {
        int end = from + X_FORWARDED.length;
        return to > end && Octets.equalsIgnoreCase(bytes, from, end, X_FORWARDED);
    }

    /** Whether the value of line {@code i} is {@code lowerCase}, in any case. */
    final boolean valueIs(int i, byte[] lowerCase) {
        return Octets.equalsIgnoreCase(bytes, valueStart(i), valueEnd(i), lowerCase);
    }

    private int slot(int i) {
        return Objects.checkIndex(i, count) * STRIDE;
    }

    /** What the offsets point into: the array of the last call, not a copy. */
    public final byte[] bytes() {
        return bytes;
    }

    /**
     * Why the bytes were refused.
     *
     * @throws IllegalStateException if they were not
     */
    public final HeadError error() {
        if (error == null) {
            throw new IllegalStateException("error: none (expected: only asked for after a refusal)");
        }
        return error;
    }

    /** How many field lines there are. */
    public final int headerCount() {
        return count;
    }

    /** Where the name of line {@code i} starts; the same as {@link #lineStart}. */
    public final int nameStart(int i) {
        return slots[slot(i)];
    }

    /** Where the name of line {@code i} ends: the index of its colon. */
    public final int nameEnd(int i) {
        return slots[slot(i) + NAME_END];
    }

    /** Where the value of line {@code i} starts, whitespace skipped. */
    public final int valueStart(int i) {
        return slots[slot(i) + VALUE_START];
    }

    /** Where the value of line {@code i} ends, whitespace dropped; equal to its start for an empty value. */
    public final int valueEnd(int i) {
        return slots[slot(i) + VALUE_END];
    }

    /** Where line {@code i} starts. */
    public final int lineStart(int i) {
        return slots[slot(i)];
    }

    /** The index past the CRLF of line {@code i}. */
    public final int lineEnd(int i) {
        int slot = slot(i);
        return i + 1 < count ? slots[slot + STRIDE] : headersEnd;
    }

    /** Where the first field line starts, or the empty line if there is none. */
    public final int headersStart() {
        return headersStart;
    }

    /** Where the empty line that ends the block starts. */
    public final int headersEnd() {
        return headersEnd;
    }

    /** The {@link HeaderId} of line {@code i}. */
    public final int headerId(int i) {
        return slots[slot(i) + KIND] & ID_MASK;
    }

    /**
     * Whether line {@code i} is for the next recipient only and must not be forwarded as it is. True for Connection, Keep-Alive,
     * Proxy-Connection, Transfer-Encoding, TE, Upgrade, HTTP2-Settings, Proxy-Authenticate, Proxy-Authorization,
     * Proxy-Authentication-Info, and for whatever Connection nominates. Trailer is not among them: trailers are forwarded.
     */
    public final boolean hopByHop(int i) {
        return (slots[slot(i) + KIND] & REMOVED) != 0;
    }

    /**
     * The first line with a known name, or -1. Constant time.
     *
     * @param id one of the {@link HeaderId} constants; {@link HeaderId#OTHER} finds the first line with an unlisted name
     */
    public final int find(int id) {
        Objects.checkIndex(id, HeaderId.COUNT);
        return has(id) ? firstWithId[id] : -1;
    }
}
