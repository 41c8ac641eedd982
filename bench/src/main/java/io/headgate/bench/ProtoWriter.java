package io.headgate.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one protobuf message, field by field in the order of the calls. Just the two wire types that etcd's requests
 * need: numbers and bytes. Confined to one thread.
 */
final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private byte[] bytes = new byte[512];
    private int length;

    /** A field of type int64, bool or enum. Zero is written too: where it is a member of a {@code oneof} it counts. */
    ProtoWriter number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    private ProtoWriter bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** A field of bytes that are given as ISO 8859-1 text, a byte per character. */
    ProtoWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.ISO_8859_1));
    }

    ProtoWriter message(int field, ProtoWriter value) {
        return bytes(field, value.toBytes());
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void varint(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length] = (byte) (rest | 0x80);
            length++;
            rest >>>= 7;
        }
        bytes[length] = (byte) rest;
        length++;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
