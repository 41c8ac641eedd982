package io.headgate.server;

/**
 * How often which latency was seen: sixteen buckets per doubling, so that a quantile is at most 6.25% too high. Constant time per
 * value, 8 KiB. Not thread-safe.
 */
final class LatencyHistogram {
    private static final int SUB_BITS = 4;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    private final long[] buckets = new long[(Long.SIZE - SUB_BITS) * SUB_BUCKETS];
    private long count;

    /** Counts one latency, {@code 0..}. */
    void record(long nanos) {
        buckets[bucketOf(nanos)]++;
        count++;
    }

    void add(LatencyHistogram other) {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] += other.buckets[i];
        }
        count += other.count;
    }

    long count() {
        return count;
    }

    /**
     * The latency that {@code percent} of all do not exceed, rounded up to its bucket's end; 0 when nothing was counted.
     *
     * @param percent {@code 0..100}
     */
    long percentileNanos(int percent) {
        long rank = Math.max(1, Math.ceilDiv(count * percent, 100));
        long seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= rank) {
                return lastOf(i);
            }
        }
        return 0;
    }

    /** Small values are their own bucket; of others the leading bit chooses sixteen and the next four bits one of them. */
    private static int bucketOf(long nanos) {
        if (nanos < SUB_BUCKETS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - SUB_BITS - Long.numberOfLeadingZeros(nanos);
        return (shift + 1) * SUB_BUCKETS + (int) (nanos >>> shift) - SUB_BUCKETS;
    }

    private static long lastOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        return ((long) (bucket % SUB_BUCKETS + SUB_BUCKETS + 1) << shift) - 1;
    }
}
