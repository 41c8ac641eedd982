package io.headgate.balance;

import java.time.Duration;

/**
 * How often to ask an endpoint whether it is well, and how many answers make a verdict.
 *
 * @param interval from one probe to the next, {@code 100 ms..1 h}
 * @param timeout how long a probe may take, {@code 1 ms..10 min}; may be longer than the interval, since there is never
 *     more than one probe on its way
 * @param healthy passes in a row that make an unhealthy endpoint healthy, {@code 1..100}; usually 2
 * @param unhealthy failures in a row that make a healthy endpoint unhealthy, {@code 1..100}; usually 3
 * @param jitterPercent how far an interval may be off, either way, {@code 0..50}; usually 20, so that many balancers do not
 *     ask in step
 */
public record HealthPolicy(Duration interval, Duration timeout, int healthy, int unhealthy, int jitterPercent) {
    private static final DurationRange INTERVALS = new DurationRange(Duration.ofMillis(100), Duration.ofHours(1));
    private static final DurationRange TIMEOUTS = new DurationRange(Duration.ofMillis(1), Duration.ofMinutes(10));
    private static final Range RUNS = new Range(1, 100);
    private static final Range JITTER_PERCENT = new Range(0, 50);

    public HealthPolicy {
        INTERVALS.check("interval", interval);
        TIMEOUTS.check("timeout", timeout);
        RUNS.check("healthy", healthy);
        RUNS.check("unhealthy", unhealthy);
        JITTER_PERCENT.check("jitterPercent", jitterPercent);
    }
}
