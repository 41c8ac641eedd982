package io.headgate.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array that a loop assembles heads in and reuses. Confined to one event loop. */
final class ByteSink {
    private byte[] bytes;
    private int length;

    ByteSink(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Makes room for {@code count} more bytes; a caller may then write into {@link #bytes()} itself and {@link #advance}. */
    void ensure(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    void advance(int count) {
        length += count;
    }

    void put(byte[] source) {
        put(source, 0, source.length);
    }

    void put(byte[] source, int from, int to) {
        int count = to - from;
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    void put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    void put(String latin1) {
        put(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    void putCrlf() {
        ensure(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    /** Decimal digits of {@code value}, {@code 0..}. */
    void putDecimal(long value) {
        ensure(20);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** Sixteen lower-case hexadecimal digits. */
    void putHex(long value) {
        ensure(16);
        for (int shift = 60; shift >= 0; shift -= 4) {
            bytes[length++] = (byte) Character.forDigit((int) (value >>> shift) & 15, 16);
        }
    }

    void putHexDigits(int value) {
        put(Integer.toHexString(value));
    }

    String asLatin1() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
