package io.headgate.dns;

import java.util.Arrays;

/**
 * An absolute domain name of at most 255 octets, in labels of at most 63 (RFC 1035, section 3.1). It keeps the case it was
 * written in; comparison ignores the case of ASCII letters (RFC 4343). Immutable.
 *
 * <p>The order is the canonical one of RFC 4034, section 6.1: by labels from the right, so that a name comes right before
 * all that is below it.
 */
public final class DnsName implements Comparable<DnsName> {
    /** The root. */
    public static final DnsName ROOT = new DnsName(new byte[] {0});

    static final int MAX_OCTETS = 255;
    static final int MAX_LABEL_OCTETS = 63;

    private final byte[] wire;

    private DnsName(byte[] wire) {
        this.wire = wire;
    }

    /**
     * Reads a name as it stands in zone files: labels between dots, {@code \DDD} and {@code \X} for other octets, and a last dot that may
     * be missing. {@code .} is the root.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DnsName parse(String text) {
        if (text.equals(".")) {
            return ROOT;
        }
        var sink = new ByteSink(text.length() + 2);
        int at = 0;
        while (at < text.length()) {
            at = label(text, at, sink);
        }
        sink.u8(0);
        if (sink.length() == 1 || sink.length() > MAX_OCTETS) {
            throw wrong(text, "1.." + (MAX_OCTETS - 2) + " octets");
        }
        return new DnsName(sink.toByteArray());
    }

    /** Reads the label at {@code at} and the dot after it. */
    private static int label(String text, int at, ByteSink sink) {
        var octets = new ByteSink(MAX_LABEL_OCTETS);
        int next = at;
        while (next < text.length() && text.charAt(next) != '.') {
            char c = text.charAt(next);
            if (c == '\\') {
                int length = isDecimal(text, next + 1) ? 3 : 1;
                octets.u8(escaped(text, next, length));
                next += 1 + length;
            } else if (c > 0x20 && c < 0x7F) {
                octets.u8(c);
                next++;
            } else {
                throw wrong(
                        text, "visible ASCII characters, others as \\DDD, names in other scripts in their xn-- form");
            }
        }
        if (octets.length() < 1 || octets.length() > MAX_LABEL_OCTETS) {
            throw wrong(text, "labels of 1.." + MAX_LABEL_OCTETS + " octets");
        }
        sink.u8(octets.length());
        sink.bytes(octets.toByteArray());
        return next + 1;
    }

    private static boolean isDecimal(String text, int at) {
        if (at + 3 > text.length()) {
            return false;
        }
        for (int i = at; i < at + 3; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int escaped(String text, int backslash, int length) {
        int from = backslash + 1;
        if (from < text.length()) {
            char c = text.charAt(from);
            int value = length == 3 ? Integer.parseInt(text, from, from + 3, 10) : c;
            boolean digit = c >= '0' && c <= '9';
            if (length == 3 ? value < 256 : !digit && c > 0x20 && c < 0x7F) {
                return value;
            }
        }
        throw wrong(text, "\\DDD up to \\255, or \\ before a character that is no digit");
    }

    private static IllegalArgumentException wrong(String text, String expected) {
        return new IllegalArgumentException("name: " + text + " (expected: " + expected + ")");
    }

    /** A name that is known to be one, with the root's empty label at its end. */
    static DnsName ofWire(byte[] wire, int from, int to) {
        return new DnsName(Arrays.copyOfRange(wire, from, to));
    }

    /** Octets in a message, without compression: {@code 1..255}. */
    public int length() {
        return wire.length;
    }

    /** Labels, the root's not counted: {@code 0..127}. */
    public int labelCount() {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            count++;
        }
        return count;
    }

    /** Whether this is the root. */
    public boolean isRoot() {
        return wire.length == 1;
    }

    /** Whether its first label is {@code *}. */
    public boolean isWildcard() {
        return wire.length > 2 && wire[0] == 1 && wire[1] == '*';
    }

    /**
     * The name without its first label.
     *
     * @throws IllegalStateException if this is the root
     */
    public DnsName parent() {
        if (isRoot()) {
            throw new IllegalStateException("the root has no parent");
        }
        return new DnsName(Arrays.copyOfRange(wire, 1 + wire[0], wire.length));
    }

    /** Whether this is {@code ancestor} or below it. */
    public boolean isWithin(DnsName ancestor) {
        int from = wire.length - ancestor.wire.length;
        if (from < 0 || !Ascii.equalsIgnoreCase(wire, from, ancestor.wire, 0, ancestor.wire.length)) {
            return false;
        }
        int at = 0;
        while (at < from) {
            at += 1 + wire[at];
        }
        return at == from;
    }

    /** The octets as they stand in a message without compression; a copy. */
    public byte[] toWire() {
        return wire.clone();
    }

    byte[] toLowerCaseWire() {
        var lower = new byte[wire.length];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Ascii.lowerCase(wire[i]);
        }
        return lower;
    }

    void appendTo(ByteSink sink) {
        sink.bytes(wire);
    }

    /** Appends the labels that stand before the last {@code suffixOctets} octets. */
    void appendTo(ByteSink sink, int suffixOctets) {
        sink.bytes(wire, 0, wire.length - suffixOctets);
    }

    @Override
    public int compareTo(DnsName other) {
        int[] mine = labelStarts();
        int[] theirs = other.labelStarts();
        for (int i = 1; i <= Math.min(mine.length, theirs.length); i++) {
            int from = mine[mine.length - i];
            int otherFrom = theirs[theirs.length - i];
            int order = compareLabels(from, other, otherFrom);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(mine.length, theirs.length);
    }

    private int compareLabels(int from, DnsName other, int otherFrom) {
        int length = wire[from];
        int otherLength = other.wire[otherFrom];
        for (int i = 1; i <= Math.min(length, otherLength); i++) {
            int order =
                    Byte.compareUnsigned(Ascii.lowerCase(wire[from + i]), Ascii.lowerCase(other.wire[otherFrom + i]));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(length, otherLength);
    }

    private int[] labelStarts() {
        var starts = new int[labelCount()];
        for (int i = 0, at = 0; i < starts.length; i++) {
            starts[i] = at;
            at += 1 + wire[at];
        }
        return starts;
    }

    // Length octets are below 'A', so that octets may be compared without looking where labels begin.

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name
                && wire.length == name.wire.length
                && Ascii.equalsIgnoreCase(wire, 0, name.wire, 0, wire.length);
    }

    @Override
    public int hashCode() {
        return NameHash.spread(NameHash.of(wire));
    }

    /** As it stands in a zone file, with the last dot; {@link #parse} reads it back. */
    @Override
    public String toString() {
        if (isRoot()) {
            return ".";
        }
        var text = new StringBuilder(wire.length);
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            for (int i = at + 1; i <= at + wire[at]; i++) {
                appendOctet(text, wire[i] & 0xFF);
            }
            text.append('.');
        }
        return text.toString();
    }

    private static void appendOctet(StringBuilder text, int octet) {
        if (octet <= 0x20 || octet >= 0x7F) {
            text.append('\\').append((char) ('0' + octet / 100));
            text.append((char) ('0' + octet / 10 % 10)).append((char) ('0' + octet % 10));
            return;
        }
        if (".\\\"();@$".indexOf(octet) >= 0) {
            text.append('\\');
        }
        text.append((char) octet);
    }
}
