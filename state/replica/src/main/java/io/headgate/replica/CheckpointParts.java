package io.headgate.replica;

import io.headgate.consensus.Membership;
import io.headgate.consensus.Payload;
import io.headgate.consensus.SnapshotPart;
import io.headgate.log.Checkpoint;
import io.headgate.log.CheckpointChunk;
import io.headgate.log.CheckpointHeader;
import io.headgate.log.CheckpointTotals;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A checkpoint as a sequence of parts for a member that is far behind: first one with its header and totals, then one for
 * each chunk. A part's offset is the sum of the sizes of the parts before.
 *
 * <pre>
 * first part    cluster 8 · slot 8 · ballot 8 · chunks 4 · bytes 8 · checksum of all 4 · metadata
 * other parts   index 4 · checksum 4 · bytes of the chunk
 * </pre>
 */
final class CheckpointParts {
    private static final int FIRST_BYTES = 4 * Long.BYTES + 2 * Integer.BYTES;
    private static final int CHUNK_HEAD_BYTES = 2 * Integer.BYTES;

    private final Checkpoint checkpoint;
    private final Membership membership;

    /** Where each part begins: who has some of them from another leader, or an earlier term, goes on from there. */
    private final long[] offsets;

    CheckpointParts(Checkpoint checkpoint, Membership membership) {
        this.checkpoint = checkpoint;
        this.membership = membership;
        offsets = new long[1 + checkpoint.totals().chunks()];
        long end = (long) FIRST_BYTES + checkpoint.header().metadata().remaining();
        for (int chunk = 0; chunk + 1 < offsets.length; chunk++) {
            offsets[chunk + 1] = end;
            end += (long) CHUNK_HEAD_BYTES + checkpoint.chunkBytes(chunk);
        }
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The part that begins there; the first one if none does. */
    SnapshotPart at(long offset) {
        int number = Math.max(Arrays.binarySearch(offsets, offset), 0);
        return new SnapshotPart(
                checkpoint.header().slot(),
                membership,
                offsets[number],
                number == 0 ? first() : chunk(number - 1),
                /* isLast= */ number + 1 == offsets.length);
    }

    private Payload first() {
        CheckpointHeader header = checkpoint.header();
        CheckpointTotals totals = checkpoint.totals();
        ByteBuffer metadata = header.metadata();
        return Payload.of(ByteBuffer.allocate(FIRST_BYTES + metadata.remaining())
                .putLong(header.clusterId())
                .putLong(header.slot())
                .putLong(header.ballot())
                .putInt(totals.chunks())
                .putLong(totals.bytes())
                .putInt(totals.checksum())
                .put(metadata)
                .array());
    }

    private Payload chunk(int index) {
        CheckpointChunk chunk = checkpoint.read(index);
        ByteBuffer bytes = chunk.bytes();
        return Payload.of(ByteBuffer.allocate(CHUNK_HEAD_BYTES + bytes.remaining())
                .putInt(chunk.index())
                .putInt(chunk.checksum())
                .put(bytes)
                .array());
    }

    /** What a first part says. */
    record First(CheckpointHeader header, CheckpointTotals totals) {}

    static First decodeFirst(Payload part) {
        ByteBuffer from = part.buffer();
        if (from.remaining() < FIRST_BYTES) {
            throw new MalformedException("first part of a checkpoint: " + from.remaining() + " bytes (expected: "
                    + FIRST_BYTES + " or more)");
        }
        long cluster = from.getLong();
        long slot = from.getLong();
        long ballot = from.getLong();
        CheckpointTotals totals = new CheckpointTotals(from.getInt(), from.getLong(), from.getInt());
        return new First(new CheckpointHeader(cluster, slot, ballot, from), totals);
    }

    static CheckpointChunk decodeChunk(Payload part) {
        ByteBuffer from = part.buffer();
        if (from.remaining() <= CHUNK_HEAD_BYTES) {
            throw new MalformedException("part of a checkpoint: " + from.remaining() + " bytes (expected: more than "
                    + CHUNK_HEAD_BYTES + ")");
        }
        int index = from.getInt();
        int checksum = from.getInt();
        return new CheckpointChunk(index, checksum, from.slice());
    }
}
