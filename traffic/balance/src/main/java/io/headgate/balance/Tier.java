package io.headgate.balance;

import java.util.Arrays;

/**
 * The usable endpoints that are preferred alike, densely numbered by slot so that a random number is an endpoint. Refilled
 * when the usable set changes, not per pick. Confined to one event loop; allocates nothing after construction.
 */
final class Tier {
    /** Configured endpoints of the tier, by index in the pool, ascending. */
    private final int[] configured;

    private final int requestLimit;
    private final Chooser chooser;

    /** By slot, {@code 0..size - 1}. */
    private final EndpointState[] states;

    private final int[] indexes;
    private final int[] weights;

    /** By index in the pool; -1 for endpoints that are not usable or in the other tier. */
    private final int[] slots;

    private int size;

    Tier(int[] configured, int poolSize, int requestLimit, Chooser chooser) {
        this.configured = configured;
        this.requestLimit = requestLimit;
        this.chooser = chooser;
        this.states = new EndpointState[configured.length];
        this.indexes = new int[configured.length];
        this.weights = new int[configured.length];
        this.slots = new int[poolSize];
    }

    int[] configured() {
        return configured;
    }

    /** First of refilling: then {@link #add} for each usable endpoint, then {@link #filled}. */
    void clear() {
        size = 0;
        Arrays.fill(slots, -1);
    }

    void add(EndpointState state, int effectiveWeight) {
        states[size] = state;
        indexes[size] = state.index();
        weights[size] = effectiveWeight;
        slots[state.index()] = size++;
    }

    void filled() {
        chooser.rebuild(this);
    }

    int size() {
        return size;
    }

    EndpointState state(int slot) {
        return states[slot];
    }

    int index(int slot) {
        return indexes[slot];
    }

    /** Configured weight times the slow start's permille. */
    int weight(int slot) {
        return weights[slot];
    }

    /** The slot of an endpoint by its index in the pool, or -1 if it is not usable in this tier. */
    int slotOf(int index) {
        return slots[index];
    }

    boolean full(int slot) {
        return states[slot].inFlight() >= requestLimit;
    }

    /** Whether this request must not go there: at its limit, or tried before. */
    boolean blocked(int slot, Tried tried) {
        return full(slot) || (tried.count() > 0 && tried.contains(states[slot]));
    }

    /** The endpoint's index in the pool, or -1 if all usable ones are blocked. */
    int choose(long hash, long randomBits, Tried tried, long nowNanos) {
        int slot = size == 0 ? -1 : chooser.choose(this, hash, randomBits, tried, nowNanos);
        return slot < 0 ? -1 : indexes[slot];
    }

    /** The first slot from {@code start} on, going round, that is not blocked, or -1. {@code O(size)}. */
    int scan(int start, Tried tried) {
        int slot = start;
        for (int i = 0; i < size; i++) {
            if (!blocked(slot, tried)) {
                return slot;
            }
            if (++slot == size) {
                slot = 0;
            }
        }
        return -1;
    }
}
