package io.headgate.consensus;

import org.jspecify.annotations.Nullable;

/**
 * The votes in the slots after the compaction point: a ring indexed by slot, so that nothing is looked up or moved in the
 * normal case. Confined to its machine.
 */
final class VoteLog {
    private static final int FEWEST_SLOTS = 64;

    /** A power of two long; the vote of a slot is at the slot's low bits. */
    private @Nullable Vote[] ring = new Vote[FEWEST_SLOTS];

    private long compactedThrough;

    /** The last slot with a vote; {@link #compactedThrough} if there is none. */
    private long last;

    /** All slots after the compaction point and up to this one hold entries that can be read. */
    private long intactThrough;

    /** Weight of all entries. */
    private long bytes;

    VoteLog(long compactedThrough) {
        this.compactedThrough = compactedThrough;
        last = compactedThrough;
        intactThrough = compactedThrough;
    }

    long compactedThrough() {
        return compactedThrough;
    }

    long last() {
        return last;
    }

    long intactThrough() {
        return intactThrough;
    }

    /** How many slots it spans. */
    long slots() {
        return last - compactedThrough;
    }

    long bytes() {
        return bytes;
    }

    /** The vote in a slot after the compaction point, null if there is none. */
    @Nullable
    Vote get(long slot) {
        return slot > last ? null : ring[index(slot)];
    }

    /** The entry in a slot that has one. */
    Entry entry(long slot) {
        if (slot > compactedThrough && get(slot) instanceof Entry entry) {
            return entry;
        }
        throw new IllegalStateException(
                "slot " + slot + ": no entry (expected: one in " + (compactedThrough + 1) + ".." + intactThrough + ")");
    }

    /** Puts a vote in the place of what the slot held. */
    void set(Vote vote) {
        long slot = vote.slot();
        if (slot <= compactedThrough) {
            throw new IllegalStateException("slot " + slot + " (expected: after " + compactedThrough + ")");
        }
        if (slot - compactedThrough > ring.length) {
            grow(slot - compactedThrough);
        }
        if (slot <= last) {
            bytes -= weight(ring[index(slot)]);
        }
        ring[index(slot)] = vote;
        bytes += weight(vote);
        last = Math.max(last, slot);
        if (vote instanceof Faulty) {
            intactThrough = Math.min(intactThrough, slot - 1);
        }
        advanceIntact();
    }

    /** Takes away all votes from a slot on that are of lower ballots. */
    void dropDead(long from, Ballot below) {
        for (long slot = Math.max(from, compactedThrough + 1); slot <= last; slot++) {
            Vote vote = ring[index(slot)];
            if (vote != null && below.isAbove(vote.ballot())) {
                clear(slot);
                intactThrough = Math.min(intactThrough, slot - 1);
            }
        }
        while (last > compactedThrough && ring[index(last)] == null) {
            last--;
        }
    }

    /** Takes away all up to a slot, which may be beyond the last vote. */
    void compact(long through) {
        for (long slot = compactedThrough + 1; slot <= Math.min(through, last); slot++) {
            clear(slot);
        }
        compactedThrough = Math.max(compactedThrough, through);
        last = Math.max(last, compactedThrough);
        intactThrough = Math.max(intactThrough, compactedThrough);
        advanceIntact();
    }

    /** The first slot whose entry cannot be read, 0 if there is none. */
    long firstFaulty() {
        for (long slot = intactThrough + 1; slot <= last; slot++) {
            if (ring[index(slot)] instanceof Faulty) {
                return slot;
            }
        }
        return 0;
    }

    private void clear(long slot) {
        bytes -= weight(ring[index(slot)]);
        ring[index(slot)] = null;
    }

    private void advanceIntact() {
        while (intactThrough < last && ring[index(intactThrough + 1)] instanceof Entry) {
            intactThrough++;
        }
    }

    private void grow(long slots) {
        int length = ring.length;
        while (length < slots) {
            length *= 2;
        }
        @Nullable Vote[] larger = new Vote[length];
        for (long slot = compactedThrough + 1; slot <= last; slot++) {
            larger[(int) (slot & (length - 1))] = ring[index(slot)];
        }
        ring = larger;
    }

    private int index(long slot) {
        return (int) (slot & (ring.length - 1));
    }

    private static int weight(@Nullable Vote vote) {
        return vote instanceof Entry entry ? entry.weightBytes() : 0;
    }
}
