package io.headgate.http;

/**
 * One spelling for each path, so that what routes were matched on is what the upstream reads.
 *
 * <p>Source: RFC 3986, sections 5.2.4 and 6.2.2. In this order: percent-encoded unreserved octets are decoded and the digits of other
 * encodings put in upper case; runs of '/' become one; "." and ".." segments are resolved, ".." at the root staying there. An encoded
 * delimiter stays encoded: {@code %2F} is no '/', {@code %5C} no '\', {@code %25} no '%', so that decoding twice never happens here.
 * Merging slashes is ours: {@code /a//../b} is {@code /b}, where the RFC alone would say {@code /a/b}.
 *
 * <p>Refused: octets outside of {@code 0x21..0x7E}, '?', '#', a raw '\' (some origins read it as '/'), a '%' without two hexadecimal
 * digits, {@code %00}, a path that does not start with '/', and a dot segment with parameters ({@code /..;x/}, which servlet
 * containers resolve and others do not).
 *
 * <p>One pass over the octets, no allocation; stateless. Normalising twice changes nothing.
 */
public final class PathNormalizer {
    /** Told by {@link #normalize}: the path is refused. */
    public static final int INVALID = -1;

    private PathNormalizer() {}

    /**
     * Whether {@link #normalize} would accept {@code octets[from..to)} and copy it unchanged. One pass and nothing written: ask this
     * first. False for a path that has to be changed, and for one that is refused.
     */
    public static boolean isNormal(byte[] octets, int from, int to) {
        if (from == to || octets[from] != '/') {
            return false;
        }
        int segment = from + 1;
        for (int i = segment; i < to; i++) {
            byte octet = octets[i];
            if (octet == '/') {
                if (i == segment || dots(octets, segment, i) > 0) {
                    return false;
                }
                segment = i + 1;
            } else if (octet == '%') {
                if (!isNormalEscape(octets, i, to)) {
                    return false;
                }
            } else if (octet == '\\' || !Octets.isTarget(octet)) {
                return false;
            }
        }
        return dots(octets, segment, to) == 0;
    }

    private static boolean isNormalEscape(byte[] octets, int at, int to) {
        if (to - at < 3) {
            return false;
        }
        int value = escaped(octets, at, to);
        return value > 0
                && !Octets.isUnreserved((byte) value)
                && octets[at + 1] == digit(value >>> 4)
                && octets[at + 2] == digit(value & 0xF);
    }

    /**
     * Writes the normal form of {@code octets[from..to)} to {@code out[at..)}; an empty path becomes "/".
     *
     * @param out another array than {@code octets}, with room for {@code to - from + 1} octets from {@code at}
     * @return the end of what was written, or {@link #INVALID}, and then what is in {@code out} is undefined
     */
    public static int normalize(byte[] octets, int from, int to, byte[] out, int at) {
        if (from == to) {
            out[at] = '/';
            return at + 1;
        }
        if (octets[from] != '/') {
            return INVALID;
        }
        out[at] = '/';
        int segment = at + 1;
        int end = segment;
        for (int i = from + 1; i < to; i++) {
            byte octet = octets[i];
            if (octet == '/') {
                segment = closeSegment(out, at, segment, end, /* slash= */ true);
                if (segment == INVALID) {
                    return INVALID;
                }
                end = segment;
            } else if (octet == '%') {
                int value = escaped(octets, i, to);
                if (value <= 0) {
                    return INVALID;
                }
                if (Octets.isUnreserved((byte) value)) {
                    out[end++] = (byte) value;
                } else {
                    out[end++] = '%';
                    out[end++] = digit(value >>> 4);
                    out[end++] = digit(value & 0xF);
                }
                i += 2;
            } else if (octet == '\\' || !Octets.isTarget(octet)) {
                return INVALID;
            } else {
                out[end++] = octet;
            }
        }
        return closeSegment(out, at, segment, end, /* slash= */ false);
    }

    /**
     * Ends the segment {@code out[segment..end)}, which follows a '/': drops it if it is "." (or empty before a slash), drops its
     * parent too if it is "..".
     *
     * @return where the next segment starts, or the end of the path if there is no {@code slash}
     */
    private static int closeSegment(byte[] out, int root, int segment, int end, boolean slash) {
        int dots = dots(out, segment, end);
        if (dots == WITH_PARAMETERS) {
            return INVALID;
        }
        if (dots == 1 || end == segment) {
            return segment;
        }
        if (dots == 2) {
            int parent = Math.max(segment - 2, root);
            while (out[parent] != '/') {
                parent--;
            }
            return parent + 1;
        }
        if (slash) {
            out[end] = '/';
            return end + 1;
        }
        return end;
    }

    private static final int WITH_PARAMETERS = 3;

    /** 1 for ".", 2 for "..", {@link #WITH_PARAMETERS} for either followed by ';', else 0. */
    private static int dots(byte[] octets, int from, int to) {
        if (from == to || octets[from] != '.') {
            return 0;
        }
        int i = from + 1;
        if (i < to && octets[i] == '.') {
            i++;
        }
        if (i == to) {
            return i - from;
        }
        return octets[i] == ';' ? WITH_PARAMETERS : 0;
    }

    /** The value of the escape at {@code at}, or -1. */
    private static int escaped(byte[] octets, int at, int to) {
        if (to - at < 3) {
            return -1;
        }
        int high = Octets.hexValue(octets[at + 1]);
        int low = Octets.hexValue(octets[at + 2]);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static byte digit(int value) {
        return (byte) (value < 10 ? '0' + value : 'A' + value - 10);
    }
}
