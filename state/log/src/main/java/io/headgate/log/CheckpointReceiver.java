package io.headgate.log;

import java.util.function.Consumer;

/** A checkpoint that comes from another member, chunk by chunk. Confined to the thread that owns the disk. */
@SuppressWarnings("DoNotCallSuggester")
public final class CheckpointReceiver {
    /** What became of a chunk. */
    public enum Receipt {
        /** It was the next one, and was taken. */
        TAKEN,
        /** It is not the next one: {@link #nextIndex} says which is. */
        OTHER_EXPECTED,
        /** Its checksum is wrong, or there are more bytes than were told: ask for it again. */
        CORRUPT
    }

    private CheckpointReceiver() {}

    /** The index of the chunk to send next; the number of chunks when all are there. */
    public int nextIndex() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes a chunk, if it is the next one and as it was sent.
     *
     * @throws io.headgate.disk.DiskException if the disk is full; the chunk was not taken, and may be tried again
     */
    public Receipt accept(CheckpointChunk chunk) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends it after the last chunk: checks that all of it is what was sent, makes it durable, switches to it, and deletes the
     * one before.
     */
    public void finish(Consumer<CheckpointWriter.End> completion) {
        throw new UnsupportedOperationException();
    }

    /** Gives it up, and deletes what was written. */
    public void abort() {
        throw new UnsupportedOperationException();
    }
}
