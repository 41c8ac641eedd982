package io.headgate.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The character classes of RFC 9110, section 5.6 and RFC 3986 as tables over octets, and the two scans that every head
 * needs. Stateless.
 */
final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;

    private static final boolean[] TOKEN = alphanumericAnd("!#$%&'*+-.^_`|~");
    private static final boolean[] UNRESERVED = alphanumericAnd("-._~");
    private static final boolean[] TARGET = visibleExcept("#?");
    private static final byte[] LOWER_CASE = new byte[256];
    private static final byte[] HEX_VALUE = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            LOWER_CASE[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
            HEX_VALUE[i] = (byte) (i < 128 ? Character.digit(i, 16) : -1);
        }
    }

    private Octets() {}

    private static boolean[] alphanumericAnd(String others) {
        var table = new boolean[256];
        for (int i = 0; i < 128; i++) {
            table[i] = Character.isLetterOrDigit(i) || others.indexOf(i) >= 0;
        }
        return table;
    }

    private static boolean[] visibleExcept(String others) {
        var table = new boolean[256];
        for (int i = 0x21; i <= 0x7E; i++) {
            table[i] = others.indexOf(i) < 0;
        }
        return table;
    }

    /** Whether {@code octet} may stand in a token: a method, a header name, a connection option. */
    static boolean isToken(byte octet) {
        return TOKEN[octet & 0xFF];
    }

    /** Whether {@code octet} means the same percent-encoded or not (RFC 3986, section 2.3). */
    static boolean isUnreserved(byte octet) {
        return UNRESERVED[octet & 0xFF];
    }

    /** Whether {@code octet} may stand in a request target and delimits nothing in it: visible, not '#', not '?'. */
    static boolean isTarget(byte octet) {
        return TARGET[octet & 0xFF];
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** Whether {@code octet} is optional whitespace: SP or HTAB. */
    static boolean isWhitespace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexValue(byte octet) {
        return HEX_VALUE[octet & 0xFF];
    }

    static byte lowerCase(byte octet) {
        return LOWER_CASE[octet & 0xFF];
    }

    /** Eight octets from {@code at}, the first in the lowest bits. */
    static long eightAt(byte[] octets, int at) {
        return (long) LONGS.get(octets, at);
    }

    /**
     * The index of the first octet in {@code octets[from..to)} that a header value must not hold: a control other than
     * HTAB, CR and LF among them; {@code to} if there is none.
     */
    static int endOfValue(byte[] octets, int from, int to) {
        int i = firstControl(octets, from, to);
        while (i < to && octets[i] == '\t') {
            i = firstControl(octets, i + 1, to);
        }
        return i;
    }

    /**
     * Looks at eight octets at a time. In each octet of {@code word} the high bit of {@code (word - 0x20) & ~word} says
     * "below 0x20", and that of {@code (x - 1) & ~x} with {@code x = word ^ 0x7F} says "DEL"; a borrow can only spoil
     * octets above a true hit, and the lowest hit is the one we take.
     */
    private static int firstControl(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - 8; i += 8) {
            long word = eightAt(octets, i);
            long delete = word ^ (ONES * 0x7F);
            long hits = (((word - ONES * 0x20) & ~word) | ((delete - ONES) & ~delete)) & HIGH_BITS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < to && (octets[i] >= 0x20 || octets[i] < 0) && octets[i] != 0x7F) {
            i++;
        }
        return i;
    }

    /**
     * The index of the first octet in {@code octets[from..to)} that may not stand in a token; {@code to} if there is none. Letters and
     * hyphens, which is nearly all that header names hold, are taken eight at a time; no sum below carries into the next octet.
     */
    static int endOfToken(byte[] octets, int from, int to) {
        int i = from;
        while (i <= to - 8) {
            long word = eightAt(octets, i);
            long folded = word | (ONES * 0x20);
            long low = folded & (ONES * 0x7F);
            long letters = (low + ONES * (0x80 - 'a')) & ~(low + ONES * (0x7F - 'z')) & ~folded;
            long unlikeHyphen = word ^ (ONES * '-');
            long hyphens = ~(((unlikeHyphen & (ONES * 0x7F)) + ONES * 0x7F) | unlikeHyphen);
            long others = ~(letters | hyphens) & HIGH_BITS;
            if (others == 0) {
                i += 8;
                continue;
            }
            i += Long.numberOfTrailingZeros(others) >>> 3;
            if (!isToken(octets[i])) {
                return i;
            }
            i++;
        }
        while (i < to && isToken(octets[i])) {
            i++;
        }
        return i;
    }

    /** Whether {@code octets[from..to)} is {@code lowerCase}, given in lower case, in any case. */
    static boolean equalsIgnoreCase(byte[] octets, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (lowerCase(octets[from + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether two ranges of {@code octets} of {@code length} octets each are equal but for case. */
    static boolean rangesEqualIgnoreCase(byte[] octets, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (lowerCase(octets[one + i]) != lowerCase(octets[other + i])) {
                return false;
            }
        }
        return true;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
