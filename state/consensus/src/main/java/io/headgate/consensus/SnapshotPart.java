package io.headgate.consensus;

/**
 * A part of a checkpoint on its way to a member that is behind everything the others still have as entries.
 *
 * @param slot the last slot that the checkpoint covers
 * @param membership as of that slot
 * @param offset of the first byte
 * @param isLast whether the checkpoint ends with this part
 */
public record SnapshotPart(long slot, Membership membership, long offset, Payload bytes, boolean isLast) {
    public SnapshotPart {
        Vote.checkSlot(slot);
        if (offset < 0) {
            throw new IllegalArgumentException("offset: " + offset + " (expected: 0 or more)");
        }
    }

    /** Where the next part begins. */
    long end() {
        return offset + bytes.size();
    }
}
