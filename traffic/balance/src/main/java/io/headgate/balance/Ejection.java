package io.headgate.balance;

import java.time.Duration;

/**
 * When to stop using an endpoint because real requests fail there, whatever its health checks say.
 *
 * <p>The n-th ejection in a row lasts {@code n * base}, at most {@value #MAX_MULTIPLE} times {@code base}. Every
 * {@code base} spent back in use takes one off the count again.
 *
 * @param consecutiveFailures failures in a row that eject, {@code 1..1000}; usually 5
 * @param base length of the first ejection, {@code 1 ms..1 h}; usually 30 s
 * @param maxEjectedPercent most of the pool that may be ejected at a time, {@code 0..100}, rounded down to whole
 *     endpoints (half of a pool of one is none); usually 50. The share is of the endpoints that take new work and have
 *     passed a check.
 */
public record Ejection(int consecutiveFailures, Duration base, int maxEjectedPercent) {
    static final int MAX_MULTIPLE = 10;
    private static final Range FAILURES = new Range(1, 1000);
    private static final DurationRange BASES = new DurationRange(Duration.ofMillis(1), Duration.ofHours(1));
    private static final Range PERCENT = new Range(0, 100);

    public Ejection {
        FAILURES.check("consecutiveFailures", consecutiveFailures);
        BASES.check("base", base);
        PERCENT.check("maxEjectedPercent", maxEjectedPercent);
    }
}
