package io.headgate.log;

import java.nio.ByteBuffer;

/**
 * The unit in which files are laid out: what a disk writes whole or not at all. Nothing that is written later shares a
 * block with something that was durable before, so that no failing write can take that along.
 */
final class Block {
    static final int BYTES = 512;

    private Block() {}

    /** Bytes of the blocks that so many bytes fill. */
    static int roundUp(int bytes) {
        return (bytes + BYTES - 1) / BYTES * BYTES;
    }

    /** Whether the block at a place of the buffer holds only zeros, as one does that was never written. */
    static boolean isZero(ByteBuffer buffer, int offset) {
        for (int i = offset; i < offset + BYTES; i += Long.BYTES) {
            if (buffer.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** How many of the blocks from one place to another hold only zeros. */
    static int countZero(ByteBuffer buffer, int from, int to) {
        int count = 0;
        for (int offset = from; offset < to; offset += BYTES) {
            count += isZero(buffer, offset) ? 1 : 0;
        }
        return count;
    }
}
