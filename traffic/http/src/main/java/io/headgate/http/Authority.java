package io.headgate.http;

/**
 * Reads {@code host[:port]} as RFC 3986, section 3.2 allows it to be written in a Host header, narrowed to what a name or an
 * address can be: letters, digits, '-', '.', '_', '~', or an IPv6 address in brackets. Userinfo, percent-encoding and the
 * sub-delimiters are refused: no DNS name holds them, and readers disagree about them. Reusable; confined to its head's owner.
 */
final class Authority {
    private static final int MAX_HOST_BYTES = 255;
    private static final int NO_PORT = -1;

    private int start;
    private int hostEnd;
    private int end;
    private int port;

    void clear() {
        start = 0;
        hostEnd = 0;
        end = 0;
        port = NO_PORT;
    }

    /** Reads {@code octets[from..to)}; false if it is not an authority, and what the accessors say is undefined. */
    boolean read(byte[] octets, int from, int to) {
        start = from;
        end = to;
        port = NO_PORT;
        int i = from < to && octets[from] == '[' ? endOfAddress(octets, from, to) : endOfName(octets, from, to);
        if (i == from || i - from > MAX_HOST_BYTES) {
            return false;
        }
        hostEnd = octets[i - 1] == '.' ? i - 1 : i;
        return hostEnd > from && (i == to || (octets[i] == ':' && readPort(octets, i + 1, to)));
    }

    /** The end of a name without empty labels but for the root's, or {@code from}. */
    private static int endOfName(byte[] octets, int from, int to) {
        int i = from;
        byte previous = '.';
        while (i < to && Octets.isUnreserved(octets[i])) {
            if (octets[i] == '.' && previous == '.') {
                return from;
            }
            previous = octets[i++];
        }
        return i;
    }

    /** The end of an IPv6 address in brackets, or {@code from}; says where it ends, not that it is assigned or well formed. */
    private static int endOfAddress(byte[] octets, int from, int to) {
        int colons = 0;
        int i = from + 1;
        while (i < to && (octets[i] == ':' || octets[i] == '.' || Octets.hexValue(octets[i]) >= 0)) {
            colons += octets[i++] == ':' ? 1 : 0;
        }
        return colons >= 2 && i < to && octets[i] == ']' ? i + 1 : from;
    }

    private boolean readPort(byte[] octets, int from, int to) {
        if (from == to || to - from > 5) {
            return false;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(octets[i])) {
                return false;
            }
            value = value * 10 + (octets[i] - '0');
        }
        port = value;
        return value >= 1 && value <= 65_535;
    }

    /** Whether both name the same host, in any case, and the same port once {@code defaultPort} stands in for a missing one. */
    boolean sameAs(Authority other, byte[] octets, int defaultPort) {
        int length = hostEnd - start;
        return length == other.hostEnd - other.start
                && (hasPort() ? port : defaultPort) == (other.hasPort() ? other.port : defaultPort)
                && Octets.rangesEqualIgnoreCase(octets, start, other.start, length);
    }

    boolean hasPort() {
        return port != NO_PORT;
    }

    int start() {
        return start;
    }

    /** Where the host ends, a final dot excluded. */
    int hostEnd() {
        return hostEnd;
    }

    /** Where the port ends, or the host with its final dot if there is no port. */
    int end() {
        return end;
    }
}
