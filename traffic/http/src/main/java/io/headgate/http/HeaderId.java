package io.headgate.http;

import java.util.List;

/**
 * Small numbers for the header names a proxy treats by name, so that the hot path compares ints and keeps sets of headers
 * in the bits of one {@code long}.
 *
 * <p>The numbers may change between versions of Headgate: do not store them. {@link #of} is a perfect hash over the length and
 * three letters, found by search and checked when the class loads, then one comparison with the only candidate.
 */
public final class HeaderId {
    /** Any name that is not listed here. */
    public static final int OTHER = 0;

    public static final int HOST = 1;
    public static final int CONNECTION = 2;
    public static final int KEEP_ALIVE = 3;
    public static final int PROXY_CONNECTION = 4;
    public static final int CONTENT_LENGTH = 5;
    public static final int TRANSFER_ENCODING = 6;
    public static final int TE = 7;
    public static final int TRAILER = 8;
    public static final int UPGRADE = 9;
    public static final int EXPECT = 10;
    public static final int X_FORWARDED_FOR = 11;
    public static final int X_FORWARDED_PROTO = 12;
    public static final int X_FORWARDED_HOST = 13;
    public static final int X_FORWARDED_PORT = 14;
    public static final int FORWARDED = 15;
    public static final int X_REQUEST_ID = 16;
    public static final int TRACEPARENT = 17;
    public static final int COOKIE = 18;
    public static final int SET_COOKIE = 19;
    public static final int AUTHORIZATION = 20;
    public static final int USER_AGENT = 21;
    public static final int ACCEPT = 22;
    public static final int CONTENT_TYPE = 23;
    public static final int DATE = 24;
    public static final int SERVER = 25;
    public static final int VIA = 26;
    public static final int HTTP2_SETTINGS = 27;
    public static final int REFERER = 28;
    public static final int LOCATION = 29;
    public static final int PROXY_AUTHENTICATE = 30;
    public static final int PROXY_AUTHORIZATION = 31;
    public static final int PROXY_AUTHENTICATION_INFO = 32;
    public static final int ACCEPT_ENCODING = 33;
    public static final int ACCEPT_LANGUAGE = 34;
    public static final int CACHE_CONTROL = 35;
    public static final int CONTENT_ENCODING = 36;
    public static final int CONTENT_RANGE = 37;
    public static final int RANGE = 38;
    public static final int ETAG = 39;
    public static final int IF_NONE_MATCH = 40;
    public static final int IF_MATCH = 41;
    public static final int IF_MODIFIED_SINCE = 42;
    public static final int IF_UNMODIFIED_SINCE = 43;
    public static final int IF_RANGE = 44;
    public static final int ORIGIN = 45;
    public static final int X_REAL_IP = 46;
    public static final int TRACESTATE = 47;
    public static final int BAGGAGE = 48;
    public static final int WWW_AUTHENTICATE = 49;
    public static final int RETRY_AFTER = 50;
    public static final int STRICT_TRANSPORT_SECURITY = 51;
    public static final int LAST_MODIFIED = 52;
    public static final int AGE = 53;
    public static final int VARY = 54;
    public static final int EXPIRES = 55;
    public static final int PRAGMA = 56;
    public static final int MAX_FORWARDS = 57;
    public static final int CONTENT_LOCATION = 58;
    public static final int CONTENT_LANGUAGE = 59;
    public static final int SEC_WEBSOCKET_KEY = 60;
    public static final int SEC_WEBSOCKET_VERSION = 61;
    public static final int SEC_WEBSOCKET_PROTOCOL = 62;

    /** Ids are {@code 0..COUNT-1}, which must stay at most 64 so that a set of them fits a {@code long}. */
    static final int COUNT = 63;

