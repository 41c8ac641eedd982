package io.headgate.simulation;

/**
 * Well-mixed 64-bit numbers: the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
 * Generators", OOPSLA 2014). Integers only, so equal on every machine.
 */
final class Mix {
    static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Mix() {}

    /** A bijection in which each bit of the result depends on each of the argument. */
    static long of(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** One number that depends on two. */
    static long of(long a, long b) {
        return of((of(a + GOLDEN_GAMMA) ^ b) + GOLDEN_GAMMA);
    }

    /** One number that depends on four. */
    static long of(long a, long b, long c, long d) {
        return of(of(of(a, b), c), d);
    }
}
