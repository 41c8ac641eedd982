package io.headgate.property;

import org.jspecify.annotations.Nullable;

/**
 * The range of a generator of floating-point numbers, as it was asked for.
 *
 * @param single whether it is of {@code float}s
 * @param min the least, null for none
 * @param max the greatest, null for none
 * @param excludeMin whether the least itself is left out
 * @param excludeMax whether the greatest itself is left out
 * @param nan whether NaN is wanted; null for: if there are no bounds
 * @param infinity whether infinities are; null for: where there is no bound
 */
record RealRange(
        boolean single,
        @Nullable Double min,
        @Nullable Double max,
        boolean excludeMin,
        boolean excludeMax,
        @Nullable Boolean nan,
        @Nullable Boolean infinity) {

    RealRange {
        checkBound("min", min);
        checkBound("max", max);
    }

    /** Everything: NaN, the infinities, both zeros. */
    static RealRange all(boolean single) {
        return new RealRange(single, null, null, false, false, null, null);
    }

    private static void checkBound(String name, @Nullable Double bound) {
        if (bound != null && bound.isNaN()) {
            throw new IllegalArgumentException(name + ": NaN (expected: a number; allowNan says whether NaN is drawn)");
        }
    }

    RealRange withMin(double newMin) {
        return new RealRange(single, newMin, max, excludeMin, excludeMax, nan, infinity);
    }

    RealRange withMax(double newMax) {
        return new RealRange(single, min, newMax, excludeMin, excludeMax, nan, infinity);
    }

    RealRange withoutMin() {
        return new RealRange(single, min, max, true, excludeMax, nan, infinity);
    }

    RealRange withoutMax() {
        return new RealRange(single, min, max, excludeMin, true, nan, infinity);
    }

    RealRange withNan(boolean allowed) {
        return new RealRange(single, min, max, excludeMin, excludeMax, allowed, infinity);
    }

    RealRange withInfinity(boolean allowed) {
        return new RealRange(single, min, max, excludeMin, excludeMax, nan, allowed);
    }

    /**
     * What may be drawn.
     *
     * @throws IllegalArgumentException if that is nothing, or contradicts itself
     */
    FloatChoice.Bounds bounds() {
        if (Boolean.TRUE.equals(infinity) && min != null && max != null && !isInfinite(min) && !isInfinite(max)) {
            throw new IllegalArgumentException("allowInfinity: true (expected: false within " + min + ".." + max + ")");
        }
        double low = min == null ? Double.NEGATIVE_INFINITY : excludeMin ? up(min) : min;
        double high = max == null ? Double.POSITIVE_INFINITY : excludeMax ? down(max) : max;
        if (Boolean.FALSE.equals(infinity)) {
            double greatest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
            low = Math.max(low, -greatest);
            high = Math.min(high, greatest);
        }
        if (Double.compare(low, high) > 0 || isOutside(low, high)) {
            throw new IllegalArgumentException(this + " (expected: bounds with a number between them)");
        }
        boolean allowNan = nan == null ? min == null && max == null : nan;
        return new FloatChoice.Bounds(low, high, allowNan, single);
    }

    /** Whether an end was moved past its infinity: there is nothing above the greatest and below the least. */
    private boolean isOutside(double low, double high) {
        return (excludeMin && min != null && min == Double.POSITIVE_INFINITY)
                || (excludeMax && max != null && max == Double.NEGATIVE_INFINITY)
                || (Boolean.FALSE.equals(infinity) && (isInfinite(low) || isInfinite(high)));
    }

    private double up(double value) {
        return single ? Math.nextUp((float) value) : Math.nextUp(value);
    }

    private double down(double value) {
        return single ? Math.nextDown((float) value) : Math.nextDown(value);
    }

    private static boolean isInfinite(Double value) {
        return value.isInfinite();
    }

    @Override
    public String toString() {
        return (excludeMin ? "above " : "from ")
                + (min == null ? "-Infinity" : min)
                + (excludeMax ? " to below " : " to ")
                + (max == null ? "Infinity" : max)
                + (Boolean.FALSE.equals(infinity) ? ", finite" : "");
    }
}
