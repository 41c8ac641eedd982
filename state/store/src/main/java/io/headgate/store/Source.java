package io.headgate.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Reads what a {@link Sink} was given. Each value has one form only; anything else is a {@link CodecException}. */
final class Source {
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] from;
    private final int start;
    private final int limit;
    private int at;

    /** Reads these bytes from {@code start} to before {@code limit}. */
    Source(byte[] from, int start, int limit) {
        this.from = from;
        this.start = start;
        this.limit = limit;
        this.at = start;
    }

    /** Reads the rest of a buffer. */
    static Source of(ByteBuffer from) {
        if (from.hasArray()) {
            int start = from.arrayOffset() + from.position();
            return new Source(from.array(), start, start + from.remaining());
        }
        byte[] copy = new byte[from.remaining()];
        from.get(from.position(), copy);
        return new Source(copy, 0, copy.length);
    }

    /** An exception that says where. */
    CodecException wrong(String found, String expected) {
        return new CodecException("byte " + (at - start) + ": " + found + " (expected: " + expected + ")");
    }

    int octet() {
        if (at == limit) {
            throw wrong("end", "more bytes");
        }
        return from[at++] & 0xff;
    }

    boolean flag() {
        int value = octet();
        if (value > 1) {
            throw wrong("flag " + value, "0 or 1");
        }
        return value == 1;
    }

    long unsigned() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            int octet = octet();
            value |= (octet & 0x7fL) << (7 * i);
            if (octet < 0x80) {
                boolean isPadded = octet == 0 && i > 0;
                boolean isTooLong = i == MAX_VARINT_BYTES - 1 && octet > 1;
                if (isPadded || isTooLong) {
                    throw wrong("number of " + (i + 1) + " bytes", "the shortest form of one of 64 bits");
                }
                return value;
            }
        }
        throw wrong("number of more than " + MAX_VARINT_BYTES + " bytes", "at most 64 bits");
    }

    long signed() {
        long value = unsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    Bytes bytes() {
        int size = count("bytes");
        byte[] array = Arrays.copyOfRange(from, at, at + size);
        at += size;
        return Bytes.wrap(array);
    }

    /** A number of things of at least one byte each, so that it cannot be greater than what is left. */
    int count(String what) {
        long count = unsigned();
        if (count < 0 || count > limit - at) {
            throw wrong(Long.toUnsignedString(count) + " " + what, "at most the " + (limit - at) + " bytes left");
        }
        return (int) count;
    }

    <T> List<T> list(String what, Supplier<T> element) {
        int count = count(what);
        var list = new ArrayList<T>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    /** One of these, by its place in the list. */
    <T> T oneOf(List<T> values, String what) {
        int code = octet();
        if (code >= values.size()) {
            throw wrong(what + " " + code, "below " + values.size());
        }
        return values.get(code);
    }

    void end() {
        if (at < limit) {
            throw wrong((limit - at) + " more bytes", "the end");
        }
    }
}
