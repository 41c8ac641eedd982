package io.headgate.server;

/**
 * Quantiles of a histogram, by linear interpolation inside a bucket, as Prometheus' {@code histogram_quantile} has it.
 *
 * <p>The error is at most the width of the bucket. Example: bounds 1, 2.5, 5 and counts 0, 10, 0, 0: all ten lie between 1 and 2.5, so
 * the median is taken to be 1 + 1.5 * 5/10 = 1.75.
 */
final class Quantiles {
    private final double[] bounds;
    private final long[] counts;
    private final long total;

    /**
     * @param bounds upper bounds of the buckets, ascending
     * @param counts observations in each bucket, not cumulative, and in a last one without bound
     */
    Quantiles(double[] bounds, long[] counts) {
        if (counts.length != bounds.length + 1) {
            throw new IllegalArgumentException(counts.length + " counts (expected: " + (bounds.length + 1) + ")");
        }
        this.bounds = bounds.clone();
        this.counts = counts.clone();
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        total = sum;
    }

    /**
     * The value that {@code share} of the observations do not exceed; the last bound when it is in the bucket without one; 0 without
     * observations.
     *
     * @param share {@code 0..1}
     */
    double at(double share) {
        double rank = share * total;
        long before = 0;
        for (int i = 0; i < bounds.length; i++) {
            if (counts[i] > 0 && before + counts[i] >= rank) {
                double lower = i == 0 ? 0 : bounds[i - 1];
                return lower + (bounds[i] - lower) * (rank - before) / counts[i];
            }
            before += counts[i];
        }
        return total == 0 ? 0 : bounds[bounds.length - 1];
    }
}
