package io.headgate.http;

import java.util.Arrays;

/**
 * Encodes header blocks of HTTP/2 (HPACK, RFC 7541) into a caller's array. It has no state: it uses the static table only and says so
 * with {@link #NO_TABLE} in front of a connection's first block, so that no block depends on another. Huffman coding and the dynamic
 * table would save octets on the wire and cost time on both sides; a proxy's CPU is the scarcer.
 *
 * <p>Every method returns the index past what it wrote, and needs room for the octets given plus {@link #OVERHEAD}.
 */
public final class HpackEncoder {
    /** Most octets a field takes beyond its name and value: the first octet, two lengths. */
    public static final int OVERHEAD = 11;

    /** "The dynamic table has size 0": an update of the table's size (RFC 7541, section 6.3). */
    public static final byte NO_TABLE = 0x20;

    private static final int NEVER_INDEXED = 0x10;
    private static final int INDEXED = 0x80;
    private static final int STATUS_NAME = HpackStaticTable.STATUS_200;

    /** Intermediaries must not put these into a table either, so that nobody can guess them by its size (section 7.1.3). */
    private static final long SECRET =
            HeaderId.setOf(HeaderId.AUTHORIZATION, HeaderId.PROXY_AUTHORIZATION, HeaderId.COOKIE, HeaderId.SET_COOKIE);

    private HpackEncoder() {}

    /** {@code :status}; {@code status} is {@code 100..999}. */
    public static int status(byte[] out, int at, int status) {
        int index = HpackStaticTable.indexOfStatus(status);
        if (index != 0) {
            out[at] = (byte) (INDEXED | index);
            return at + 1;
        }
        out[at] = STATUS_NAME;
        out[at + 1] = 3;
        out[at + 2] = (byte) ('0' + status / 100);
        out[at + 3] = (byte) ('0' + status / 10 % 10);
        out[at + 4] = (byte) ('0' + status % 10);
        return at + 5;
    }

    /** {@code :method}. */
    public static int method(byte[] out, int at, byte[] octets, int from, int to) {
        byte[] get = HpackStaticTable.value(HpackStaticTable.METHOD_GET);
        if (Arrays.equals(octets, from, to, get, 0, get.length)) {
            out[at] = (byte) (INDEXED | HpackStaticTable.METHOD_GET);
            return at + 1;
        }
        return value(out, integer(out, at, 0, 4, HpackStaticTable.METHOD_POST), octets, from, to);
    }

    /** {@code :scheme}. */
    public static int scheme(byte[] out, int at, boolean https) {
        out[at] = (byte) (INDEXED | (https ? HpackStaticTable.SCHEME_HTTPS : HpackStaticTable.SCHEME_HTTP));
        return at + 1;
    }

    /** {@code :path}. */
    public static int path(byte[] out, int at, byte[] octets, int from, int to) {
        return value(out, integer(out, at, 0, 4, HpackStaticTable.PATH_ROOT), octets, from, to);
    }

    /** {@code :authority}. */
    public static int authority(byte[] out, int at, byte[] octets, int from, int to) {
        return value(out, integer(out, at, 0, 4, HpackStaticTable.AUTHORITY), octets, from, to);
    }

    /** A field; its name goes out in lower case, as HTTP/2 wants it. */
    public static int field(byte[] out, int at, byte[] octets, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        return field(
                out, at, HeaderId.of(octets, nameFrom, nameTo), octets, nameFrom, nameTo, octets, valueFrom, valueTo);
    }

    /**
     * A field whose {@link HeaderId} is known.
     *
     * @param id what {@link HeaderId#of} says of the name
     */
    public static int field(
            byte[] out,
            int at,
            int id,
            byte[] name,
            int nameFrom,
            int nameTo,
            byte[] value,
            int valueFrom,
            int valueTo) {
        int kind = (SECRET >>> id & 1) != 0 ? NEVER_INDEXED : 0;
        int index = HpackStaticTable.indexOfHeader(id);
        int past;
        if (index != 0) {
            past = integer(out, at, kind, 4, index);
        } else {
            out[at] = (byte) kind;
            past = integer(out, at + 1, 0, 7, nameTo - nameFrom);
            for (int i = nameFrom; i < nameTo; i++) {
                byte octet = name[i];
                out[past++] = octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
            }
        }
        return value(out, past, value, valueFrom, valueTo);
    }

    private static int value(byte[] out, int at, byte[] value, int from, int to) {
        int past = integer(out, at, 0, 7, to - from);
        System.arraycopy(value, from, out, past, to - from);
        return past + to - from;
    }

    private static int integer(byte[] out, int at, int flags, int prefixBits, int value) {
        int mask = (1 << prefixBits) - 1;
        if (value < mask) {
            out[at] = (byte) (flags | value);
            return at + 1;
        }
        out[at] = (byte) (flags | mask);
        int past = at + 1;
        int rest = value - mask;
        while (rest >= 0x80) {
            out[past++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out[past++] = (byte) rest;
        return past;
    }
}
