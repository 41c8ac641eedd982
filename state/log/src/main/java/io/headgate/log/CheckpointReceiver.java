package io.headgate.log;

import java.util.function.Consumer;

/**
 * A checkpoint that comes from another member, chunk by chunk, in order. What was taken stays when the sender changes, as long
 * as it sends the same checkpoint. Confined to the thread that owns the disk.
 */
public final class CheckpointReceiver {
    /** What became of a chunk. */
    public enum Receipt {
        /** It was the next one, and was taken. */
        TAKEN,
        /** It is not the next one: {@link #nextIndex} says which is. */
        OTHER_EXPECTED,
        /** Its checksum is wrong, or it does not fit what was told of the whole: ask for it again. */
        CORRUPT
    }

    private final CheckpointWriter writer;
    private final CheckpointTotals expected;

    CheckpointReceiver(CheckpointWriter writer, CheckpointTotals expected) {
        this.writer = writer;
        this.expected = expected;
    }

    /** What is received. */
    public CheckpointHeader header() {
        return writer.header();
    }

    /** The index of the chunk to send next; the number of chunks when all are there. */
    public int nextIndex() {
        return writer.chunks();
    }

    /**
     * Takes a chunk, if it is the next one and as it was sent.
     *
     * @throws io.headgate.disk.DiskException if the disk is full; the chunk was not taken, and may be tried again
     */
    public Receipt accept(CheckpointChunk chunk) {
        int length = chunk.bytes().remaining();
        if (chunk.index() != nextIndex() || chunk.index() >= expected.chunks()) {
            return Receipt.OTHER_EXPECTED;
        }
        if (length < 1
                || length > CheckpointChunk.MOST_BYTES
                || length > expected.bytes() - writer.chunkBytes()
                || chunk.checksum() != CheckpointFormat.chunkChecksum(header(), chunk.index(), chunk.bytes())) {
            return Receipt.CORRUPT;
        }
        writer.add(chunk.bytes());
        return Receipt.TAKEN;
    }

    /** Whether all chunks are there, and are together what was told. Otherwise abort, and begin again. */
    public boolean isWhole() {
        return writer.totals().equals(expected);
    }

    /**
     * Ends it: makes it durable, and switches to it.
     *
     * @throws IllegalStateException if it is not whole
     * @throws io.headgate.disk.DiskException if the disk is full; may be tried again
     */
    public void finish(Consumer<CheckpointWriter.End> completion) {
        if (!isWhole()) {
            throw new IllegalStateException("received: " + writer.totals() + " (expected: " + expected + ")");
        }
        writer.finish(completion);
    }

    /** Gives it up, and deletes what was written. */
    public void abort() {
        writer.abort();
    }
}
