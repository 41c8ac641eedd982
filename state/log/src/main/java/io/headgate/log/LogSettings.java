package io.headgate.log;

/**
 * Sizes of a log.
 *
 * @param segmentBytes bytes of a segment file, a multiple of 512 in {@code 32768..1073741824}. Segments that are there
 *     already keep the size they have
 */
public record LogSettings(int segmentBytes) {
    /** A segment of this size is filled in half a minute by 6,000 puts of 300 bytes a second, and zeroed in 30 ms. */
    public static final LogSettings DEFAULT = new LogSettings(64 << 20);

    /** Room for all hard state twice and for a few entries besides. */
    static final int LEAST_SEGMENT_BYTES = 32 << 10;

    /** Places within a segment are ints, with room to add two. */
    static final int MOST_SEGMENT_BYTES = 1 << 30;

    public LogSettings {
        if (segmentBytes < LEAST_SEGMENT_BYTES
                || segmentBytes > MOST_SEGMENT_BYTES
                || segmentBytes % Block.BYTES != 0) {
            throw new IllegalArgumentException("segmentBytes: " + segmentBytes + " (expected: a multiple of "
                    + Block.BYTES + " in " + LEAST_SEGMENT_BYTES + ".." + MOST_SEGMENT_BYTES + ")");
        }
    }

    /** The longest payload of an entry: so long that any two fit into one segment with all that goes with them. */
    public int mostPayloadBytes() {
        return capacityBytes() / 4;
    }

    /** What a segment holds besides its header. */
    int capacityBytes() {
        return segmentBytes - SegmentHeader.BYTES;
    }

    /** The most bytes of one batch: with all hard state carried forward it fits into an empty segment. */
    int mostBatchBytes() {
        return capacityBytes() / 2;
    }

    /** Bytes of the last segment that only hard state may take. */
    int reserveBytes() {
        return Math.max(Batch.HARD_STATE_BYTES, capacityBytes() / 8);
    }
}
