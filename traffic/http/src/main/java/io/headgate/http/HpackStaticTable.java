package io.headgate.http;

import java.util.List;

/** The static table of HPACK (RFC 7541, appendix A). Indexes are {@code 1..LENGTH}. */
final class HpackStaticTable {
    static final int AUTHORITY = 1;
    static final int METHOD_GET = 2;
    static final int METHOD_POST = 3;
    static final int PATH_ROOT = 4;
    static final int SCHEME_HTTP = 6;
    static final int SCHEME_HTTPS = 7;
    static final int STATUS_200 = 8;

    private static final List<String> FIELDS = List.of(
            ":authority",
            ":method GET",
            ":method POST",
            ":path /",
            ":path /index.html",
            ":scheme http",
            ":scheme https",
            ":status 200",
            ":status 204",
            ":status 206",
            ":status 304",
            ":status 400",
            ":status 404",
            ":status 500",
            "accept-charset",
            "accept-encoding gzip, deflate",
            "accept-language",
            "accept-ranges",
            "accept",
            "access-control-allow-origin",
            "age",
            "allow",
            "authorization",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "etag",
            "expect",
            "expires",
            "from",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "last-modified",
            "link",
            "location",
            "max-forwards",
            "proxy-authenticate",
            "proxy-authorization",
            "range",
            "referer",
            "refresh",
            "retry-after",
            "server",
            "set-cookie",
            "strict-transport-security",
            "transfer-encoding",
            "user-agent",
            "vary",
            "via",
            "www-authenticate");

    static final int LENGTH = FIELDS.size();

    private static final byte[][] NAMES = new byte[LENGTH + 1][];
    private static final byte[][] VALUES = new byte[LENGTH + 1][];
    /** By {@link HeaderId}: the first index with that name, 0 for none. */
    private static final byte[] INDEX_OF_HEADER = new byte[HeaderId.COUNT];

    static {
        for (int index = LENGTH; index > 0; index--) {
            String field = FIELDS.get(index - 1);
            int blank = field.indexOf(' ');
            byte[] name = Octets.ascii(blank < 0 ? field : field.substring(0, blank));
            NAMES[index] = name;
            VALUES[index] = Octets.ascii(blank < 0 ? "" : field.substring(blank + 1));
            INDEX_OF_HEADER[HeaderId.of(name, 0, name.length)] = (byte) index;
        }
        INDEX_OF_HEADER[HeaderId.OTHER] = 0;
    }

    private HpackStaticTable() {}

    static byte[] name(int index) {
        return NAMES[index];
    }

    static byte[] value(int index) {
        return VALUES[index];
    }

    /** The first index with the name of that {@link HeaderId}, or 0. */
    static int indexOfHeader(int headerId) {
        return INDEX_OF_HEADER[headerId];
    }

    /** The index of {@code :status} with that value, or 0. */
    static int indexOfStatus(int status) {
        return switch (status) {
            case 200 -> STATUS_200;
            case 204 -> STATUS_200 + 1;
            case 206 -> STATUS_200 + 2;
            case 304 -> STATUS_200 + 3;
            case 400 -> STATUS_200 + 4;
            case 404 -> STATUS_200 + 5;
            case 500 -> STATUS_200 + 6;
            default -> 0;
        };
    }
}
