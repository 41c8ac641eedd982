package io.headgate.dns;

import java.util.Arrays;

/** An array that grows, written in network byte order. Not for the hot path; confined to one thread. */
final class ByteSink {
    /** The longest array that every virtual machine makes. */
    private static final int MAX_OCTETS = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;

    ByteSink(int capacity) {
        bytes = new byte[Math.max(capacity, 16)];
    }

    int length() {
        return length;
    }

    void u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void u16(int value) {
        u8(value >>> 8);
        u8(value);
    }

    void u32(long value) {
        u16((int) (value >>> 16));
        u16((int) value);
    }

    void bytes(byte[] source) {
        bytes(source, 0, source.length);
    }

    void bytes(byte[] source, int from, int count) {
        room(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Overwrites the 16 bits at {@code at}. */
    void setU16(int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int count) {
        long needed = (long) length + count;
        if (needed > MAX_OCTETS) {
            throw new IllegalStateException(needed + " octets (expected: at most " + MAX_OCTETS + ")");
        }
        if (needed > bytes.length) {
            long doubled = Math.min(bytes.length * 2L, MAX_OCTETS);
            bytes = Arrays.copyOf(bytes, (int) Math.max(doubled, needed));
        }
    }
}
