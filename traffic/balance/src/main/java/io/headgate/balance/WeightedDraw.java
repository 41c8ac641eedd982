package io.headgate.balance;

/**
 * Draws slots at random by weight in constant time. Confined to one event loop; allocates nothing after construction.
 *
 * <p>Source: the alias method (Walker 1977) with the linear-time set-up of Vose, "A linear algorithm for generating random
 * numbers with a given distribution", 1991. Cut the total weight into {@code n} columns of equal size, each of which holds
 * what is left of one light slot and, above a threshold, a piece of one heavy slot. A draw takes a column, then compares
 * with its threshold.
 *
 * <p>Where we differ: the columns are cut in integers, so nothing is left over by rounding, and one 32-bit number gives
 * both the column and the height in it. Error bound: of the {@code 2^32} numbers, a slot gets at most one too many or too
 * few in each column it has a piece of, and the rounded thresholds make up for one more, so its probability is off by less
 * than {@code (n + 1) / 2^32}. Cost: {@code O(n)} to rebuild, two multiplications and two loads to draw. Worked number:
 * weights 1 and 3: the first column is slot 0 up to half its height and slot 1 above, the second is all slot 1.
 */
final class WeightedDraw {
    private static final long LOW_HALF = 0xFFFF_FFFFL;
    private static final double FULL_HEIGHT = 0x1p32;

    /** How often another slot is drawn before the next one is taken; matters only when one slot has nearly all weight. */
    private static final int REDRAWS = 3;

    private final long[] threshold;
    private final int[] alias;

    /** Weight left in a column times the number of columns; meaningful during a rebuild only. */
    private final long[] left;

    /** Light columns from the bottom, heavy ones from the top; meaningful during a rebuild only. */
    private final int[] work;

    private int size;

    WeightedDraw(int capacity) {
        threshold = new long[capacity];
        alias = new int[capacity];
        left = new long[capacity];
        work = new int[capacity];
    }

    void rebuild(Tier tier) {
        size = tier.size();
        long total = 0;
        for (int slot = 0; slot < size; slot++) {
            left[slot] = (long) tier.weight(slot) * size;
            total += tier.weight(slot);
        }
        int light = 0;
        int heavy = size;
        for (int slot = 0; slot < size; slot++) {
            if (left[slot] < total) {
                work[light++] = slot;
            } else {
                work[--heavy] = slot;
            }
        }
        while (light > 0) {
            int poor = work[--light];
            int rich = work[heavy];
            threshold[poor] = (long) (left[poor] * FULL_HEIGHT / total);
            alias[poor] = rich;
            left[rich] -= total - left[poor];
            if (left[rich] < total) {
                heavy++;
                work[light++] = rich;
            }
        }
        for (; heavy < size; heavy++) {
            threshold[work[heavy]] = 1L << 32;
            alias[work[heavy]] = work[heavy];
        }
    }

    /** A slot, from the low 32 bits. */
    int at(long bits) {
        long product = (bits & LOW_HALF) * size;
        int column = (int) (product >>> 32);
        return (product & LOW_HALF) < threshold[column] ? column : alias[column];
    }

    /** A slot other than {@code slot} if there is one, from the low 32 bits and what follows from them. */
    int otherThan(int slot, long bits) {
        if (size <= 2) {
            return size - 1 - slot;
        }
        int other = at(bits);
        long more = bits;
        for (int i = 0; i < REDRAWS && other == slot; i++) {
            more = KeyHash.mix(more);
            other = at(more);
        }
        return other != slot ? other : (slot + 1) % size;
    }
}
