package io.headgate.log;

import io.headgate.disk.DiskFile;
import io.headgate.log.Finding.Severity;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint that is durable and was checked. Stays readable when a newer one takes its place. Confined to the thread that
 * owns the disk.
 */
public final class Checkpoint {
    private final String name;
    private final DiskFile file;
    private final CheckpointHeader header;
    private final CheckpointTotals totals;
    private final long[] positions;

    Checkpoint(String name, DiskFile file, CheckpointHeader header, CheckpointTotals totals, long[] positions) {
        this.name = name;
        this.file = file;
        this.header = header;
        this.totals = totals;
        this.positions = positions;
    }

    /** What it says of itself. */
    public CheckpointHeader header() {
        return header;
    }

    /** What its end says of all of it. */
    public CheckpointTotals totals() {
        return totals;
    }

    /**
     * How many bytes a chunk has. Does not read the disk.
     *
     * @param index {@code 0..totals().chunks()-1}
     */
    public int chunkBytes(int index) {
        int last = positions.length - 1;
        long bytes = index < last
                ? positions[index + 1] - positions[index] - CheckpointFormat.CHUNK_HEAD_BYTES
                : totals.bytes() - (positions[last] - positions[0] - (long) last * CheckpointFormat.CHUNK_HEAD_BYTES);
        return Math.toIntExact(bytes);
    }

    /**
     * Reads a chunk.
     *
     * @param index {@code 0..totals().chunks()-1}
     * @throws CorruptCheckpointException if the disk does not give back what was written
     */
    public CheckpointChunk read(int index) {
        if (index < 0 || index >= positions.length) {
            throw new IllegalArgumentException(
                    "index: " + index + " (expected: 0 or more, below " + positions.length + ")");
        }
        CheckpointChunk chunk = read(file, header, index, positions[index], file.size(), ByteBuffer::allocate);
        if (chunk == null) {
            throw new CorruptCheckpointException(
                    new Finding(name, positions[index], Severity.LOST, "chunk " + index + " is unreadable"));
        }
        return chunk;
    }

    /**
     * The chunk at a position, or null if it is not as it was written.
     *
     * @param buffers gives a buffer with room for so many bytes, which is the chunk's from then on
     */
    static @Nullable CheckpointChunk read(
            DiskFile file,
            CheckpointHeader header,
            int index,
            long position,
            long end,
            IntFunction<ByteBuffer> buffers) {
        ByteBuffer head = read(file, position, CheckpointFormat.CHUNK_HEAD_BYTES);
        if (head.limit() < CheckpointFormat.CHUNK_HEAD_BYTES) {
            return null;
        }
        int length = head.getInt(4);
        if (length < 1
                || length > CheckpointChunk.MOST_BYTES
                || length > end - position - CheckpointFormat.CHUNK_HEAD_BYTES
                || head.getInt(8) != index) {
            return null;
        }
        ByteBuffer bytes = fill(file, position + CheckpointFormat.CHUNK_HEAD_BYTES, buffers.apply(length));
        int checksum = head.getInt(0);
        return bytes.limit() == length && checksum == CheckpointFormat.chunkChecksum(header, index, bytes)
                ? new CheckpointChunk(index, checksum, bytes)
                : null;
    }

    /** Up to so many bytes, as many as there are. */
    static ByteBuffer read(DiskFile file, long position, int most) {
        return fill(file, position, ByteBuffer.allocate((int) Math.min(most, Math.max(0, file.size() - position))));
    }

    private static ByteBuffer fill(DiskFile file, long position, ByteBuffer bytes) {
        while (bytes.hasRemaining() && file.read(position + bytes.position(), bytes) > 0) {}
        return bytes.flip();
    }
}
