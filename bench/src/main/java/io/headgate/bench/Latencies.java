package io.headgate.bench;

import java.util.Arrays;

/** Collects the latencies of a run, every one of them, and gives exact percentiles. Confined to one thread. */
final class Latencies {
    private long[] nanos = new long[4_096];
    private int count;

    void add(long latencyNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count] = latencyNanos;
        count++;
    }

    int count() {
        return count;
    }

    /** The latency, in microseconds, that {@code share} of all do not exceed; NaN when there are none. */
    double quantileMicros(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, count * share)] / 1e3;
    }
}
