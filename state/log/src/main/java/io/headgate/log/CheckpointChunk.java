package io.headgate.log;

import java.nio.ByteBuffer;

/**
 * A piece of a checkpoint, as it is in the file and as it is sent to another member.
 *
 * @param index from 0 on
 * @param checksum CRC32C over cluster, slot, ballot, index and bytes
 * @param bytes read-only; from position 0 on each time they are asked for
 */
public record CheckpointChunk(int index, int checksum, ByteBuffer bytes) {
    /** So that a chunk is written and sent in a few milliseconds, and a peer's claim of a length costs little memory. */
    public static final int MOST_BYTES = 1 << 20;

    public CheckpointChunk {
        if (index < 0) {
            throw new IllegalArgumentException("index: " + index + " (expected: 0 or more)");
        }
        bytes = bytes.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }
}
