package io.headgate.http;

import java.util.Arrays;

/**
 * Decodes the header blocks of one direction of an HTTP/2 connection (HPACK, RFC 7541). Keeps the dynamic table from one block to the
 * next: every block that arrives has to be decoded, wanted or not. Confined to one event loop.
 *
 * <p>The work is linear in the octets of the block. A block may say more than it is long, since an indexed field of one octet stands for
 * up to the table's size: whoever stores fields has to bound what it stores.
 */
public final class HpackDecoder {
    /** What RFC 9113 gives a peer that has not been told another size. */
    public static final int DEFAULT_TABLE_BYTES = 4096;

    /** Integers of more continuation octets than this are refused: 2^28 is beyond every limit here. */
    private static final int MAX_CONTINUATION_OCTETS = 4;

    private static final int INVALID = -1;

    /** Receives fields in the order of the block. */
    @FunctionalInterface
    public interface Sink {
        /** A field: its octets belong to the decoder and are valid during the call. */
        void field(byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo);
    }

    private final HpackDynamicTable table;
    private byte[] text = new byte[128];

    // Reading one block.
    private int cursor;

    // One string: where it stands.
    private byte[] string = text;
    private int stringFrom;
    private int stringTo;
    private int textUsed;

    /** @param maxTableBytes what this side has announced as SETTINGS_HEADER_TABLE_SIZE */
    public HpackDecoder(int maxTableBytes) {
        table = new HpackDynamicTable(maxTableBytes);
    }

    /**
     * Decodes {@code block[from..to)}, a whole header block.
     *
     * @return false if it is malformed: the table is then unknown, and the connection must end with COMPRESSION_ERROR
     */
    public boolean decode(byte[] block, int from, int to, Sink sink) {
        cursor = from;
        boolean fields = false;
        while (cursor < to) {
            int first = block[cursor] & 0xff;
            boolean good;
            if (first >= 0x80) {
                good = indexed(block, to, sink);
                fields = true;
            } else if (first >= 0x40) {
                good = literal(block, to, 6, /* insert= */ true, sink);
                fields = true;
            } else if (first >= 0x20) {
                // Only in front of the first field (RFC 7541, section 4.2).
                int size = integer(block, to, 5);
                good = !fields && size >= 0 && table.resize(size);
            } else {
                good = literal(block, to, 4, /* insert= */ false, sink);
                fields = true;
            }
            if (!good) {
                return false;
            }
        }
        return true;
    }

    private boolean indexed(byte[] block, int to, Sink sink) {
        int index = integer(block, to, 7);
        if (index <= 0) {
            return false;
        }
        if (index <= HpackStaticTable.LENGTH) {
            byte[] name = HpackStaticTable.name(index);
            byte[] value = HpackStaticTable.value(index);
            sink.field(name, 0, name.length, value, 0, value.length);
            return true;
        }
        int entry = table.entry(index - HpackStaticTable.LENGTH - 1);
        if (entry < 0) {
            return false;
        }
        int nameEnd = table.nameEnd(entry);
        sink.field(table.octets(), table.start(entry), nameEnd, table.octets(), nameEnd, table.end(entry));
        return true;
    }

    private boolean literal(byte[] block, int to, int prefixBits, boolean insert, Sink sink) {
        int index = integer(block, to, prefixBits);
        if (index < 0) {
            return false;
        }
        textUsed = 0;
        byte[] name;
        int nameFrom;
        int nameTo;
        // An array of its own may replace it when the value needs more room.
        boolean nameInText = false;
        if (index == 0) {
            if (!string(block, to)) {
                return false;
            }
            name = string;
            nameInText = textUsed > 0;
            nameFrom = stringFrom;
            nameTo = stringTo;
        } else if (index <= HpackStaticTable.LENGTH) {
            name = HpackStaticTable.name(index);
            nameFrom = 0;
            nameTo = name.length;
        } else {
            int entry = table.entry(index - HpackStaticTable.LENGTH - 1);
            if (entry < 0) {
                return false;
            }
            // A copy: inserting may evict the entry or move it.
            nameFrom = 0;
            nameTo = table.nameEnd(entry) - table.start(entry);
            reserve(nameTo);
            System.arraycopy(table.octets(), table.start(entry), text, 0, nameTo);
            textUsed = nameTo;
            name = text;
            nameInText = true;
        }
        if (!string(block, to)) {
            return false;
        }
        if (nameInText) {
            name = text;
        }
        if (insert) {
            table.insert(name, nameFrom, nameTo, string, stringFrom, stringTo);
        }
        sink.field(name, nameFrom, nameTo, string, stringFrom, stringTo);
        return true;
    }

    /** Reads a string literal and leaves it in {@link #string}: in the block itself, or decoded in {@link #text}. */
    private boolean string(byte[] block, int to) {
        if (cursor >= to) {
            return false;
        }
        boolean huffman = block[cursor] < 0;
        int length = integer(block, to, 7);
        if (length < 0 || length > to - cursor) {
            return false;
        }
        int from = cursor;
        cursor += length;
        if (!huffman) {
            string = block;
            stringFrom = from;
            stringTo = cursor;
            return true;
        }
        reserve(textUsed + HuffmanCode.mostDecoded(length));
        int past = HuffmanCode.decode(block, from, cursor, text, textUsed);
        string = text;
        stringFrom = textUsed;
        stringTo = past;
        textUsed = past;
        return past >= 0;
    }

    /** The whole table, for tests. */
    void checkInvariants() {
        table.checkInvariants();
    }

    private void reserve(int length) {
        if (text.length < length) {
            text = Arrays.copyOf(text, Math.max(length, text.length * 2));
        }
    }

    /** RFC 7541, section 5.1; -1 when it is cut off or too large. */
    private int integer(byte[] block, int to, int prefixBits) {
        int mask = (1 << prefixBits) - 1;
        int value = block[cursor++] & mask;
        if (value < mask) {
            return value;
        }
        for (int octets = 0; octets < MAX_CONTINUATION_OCTETS && cursor < to; octets++) {
            int octet = block[cursor++];
            value += (octet & 0x7f) << (7 * octets);
            if (octet >= 0) {
                return value;
            }
        }
        return INVALID;
    }
}
