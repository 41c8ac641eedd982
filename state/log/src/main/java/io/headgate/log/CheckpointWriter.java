package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A checkpoint that is being made, a chunk at a time, so that nobody waits long. Confined to the thread that owns the disk. */
@SuppressWarnings("DoNotCallSuggester")
public final class CheckpointWriter {
    /** How making a checkpoint ended. */
    public sealed interface End {
        /** It is durable and has taken the place of the one before. */
        record Durable(Checkpoint checkpoint) implements End {}

        /** It was given up, or a sync failed: then the process must end. The one before is still the newest. */
        record Failed(String reason) implements End {}
    }

    private CheckpointWriter() {}

    /**
     * Adds a chunk.
     *
     * @param bytes {@code 1..}{@link CheckpointChunk#MOST_BYTES} of them; all are taken
     * @throws io.headgate.disk.DiskException if the disk is full; the chunk was not added, and may be tried again
     */
    public void add(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    /** Ends it after the last chunk: makes it durable, switches to it, and deletes the one before. */
    public void finish(Consumer<End> completion) {
        throw new UnsupportedOperationException();
    }

    /** Gives it up, and deletes what was written. */
    public void abort() {
        throw new UnsupportedOperationException();
    }
}
