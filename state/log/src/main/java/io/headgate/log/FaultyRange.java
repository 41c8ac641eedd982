package io.headgate.log;

/**
 * Slots of which there may have been entries that were lost with their names.
 *
 * @param lowestSlot the first, 1 or more
 * @param highestSlot the last; {@link Long#MAX_VALUE} if nobody can tell
 * @param highestBallot none of them had a higher ballot; {@link Long#MAX_VALUE} if nobody can tell
 */
public record FaultyRange(long lowestSlot, long highestSlot, long highestBallot) {
    public FaultyRange {
        if (lowestSlot < 1 || highestSlot < lowestSlot) {
            throw new IllegalArgumentException(
                    "slots: " + lowestSlot + ".." + highestSlot + " (expected: 1 or more, ascending)");
        }
    }

    /** Whether a slot is one of them. */
    public boolean contains(long slot) {
        return slot >= lowestSlot && slot <= highestSlot;
    }
}
