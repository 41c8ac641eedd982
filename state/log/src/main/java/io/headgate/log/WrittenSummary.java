package io.headgate.log;

import java.nio.ByteBuffer;

/**
 * What a batch or a segment held, told by the one after it: who finds it wholly destroyed knows at least what may have been
 * in it.
 *
 * @param entries how many entries; {@link Integer#MAX_VALUE} if nobody knows
 * @param hardStates a bit for each name of hard state
 * @param lowestSlot of its entries; 0 if there are none
 * @param highestSlot of its entries; 0 if there are none
 * @param highestBallot of its entries; 0 if there are none
 */
record WrittenSummary(int entries, int hardStates, long lowestSlot, long highestSlot, long highestBallot) {
    static final int BYTES = 32;

    static final WrittenSummary EMPTY = new WrittenSummary(0, 0, 0, 0, 0);

    /** Of what nobody can tell any more. */
    static final WrittenSummary UNKNOWN = new WrittenSummary(Integer.MAX_VALUE, ~0, 1, Long.MAX_VALUE, Long.MAX_VALUE);

    boolean isEmpty() {
        return entries == 0 && hardStates == 0;
    }

    WrittenSummary withEntry(long slot, long ballot) {
        return new WrittenSummary(
                entries == Integer.MAX_VALUE ? entries : entries + 1,
                hardStates,
                entries == 0 ? slot : Math.min(lowestSlot, slot),
                Math.max(highestSlot, slot),
                Math.max(highestBallot, ballot));
    }

    WrittenSummary withHardState(long name) {
        return new WrittenSummary(entries, hardStates | 1 << name, lowestSlot, highestSlot, highestBallot);
    }

    WrittenSummary with(RecordHead head) {
        return switch (head.type()) {
            case ENTRY -> withEntry(head.slot(), head.ballot());
            case HARD_STATE, FAULTY_HARD_STATE -> withHardState(head.slot());
            case DISCARD -> this;
        };
    }

    WrittenSummary with(WrittenSummary other) {
        if (other.entries == 0) {
            return new WrittenSummary(entries, hardStates | other.hardStates, lowestSlot, highestSlot, highestBallot);
        }
        return new WrittenSummary(
                (int) Math.min(Integer.MAX_VALUE, (long) entries + other.entries),
                hardStates | other.hardStates,
                entries == 0 ? other.lowestSlot : Math.min(lowestSlot, other.lowestSlot),
                Math.max(highestSlot, other.highestSlot),
                Math.max(highestBallot, other.highestBallot));
    }

    void write(ByteBuffer into, int at) {
        into.putInt(at, entries)
                .putInt(at + 4, hardStates)
                .putLong(at + 8, lowestSlot)
                .putLong(at + 16, highestSlot)
                .putLong(at + 24, highestBallot);
    }

    static WrittenSummary read(ByteBuffer from, int at) {
        return new WrittenSummary(
                from.getInt(at),
                from.getInt(at + 4),
                from.getLong(at + 8),
                from.getLong(at + 16),
                from.getLong(at + 24));
    }
}
