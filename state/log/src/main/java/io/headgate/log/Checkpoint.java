package io.headgate.log;

/** A checkpoint that is durable. Stays readable when a newer one takes its place. Confined to the thread that owns the disk. */
@SuppressWarnings("DoNotCallSuggester")
public final class Checkpoint {
    private Checkpoint() {}

    /** What it says of itself. */
    public CheckpointHeader header() {
        throw new UnsupportedOperationException();
    }

    /** What its end says of all of it. */
    public CheckpointTotals totals() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads a chunk.
     *
     * @param index {@code 0..totals().chunks()-1}
     * @throws CorruptCheckpointException if the disk does not give back what was written
     */
    public CheckpointChunk read(int index) {
        throw new UnsupportedOperationException();
    }
}
