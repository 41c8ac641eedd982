package io.headgate.proxy;

/** What one worker counted for one route. Confined to that worker's event loop; totals are added up on it. */
public final class RouteStats {
    /** Upper bounds of the latency buckets, in nanoseconds; a last bucket without bound follows. */
    private static final long[] BOUNDS_NANOS = {
        500_000L,
        1_000_000L,
        2_500_000L,
        5_000_000L,
        10_000_000L,
        25_000_000L,
        50_000_000L,
        100_000_000L,
        250_000_000L,
        500_000_000L,
        1_000_000_000L,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L
    };

    private final long[] byClass = new long[6];
    private final long[] buckets = new long[BOUNDS_NANOS.length + 1];
    private long latencySumNanos;
    private long retries;
    private long cancelled;

    /** Upper bounds of the latency buckets, in seconds, ascending. */
    public static double[] bucketBoundsSeconds() {
        double[] seconds = new double[BOUNDS_NANOS.length];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = BOUNDS_NANOS[i] / 1e9;
        }
        return seconds;
    }

    void finished(int status, long latencyNanos) {
        byClass[status >= 100 && status < 600 ? status / 100 : 0]++;
        latencySumNanos += latencyNanos;
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && latencyNanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        buckets[bucket]++;
    }

    void retried() {
        retries++;
    }

    void cancelled() {
        cancelled++;
    }

    void addTo(RouteStats total) {
        for (int i = 0; i < byClass.length; i++) {
            total.byClass[i] += byClass[i];
        }
        for (int i = 0; i < buckets.length; i++) {
            total.buckets[i] += buckets[i];
        }
        total.latencySumNanos += latencySumNanos;
        total.retries += retries;
        total.cancelled += cancelled;
    }

    /** Responses whose status is in {@code hundreds * 100 ..}; {@code hundreds} is 1..5. */
    public long responses(int hundreds) {
        return byClass[hundreds];
    }

    /** All responses. */
    public long responses() {
        long sum = 0;
        for (long count : byClass) {
            sum += count;
        }
        return sum;
    }

    /** Responses in each latency bucket, not cumulative; one more than {@link #bucketBoundsSeconds}. */
    public long[] buckets() {
        return buckets.clone();
    }

    public double latencySumSeconds() {
        return latencySumNanos / 1e9;
    }

    /** Tries after the first. */
    public long retries() {
        return retries;
    }

    /** Exchanges that the client gave up before the response was complete. */
    public long cancelledByClient() {
        return cancelled;
    }
}
