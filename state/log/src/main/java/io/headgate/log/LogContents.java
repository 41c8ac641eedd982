package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a log holds, as the records say in the order in which they were written: the last one counts. Grows the same way
 * while a log is read at the start as while it is written later. Confined to one owner.
 */
final class LogContents {
    /** Names of hard state, the log's own included. */
    static final int NAMES = 16;

    /** Under this name the log keeps what it is truncated through, and its first segment that counts: two longs. */
    static final int FLOOR = NAMES - 1;

    static final int FLOOR_BYTES = 2 * Long.BYTES;

    /** More ranges than this become one around them all: who has so many has lost the disk. */
    private static final int MOST_RANGES = 64;

    final SlotIndex index = new SlotIndex();
    private final TreeMap<Integer, HardState> hardStates = new TreeMap<>();
    private List<FaultyRange> faultyRanges = new ArrayList<>();

    void entry(long slot, long ballot, long place, int payloadBytes) {
        index.put(slot, ballot, place, payloadBytes, SlotIndex.State.INTACT);
    }

    void faultyEntry(long slot, long ballot) {
        index.put(slot, ballot, 0, 0, SlotIndex.State.FAULTY);
    }

    void keep(int name, HardState state) {
        hardStates.put(name, state);
    }

    /** Takes what a record says that was read whole. */
    void apply(RecordHead head, long place, ByteBuffer payload) {
        switch (head.type()) {
            case ENTRY -> entry(head.slot(), head.ballot(), place, head.payloadBytes());
            case DISCARD -> discard(head.slot(), head.ballot());
            case HARD_STATE -> keep((int) head.slot(), new HardState.Intact(payload));
            case FAULTY_HARD_STATE -> keep((int) head.slot(), new HardState.Faulty());
        }
    }

    /** Takes that something is lost of which only this is known. */
    void lost(WrittenSummary summary) {
        for (int name = 0; name < NAMES; name++) {
            if ((summary.hardStates() >>> name & 1) == 1) {
                keep(name, new HardState.Faulty());
            }
        }
        if (summary.entries() > 0) {
            addRange(new FaultyRange(summary.lowestSlot(), summary.highestSlot(), summary.highestBallot()));
            for (long slot = index.next(summary.lowestSlot());
                    slot != DurableLog.NO_SLOT && slot <= summary.highestSlot();
                    slot = index.next(slot + 1)) {
                if (index.state(slot) == SlotIndex.State.INTACT) {
                    index.mark(slot, SlotIndex.State.DOUBTFUL);
                }
            }
        }
    }

    private void addRange(FaultyRange range) {
        faultyRanges.add(range);
        if (faultyRanges.size() > MOST_RANGES) {
            FaultyRange all = faultyRanges.getFirst();
            for (FaultyRange other : faultyRanges) {
                all = new FaultyRange(
                        Math.min(all.lowestSlot(), other.lowestSlot()),
                        Math.max(all.highestSlot(), other.highestSlot()),
                        Math.max(all.highestBallot(), other.highestBallot()));
            }
            faultyRanges = new ArrayList<>(List.of(all));
        }
    }

    void discard(long lowest, long highest) {
        List<FaultyRange> left = new ArrayList<>();
        for (FaultyRange range : faultyRanges) {
            if (range.highestSlot() < lowest || range.lowestSlot() > highest) {
                left.add(range);
                continue;
            }
            if (range.lowestSlot() < lowest) {
                left.add(new FaultyRange(range.lowestSlot(), lowest - 1, range.highestBallot()));
            }
            if (range.highestSlot() > highest) {
                left.add(new FaultyRange(highest + 1, range.highestSlot(), range.highestBallot()));
            }
        }
        faultyRanges = left;
        for (long slot = index.next(lowest);
                slot != DurableLog.NO_SLOT && slot <= highest;
                slot = index.next(slot + 1)) {
            switch (index.state(slot)) {
                case FAULTY -> index.remove(slot);
                case DOUBTFUL -> index.mark(slot, SlotIndex.State.INTACT);
                case INTACT, ABSENT -> {}
            }
        }
    }

    void truncateThrough(long slot) {
        if (slot > 0) {
            discard(1, slot);
            index.removeThrough(slot);
        }
    }

    /** The lowest slot from this one on that has an entry or a faulty one, or {@link DurableLog#NO_SLOT}. */
    long next(long from) {
        return index.next(from);
    }

    /** What a slot that is not intact holds. */
    SlotContent withoutPayload(long slot) {
        return switch (index.state(slot)) {
            case FAULTY -> new SlotContent.Faulty(slot, index.ballot(slot), /* isExact= */ true);
            case DOUBTFUL -> new SlotContent.Faulty(slot, highestBallot(slot), /* isExact= */ false);
            case ABSENT ->
                isInRange(slot)
                        ? new SlotContent.Faulty(slot, highestBallot(slot), /* isExact= */ false)
                        : new SlotContent.Absent(slot);
            case INTACT -> throw new IllegalArgumentException("slot " + slot + ": intact (expected: not so)");
        };
    }

    private boolean isInRange(long slot) {
        return faultyRanges.stream().anyMatch(range -> range.contains(slot));
    }

    private long highestBallot(long slot) {
        long highest = 0;
        for (FaultyRange range : faultyRanges) {
            highest = range.contains(slot) ? Math.max(highest, range.highestBallot()) : highest;
        }
        return highest;
    }

    /** Whether there are slots of which nobody can tell what was in them. */
    boolean hasFaultyRange() {
        return !faultyRanges.isEmpty();
    }

    List<FaultyRange> faultyRanges() {
        return List.copyOf(faultyRanges);
    }

    /** The number of the first segment that is not truncated; 0 if nobody knows. */
    int firstSegment() {
        return switch (hardStates.get(FLOOR)) {
            case null -> 1;
            case HardState.Intact intact -> (int) intact.value().getLong(Long.BYTES);
            case HardState.Faulty _ -> 0;
        };
    }

    SortedMap<Integer, HardState> hardStates() {
        return hardStates;
    }

    @Nullable
    HardState hardState(int name) {
        return hardStates.get(name);
    }
}