    private static final List<String> NAMES = List.of(
            "",
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "forwarded",
            "x-request-id",
            "traceparent",
            "cookie",
            "set-cookie",
            "authorization",
            "user-agent",
            "accept",
            "content-type",
            "date",
            "server",
            "via",
            "http2-settings",
            "referer",
            "location",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-authentication-info",
            "accept-encoding",
            "accept-language",
            "cache-control",
            "content-encoding",
            "content-range",
            "range",
            "etag",
            "if-none-match",
            "if-match",
            "if-modified-since",
            "if-unmodified-since",
            "if-range",
            "origin",
            "x-real-ip",
            "tracestate",
            "baggage",
            "www-authenticate",
            "retry-after",
            "strict-transport-security",
            "last-modified",
            "age",
            "vary",
            "expires",
            "pragma",
            "max-forwards",
            "content-location",
            "content-language",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-protocol");

    private static final int SLOTS = 512;
    private static final int LONGEST = 25;
    private static final byte[] ID_IN_SLOT = new byte[SLOTS];
    private static final byte[][] OCTETS = new byte[COUNT][];
    /** The bit that parts upper case from lower where a name has a letter, 0 elsewhere. */
    private static final byte[][] CASE_BITS = new byte[COUNT][];

    static {
        for (int id = 1; id < COUNT; id++) {
            byte[] octets = Octets.ascii(NAMES.get(id));
            int slot = slot(octets, 0, octets.length);
            if (ID_IN_SLOT[slot] != OTHER) {
                throw new IllegalStateException(
                        NAMES.get(id) + " shares slot " + slot + " with " + NAMES.get(ID_IN_SLOT[slot]));
            }
            ID_IN_SLOT[slot] = (byte) id;
            OCTETS[id] = octets;
            CASE_BITS[id] = caseBits(octets);
        }
    }

    private HeaderId() {}

    /** The id of the name {@code octets[from..to)} in any case, or {@link #OTHER}. Constant time, no allocation. */
    public static int of(byte[] octets, int from, int to) {
        int length = to - from;
        if (length < 2 || length > LONGEST) {
            return OTHER;
        }
        int id = ID_IN_SLOT[slot(octets, from, to)];
        return id != OTHER && isName(octets, from, to, id) ? id : OTHER;
    }

    /** Eight octets at a time, the last eight overlapping those before: names are half of what a head says. */
    private static boolean isName(byte[] octets, int from, int to, int id) {
        byte[] name = OCTETS[id];
        int length = name.length;
        if (length < 8 || length != to - from) {
            return Octets.equalsIgnoreCase(octets, from, to, name);
        }
        byte[] caseBits = CASE_BITS[id];
        for (int i = 0; i < length - 8; i += 8) {
            if (!eightMatch(octets, from + i, name, caseBits, i)) {
                return false;
            }
        }
        return eightMatch(octets, to - 8, name, caseBits, length - 8);
    }

    private static boolean eightMatch(byte[] octets, int at, byte[] name, byte[] caseBits, int i) {
        return (Octets.eightAt(octets, at) | Octets.eightAt(caseBits, i)) == Octets.eightAt(name, i);
    }

    private static byte[] caseBits(byte[] name) {
        var bits = new byte[name.length];
        for (int i = 0; i < name.length; i++) {
            bits[i] = (byte) (Character.isLetter(name[i]) ? 0x20 : 0);
        }
        return bits;
    }

    /**
     * The name with this id, in lower case; empty for {@link #OTHER}.
     *
     * @throws IndexOutOfBoundsException if {@code id} is not one of the constants
     */
    public static String name(int id) {
        return NAMES.get(id);
    }

    /** The set holding {@code ids}, as bits. */
    static long setOf(int... ids) {
        long set = 0;
        for (int id : ids) {
            set |= 1L << id;
        }
        return set;
    }

    /** Bit 5 is what parts the cases of a letter; setting it in anything else only has to give the same slot each time. */
    private static int slot(byte[] octets, int from, int to) {
        int length = to - from;
        return (329 * length
                        + 52 * (octets[from] | 0x20)
                        + 96 * (octets[to - 2] | 0x20)
                        + 323 * (octets[from + (length >>> 1)] | 0x20))
                & (SLOTS - 1);
    }
}
