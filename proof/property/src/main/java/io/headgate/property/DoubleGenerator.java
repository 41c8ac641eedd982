package io.headgate.property;

/**
 * Doubles; whole numbers are simplest, and small ones of those. {@code -0.0} counts as less than {@code 0.0}: who allows a
 * bound of zero says which.
 */
public final class DoubleGenerator extends Generator<Double> {
    private final RealRange range;
    private final FloatChoice.Bounds bounds;

    DoubleGenerator(RealRange range) {
        this.range = range;
        bounds = range.bounds();
    }

    /** This generator with a lower bound, not NaN, inclusive unless {@link #excludeMin}. */
    public DoubleGenerator min(double min) {
        return new DoubleGenerator(range.withMin(min));
    }

    /** This generator with an upper bound, not NaN, inclusive unless {@link #excludeMax}. */
    public DoubleGenerator max(double max) {
        return new DoubleGenerator(range.withMax(max));
    }

    /** This generator without its lower bound itself; changes nothing while there is none. */
    public DoubleGenerator excludeMin() {
        return new DoubleGenerator(range.withoutMin());
    }

    /** This generator without its upper bound itself; changes nothing while there is none. */
    public DoubleGenerator excludeMax() {
        return new DoubleGenerator(range.withoutMax());
    }

    /** This generator with NaN or without. By default NaN is drawn unless there is a bound. */
    public DoubleGenerator allowNan(boolean allow) {
        return new DoubleGenerator(range.withNan(allow));
    }

    /**
     * This generator with infinities or without. By default they are drawn as far as the bounds have them; to allow
     * them between two finite bounds is refused.
     */
    public DoubleGenerator allowInfinity(boolean allow) {
        return new DoubleGenerator(range.withInfinity(allow));
    }

    @Override
    Double generate(TestCase testCase) {
        return testCase.recording().choose(bounds).value();
    }
}
