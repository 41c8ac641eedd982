package io.headgate.balance;

/**
 * {@link Policy.RoundRobin}: smooth weighted round robin as earliest deadline first.
 *
 * <p>Source: the Webster/Sainte-Laguë divisor method used as a schedule; Envoy's EDF scheduler is a relative. The
 * {@code k}-th turn (from 0) of an endpoint with weight {@code w} is due at {@code (2k + 1) / 2w}, the middle of the
 * {@code k}-th of {@code w} equal parts of the cycle. The earliest goes first; ties go round by position.
 *
 * <p>Exact: turns 0 to {@code w - 1} are due within the first cycle and all others later, so a cycle gives every endpoint
 * its weight, whatever the rounding, since {@code (2k + 1) / 2w} is never near a whole number. The naive ways: serving
 * each endpoint's turns in a row sends bursts; nginx's algorithm is as smooth but looks at every endpoint per pick, while a
 * heap costs {@code O(log n)}. Worked number: weights 5, 1, 1 give a a a b c a a.
 *
 * <p>An endpoint that is blocked when its turn comes loses the turn, and does not catch up in a burst later. A rebuild
 * starts a new cycle behind the endpoint served last, and the first one at a place given by the seed, so that event loops
 * do not march in step.
 */
final class TurnChooser implements Chooser {
    /** Turns lost in one pick before looking at one after the other: a heavy blocked endpoint has many turns to lose. */
    private static final int LOST_TURNS = 16;

    private final int poolSize;

    /** Binary heap of slots, the next one first. */
    private final int[] heap;

    /** By slot: turns taken since the rebuild. */
    private final long[] turns;

    /** By slot: when the next turn is due, in cycles since the rebuild. */
    private final double[] due;

    /** By slot: position behind the endpoint that was served last at the rebuild; decides ties. */
    private final int[] rank;

    private int size;

    /** Pool index of the endpoint served last. */
    private int last;

    TurnChooser(int capacity, int poolSize, long seed) {
        this.poolSize = poolSize;
        this.heap = new int[capacity];
        this.turns = new long[capacity];
        this.due = new double[capacity];
        this.rank = new int[capacity];
        this.last = (int) Math.unsignedMultiplyHigh(KeyHash.mix(seed), poolSize);
    }

    @Override
    public void rebuild(Tier tier) {
        size = tier.size();
        for (int slot = 0; slot < size; slot++) {
            heap[slot] = slot;
            turns[slot] = 0;
            due[slot] = 0.5 / tier.weight(slot);
            rank[slot] = Math.floorMod(tier.index(slot) - last - 1, poolSize);
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    @Override
    public int choose(Tier tier, long hash, long randomBits, Tried tried, long nowNanos) {
        int slot = 0;
        for (int i = Math.min(size, LOST_TURNS); i > 0; i--) {
            slot = heap[0];
            takeTurn(slot, tier.weight(slot));
            if (!tier.blocked(slot, tried)) {
                last = tier.index(slot);
                return slot;
            }
        }
        slot = tier.scan(nextAfterLast(tier), tried);
        if (slot >= 0) {
            last = tier.index(slot);
        }
        return slot;
    }

    private void takeTurn(int slot, int weight) {
        long turn = ++turns[slot];
        due[slot] = (2 * turn + 1) / (2.0 * weight);
        siftDown(0);
    }

    private int nextAfterLast(Tier tier) {
        int slot = tier.slotOf(last);
        return slot < 0 || slot + 1 == size ? 0 : slot + 1;
    }

    private void siftDown(int from) {
        int slot = heap[from];
        int parent = from;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], slot)) {
                break;
            }
            heap[parent] = heap[child];
            parent = child;
        }
        heap[parent] = slot;
    }

    private boolean before(int slot, int other) {
        return due[slot] < due[other] || (due[slot] == due[other] && rank[slot] < rank[other]);
    }
}
