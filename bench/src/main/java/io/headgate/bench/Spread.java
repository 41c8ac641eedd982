package io.headgate.bench;

import java.util.Arrays;
import java.util.Locale;

/** Minimum, median and maximum of some figures. */
record Spread(double minimum, double median, double maximum) {

    /** @throws IllegalArgumentException when there are no figures */
    static Spread of(double... figures) {
        if (figures.length == 0) {
            throw new IllegalArgumentException("figures: 0 (expected: at least 1)");
        }
        var sorted = figures.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** {@code median [minimum..maximum]}, each with that many decimals. */
    String text(int decimals) {
        var one = "%." + decimals + "f";
        return String.format(Locale.ROOT, one + " [" + one + ".." + one + "]", median, minimum, maximum);
    }
}
