package io.headgate.property;

import org.jspecify.annotations.Nullable;

/**
 * A floating-point number. Whole numbers are simplest, the smaller the simpler; then fractions, those with fewer binary
 * places first; then infinity, then NaN. Between two that differ in sign only the positive one is simpler.
 */
record FloatChoice(Bounds bounds, double value) implements Choice {

    @Override
    public Object boxed() {
        return value;
    }

    @Override
    public int units() {
        return 1;
    }

    @Override
    public boolean isSimplest() {
        return same(value, bounds.simplestValue());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatChoice(Bounds theirBounds, double theirs)
                && bounds.equals(theirBounds)
                && same(value, theirs);
    }

    @Override
    public int hashCode() {
        return 31 * bounds.hashCode() + Double.hashCode(value);
    }

    @Override
    public int compareSameKind(Choice other) {
        return compareValues(value, ((FloatChoice) other).value);
    }

    /** The order of simplicity of values, whatever their bounds. */
    static int compareValues(double a, double b) {
        int order = Integer.compare(binaryPlaces(a), binaryPlaces(b));
        if (order == 0) {
            order = Double.compare(Math.abs(a), Math.abs(b));
        }
        return order != 0 ? order : Double.compare(Math.copySign(1, b), Math.copySign(1, a));
    }

    /** Bits needed behind the binary point: 0 for a whole number, at most 1074; more for infinity, most for NaN. */
    static int binaryPlaces(double value) {
        if (Double.isNaN(value)) {
            return Integer.MAX_VALUE;
        }
        if (Double.isInfinite(value)) {
            return Integer.MAX_VALUE - 1;
        }
        if (value == Math.rint(value)) {
            return 0;
        }
        long bits = Double.doubleToRawLongBits(value);
        long mantissa = bits & 0x000F_FFFF_FFFF_FFFFL;
        int exponent = Math.max(Math.getExponent(value), Double.MIN_EXPONENT);
        boolean subnormal = Math.getExponent(value) < Double.MIN_EXPONENT;
        int trailingZeros = Long.numberOfTrailingZeros(subnormal ? mantissa : mantissa | 1L << 52);
        return 52 - trailingZeros - exponent;
    }

    private static boolean same(double a, double b) {
        return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
    }

    /**
     * A range of numbers.
     *
     * @param min the least, inclusive, not NaN; -0.0 is less than 0.0
     * @param max the greatest, inclusive, not NaN
     * @param allowNan whether NaN is drawn too
     * @param single whether only values of a {@code float} are
     */
    record Bounds(double min, double max, boolean allowNan, boolean single) implements Choice.Bounds<FloatChoice> {
        Bounds {
            if (Double.compare(min, max) > 0) {
                throw new IllegalArgumentException("min: " + min + " (expected: at most max, " + max + ")");
            }
        }

        @Override
        public int kind() {
            return 2;
        }

        @Override
        public FloatChoice simplest() {
            return new FloatChoice(this, simplestValue());
        }

        @Override
        public @Nullable FloatChoice adopt(Choice other) {
            return other instanceof FloatChoice(var _, double value) && fits(value)
                    ? new FloatChoice(this, value)
                    : null;
        }

        @Override
        public long count() {
            return same(min, max) && !allowNan ? 1 : Long.MAX_VALUE;
        }

        boolean fits(double value) {
            if (Double.isNaN(value)) {
                return allowNan;
            }
            return Double.compare(value, min) >= 0
                    && Double.compare(value, max) <= 0
                    && (!single || Double.compare((float) value, value) == 0);
        }

        /** The fraction with the fewest binary places in the range, the one nearest to zero of those. */
        double simplestValue() {
            if (fits(0.0)) {
                return 0.0;
            }
            if (same(max, -0.0)) {
                return -0.0;
            }
            boolean negative = max < 0;
            double low = negative ? -max : min;
            double high = negative ? -min : max;
            for (int places = 0; places <= 1074; places++) {
                // Exact: scaling by a power of two loses nothing as long as it stays in range, and where it overflows
                // the number was whole before.
                double scaled = Math.scalb(low, places);
                double candidate = Double.isInfinite(scaled) ? low : Math.scalb(Math.ceil(scaled), -places);
                if (candidate >= low && candidate <= high && fits(negative ? -candidate : candidate)) {
                    return negative ? -candidate : candidate;
                }
            }
            return negative ? max : min;
        }

        /** A quarter each: odd values and ends, whole numbers, even over the range, even over the representations. */
        @Override
        public FloatChoice random(Random64 random) {
            double value = switch (random.below(4)) {
                case 0 -> SPECIAL[random.below(SPECIAL.length)];
                case 1 -> random.next() >> random.below(64);
                case 2 -> within(random);
                default -> Double.longBitsToDouble(random.next());
            };
            if (random.oneIn(16)) {
                value = random.oneIn(2) ? min : max;
            }
            double rounded = single ? (float) value : value;
            if (fits(rounded)) {
                return new FloatChoice(this, rounded);
            }
            double inside = within(random);
            return fits(inside) ? new FloatChoice(this, inside) : simplest();
        }

        private double within(Random64 random) {
            double low = Math.max(min, -Double.MAX_VALUE);
            double high = Math.min(max, Double.MAX_VALUE);
            double share = (random.next() >>> 11) * 0x1p-53;
            double value = low * (1 - share) + high * share;
            return single ? (float) value : value;
        }
    }

    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        0.1,
        1.0 / 3,
        1.5,
        Math.nextUp(1.0),
        Math.nextDown(1.0),
        1e-5,
        0x1p53,
        0x1p53 + 2,
        0x1p24f + 2,
        -0x1p63,
        Float.MAX_VALUE,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN
    };
}
