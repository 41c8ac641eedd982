package io.headgate.simulation;

import java.util.random.RandomGenerator;

/**
 * Which unsynced changes outlive a failure. Confined to one run.
 *
 * @param seed 0 or 1 lose all; otherwise what decides
 * @param random drawn from in the order of what is asked
 */
record Survival(long seed, RandomGenerator random) {

    static Survival of(long seed) {
        return new Survival(seed, new SeededRandom(seed));
    }

    boolean losesAll() {
        return seed == 0 || seed == 1;
    }

    /** How many of so many changes of one thing, from the oldest on, are there afterwards. */
    int kept(int changes) {
        return losesAll() ? 0 : random.nextInt(changes + 1);
    }

    /** Whether a sync that failed shows in what is read. */
    boolean showsTheDisk() {
        return !losesAll() && random.nextBoolean();
    }
}
