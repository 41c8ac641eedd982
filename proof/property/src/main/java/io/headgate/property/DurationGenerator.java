package io.headgate.property;

import java.time.Duration;

/**
 * Durations to the nanosecond, by default from zero to the longest that {@link Duration#toNanos} can tell, 292 years;
 * shorter is simpler.
 */
public final class DurationGenerator extends Generator<Duration> {
    private final IntegerChoice.Bounds nanos;

    DurationGenerator(long minNanos, long maxNanos) {
        nanos = IntegerChoice.Bounds.of(minNanos, maxNanos);
    }

    /** This generator with another shortest duration; may be negative. */
    public DurationGenerator min(Duration min) {
        return between(nanos("min", min), nanos.max());
    }

    /** This generator with another longest duration. */
    public DurationGenerator max(Duration max) {
        return between(nanos.min(), nanos("max", max));
    }

    private static DurationGenerator between(long minNanos, long maxNanos) {
        if (minNanos > maxNanos) {
            throw new IllegalArgumentException("min: " + Duration.ofNanos(minNanos) + " (expected: at most max, "
                    + Duration.ofNanos(maxNanos) + ")");
        }
        return new DurationGenerator(minNanos, maxNanos);
    }

    private static long nanos(String name, Duration bound) {
        try {
            return bound.toNanos();
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException(name + ": " + bound + " (expected: " + Duration.ofNanos(Long.MIN_VALUE)
                    + ".." + Duration.ofNanos(Long.MAX_VALUE) + ")");
        }
    }

    @Override
    Duration generate(TestCase testCase) {
        return Duration.ofNanos(testCase.recording().choose(nanos).value());
    }
}
