package io.headgate.bench;

import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message, field by field: {@link #next}, then {@link #field} and the value by its type. Values that
 * are not asked for cost nothing. Confined to one thread.
 */
final class ProtoReader {
    private final byte[] bytes;
    private final int end;
    private int position;
    private int field;
    private long number;
    private int valueStart;

    ProtoReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ProtoReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /**
     * Goes to the next field; false at the end of the message.
     *
     * @throws BenchFailure when the bytes are no protobuf message
     */
    boolean next() {
        if (position == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        switch ((int) tag & 7) {
            case 0 -> number = varint();
            case 1 -> skip(8);
            case 2 -> skip(varint());
            case 5 -> skip(4);
            default -> throw broken("wire type " + (tag & 7));
        }
        return true;
    }

    int field() {
        return field;
    }

    /** The value of a field of type int64, uint64, bool or enum. */
    long number() {
        return number;
    }

    /** The value of a field of bytes as ISO 8859-1 text, a character per byte. */
    String text() {
        return new String(bytes, valueStart, position - valueStart, StandardCharsets.ISO_8859_1);
    }

    /** The value of a field that is a message. */
    ProtoReader message() {
        return new ProtoReader(bytes, valueStart, position);
    }

    private void skip(long length) {
        if (length < 0 || length > end - position) {
            throw broken("field of " + length + " bytes");
        }
        valueStart = position;
        position += (int) length;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position == end) {
                throw broken("cut number");
            }
            byte next = bytes[position];
            position++;
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("number of more than 10 bytes");
    }

    private BenchFailure broken(String what) {
        return new BenchFailure("answer: " + what + " at byte " + position + " of " + end
                + " (expected: a protobuf message of etcd's API)");
    }
}
