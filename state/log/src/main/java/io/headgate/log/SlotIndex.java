package io.headgate.log;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the entry of each slot is. Pages of arrays, because there may be millions: 24 bytes for a slot. Confined to one
 * owner.
 *
 * <p>A place is {@code segment << 32 | offset} for what was written, or {@code -serial} for what waits to be, where serial
 * numbers count the records that a log was given in its life.
 */
final class SlotIndex {
    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;

    /** What is known of the entry in a slot. */
    enum State {
        ABSENT,
        INTACT,
        /** The entry with this ballot was there and is lost. */
        FAULTY,
        /** This one is intact, but one that was lost may have taken its place. */
        DOUBTFUL
    }

    private static final class Page {
        final long[] ballots = new long[PAGE];
        final long[] places = new long[PAGE];
        final int[] payloadBytes = new int[PAGE];
        final State[] states = new State[PAGE];
        int present;

        Page() {
            Arrays.fill(states, State.ABSENT);
        }
    }

    private final TreeMap<Long, Page> pages = new TreeMap<>();

    void put(long slot, long ballot, long place, int payloadBytes, State state) {
        Page page = pages.computeIfAbsent(slot >>> PAGE_BITS, _ -> new Page());
        int i = at(slot);
        page.present += page.states[i] == State.ABSENT ? 1 : 0;
        page.ballots[i] = ballot;
        page.places[i] = place;
        page.payloadBytes[i] = payloadBytes;
        page.states[i] = state;
    }

    /** Says where an entry was written that waited, unless another one has taken its slot. */
    void written(long slot, long serial, long place) {
        Page page = pages.get(slot >>> PAGE_BITS);
        if (page != null && page.places[at(slot)] == -serial && page.states[at(slot)] != State.ABSENT) {
            page.places[at(slot)] = place;
        }
    }

    State state(long slot) {
        Page page = pages.get(slot >>> PAGE_BITS);
        return page == null ? State.ABSENT : page.states[at(slot)];
    }

    /** The state of a slot that is not absent. */
    void mark(long slot, State state) {
        page(slot).states[at(slot)] = state;
    }

    /** The ballot of a slot that is not absent. */
    long ballot(long slot) {
        return page(slot).ballots[at(slot)];
    }

    /** The place of a slot that is not absent. */
    long place(long slot) {
        return page(slot).places[at(slot)];
    }

    /** The length of the payload of a slot that is not absent. */
    int payloadBytes(long slot) {
        return page(slot).payloadBytes[at(slot)];
    }

    private Page page(long slot) {
        Page page = pages.get(slot >>> PAGE_BITS);
        if (page == null) {
            throw new IllegalStateException("slot " + slot + ": absent");
        }
        return page;
    }

    void remove(long slot) {
        Page page = pages.get(slot >>> PAGE_BITS);
        if (page != null && page.states[at(slot)] != State.ABSENT) {
            page.states[at(slot)] = State.ABSENT;
            page.present--;
            if (page.present == 0) {
                pages.remove(slot >>> PAGE_BITS);
            }
        }
    }

    void removeThrough(long slot) {
        pages.headMap(slot >>> PAGE_BITS).clear();
        for (long first = next(1); first != DurableLog.NO_SLOT && first <= slot; first = next(first + 1)) {
            remove(first);
        }
    }

    /** The lowest slot from this one on that is not absent, or {@link DurableLog#NO_SLOT}. */
    long next(long from) {
        for (Map.Entry<Long, Page> entry : pages.tailMap(from >>> PAGE_BITS).entrySet()) {
            long first = entry.getKey() << PAGE_BITS;
            for (int i = first < from ? at(from) : 0; i < PAGE; i++) {
                if (entry.getValue().states[i] != State.ABSENT) {
                    return first + i;
                }
            }
        }
        return DurableLog.NO_SLOT;
    }

    /** The highest slot that is not absent, or {@link DurableLog#NO_SLOT}. */
    long highest() {
        if (pages.isEmpty()) {
            return DurableLog.NO_SLOT;
        }
        Map.Entry<Long, Page> last = pages.lastEntry();
        int i = PAGE - 1;
        while (last.getValue().states[i] == State.ABSENT) {
            i--;
        }
        return (last.getKey() << PAGE_BITS) + i;
    }

    private static int at(long slot) {
        return (int) slot & PAGE - 1;
    }

    static long place(int segment, int offset) {
        return (long) segment << Integer.SIZE | offset;
    }

    static int segment(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    static int offset(long place) {
        return (int) place;
    }
}
