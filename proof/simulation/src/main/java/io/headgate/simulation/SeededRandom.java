package io.headgate.simulation;

import java.util.random.RandomGenerator;

/** SplitMix64 from a given seed. Confined to one thread. */
final class SeededRandom implements RandomGenerator {
    private long state;

    SeededRandom(long seed) {
        state = seed;
    }

    @Override
    public long nextLong() {
        state += Mix.GOLDEN_GAMMA;
        return Mix.of(state);
    }
}
