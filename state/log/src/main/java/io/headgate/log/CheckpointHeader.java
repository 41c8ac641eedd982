package io.headgate.log;

import java.nio.ByteBuffer;

/**
 * What a checkpoint says of itself.
 *
 * @param clusterId the cluster whose state it is
 * @param slot the state is the one after the commands of all slots up to this one, and of no other
 * @param ballot of the entry in that slot
 * @param metadata whatever its maker needs to start from it, the membership for one; read-only, up to
 *     {@link #MOST_METADATA_BYTES}, from position 0 on each time it is asked for
 */
public record CheckpointHeader(long clusterId, long slot, long ballot, ByteBuffer metadata) {
    /** A membership is some hundred bytes a member. */
    public static final int MOST_METADATA_BYTES = 1 << 16;

    public CheckpointHeader {
        if (slot < 0) {
            throw new IllegalArgumentException("slot: " + slot + " (expected: 0 or more)");
        }
        if (metadata.remaining() > MOST_METADATA_BYTES) {
            throw new IllegalArgumentException(
                    "metadata: " + metadata.remaining() + " bytes (expected: " + MOST_METADATA_BYTES + " at most)");
        }
        ByteBuffer copy = ByteBuffer.allocate(metadata.remaining());
        copy.put(metadata.duplicate()).flip();
        metadata = copy.asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer metadata() {
        return metadata.duplicate();
    }
}
