package io.headgate.property;

/**
 * The engine's only source of randomness: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
 * Generators", OOPSLA 2014). Integer arithmetic only, so one seed gives one sequence on every machine and JDK.
 * Confined to one thread.
 */
final class Random64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Random64(long seed) {
        state = seed;
    }

    /** 64 evenly distributed bits. */
    long next() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * An evenly distributed number in {@code 0..bound-1}, both read as unsigned; {@code bound} 0 stands for 2^64.
     * Draws again, at most every second time, where 2^64 is no multiple of the bound.
     */
    long below(long bound) {
        if (bound == 0) {
            return next();
        }
        // The numbers from threshold up fall into whole groups of bound; those under it would favour small results.
        long threshold = Long.remainderUnsigned(-bound, bound);
        while (true) {
            long bits = next();
            if (Long.compareUnsigned(bits, threshold) >= 0) {
                return Long.remainderUnsigned(bits, bound);
            }
        }
    }

    /** Like {@link #below(long)}, for a positive int. */
    int below(int bound) {
        return (int) below((long) bound);
    }

    /** True with {@code probability}, to within 2^-53. */
    boolean chance(double probability) {
        return (next() >>> 11) * 0x1p-53 < probability;
    }

    /** True once in {@code n} times. */
    boolean oneIn(int n) {
        return below(n) == 0;
    }

    /** A generator whose sequence is independent of what is drawn from this one afterwards. */
    Random64 split() {
        return new Random64(next());
    }
}
