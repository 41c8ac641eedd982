package io.headgate.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable string of bytes: a key or a value. Ordered as unsigned bytes, a prefix before what it is a prefix of,
 * which is etcd's order of keys.
 */
public final class Bytes implements Comparable<Bytes> {
    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** The bytes of this text in UTF-8. */
    public static Bytes of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of these bytes. */
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /** These very bytes, without a copy. The caller never changes the array again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** How many bytes. */
    public int size() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The byte at {@code 0..size()-1}. */
    public byte at(int index) {
        return array[index];
    }

    /** A view that cannot be written through. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** A copy. */
    public byte[] toArray() {
        return array.clone();
    }

    /** Puts all bytes into a buffer that has room for them. */
    public void copyTo(ByteBuffer into) {
        into.put(array);
    }

    public boolean startsWith(Bytes prefix) {
        return size() >= prefix.size() && Arrays.equals(array, 0, prefix.size(), prefix.array, 0, prefix.size());
    }

    /** The bytes as UTF-8, wrong ones replaced: for people. */
    public String text() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Printable ASCII as it is, anything else in hexadecimal after {@code 0x}. */
    @Override
    public String toString() {
        for (byte each : array) {
            if (each < ' ' || each > '~') {
                return "0x" + HexFormat.of().formatHex(array);
            }
        }
        return text();
    }
}
