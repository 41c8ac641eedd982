package io.headgate.store;

import java.nio.ByteBuffer;

/**
 * Where encoded values go: counted first, then put into a buffer that has room, by the same code.
 *
 * <p>An unsigned number is a varint: seven bits to a byte, lowest first, the high bit set but for the last. A signed one is
 * mixed to an unsigned one first (0, -1, 1, -2, ...). Bytes come after their number.
 */
abstract sealed class Sink {

    abstract void octet(int value);

    abstract void raw(Bytes bytes);

    final void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    final void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            octet((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        octet((int) rest);
    }

    final void signed(long value) {
        unsigned((value << 1) ^ (value >> 63));
    }

    final void bytes(Bytes bytes) {
        unsigned(bytes.size());
        raw(bytes);
    }

    /** Counts only. */
    static final class Counter extends Sink {
        private long size;

        long size() {
            return size;
        }

        @Override
        void octet(int value) {
            size++;
        }

        @Override
        void raw(Bytes bytes) {
            size += bytes.size();
        }
    }

    /** Puts into a buffer. */
    static final class Filler extends Sink {
        private final ByteBuffer into;

        Filler(ByteBuffer into) {
            this.into = into;
        }

        @Override
        void octet(int value) {
            into.put((byte) value);
        }

        @Override
        void raw(Bytes bytes) {
            bytes.copyTo(into);
        }
    }
}
