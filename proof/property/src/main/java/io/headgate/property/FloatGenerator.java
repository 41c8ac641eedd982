package io.headgate.property;

/**
 * Floats; whole numbers are simplest, and small ones of those. {@code -0.0} counts as less than {@code 0.0}: who allows a
 * bound of zero says which.
 */
public final class FloatGenerator extends Generator<Float> {
    private final RealRange range;
    private final FloatChoice.Bounds bounds;

    FloatGenerator(RealRange range) {
        this.range = range;
        bounds = range.bounds();
    }

    /** This generator with a lower bound, not NaN, inclusive unless {@link #excludeMin}. */
    public FloatGenerator min(float min) {
        return new FloatGenerator(range.withMin(min));
    }

    /** This generator with an upper bound, not NaN, inclusive unless {@link #excludeMax}. */
    public FloatGenerator max(float max) {
        return new FloatGenerator(range.withMax(max));
    }

    /** This generator without its lower bound itself; changes nothing while there is none. */
    public FloatGenerator excludeMin() {
        return new FloatGenerator(range.withoutMin());
    }

    /** This generator without its upper bound itself; changes nothing while there is none. */
    public FloatGenerator excludeMax() {
        return new FloatGenerator(range.withoutMax());
    }

    /** This generator with NaN or without. By default NaN is drawn unless there is a bound. */
    public FloatGenerator allowNan(boolean allow) {
        return new FloatGenerator(range.withNan(allow));
    }

    /**
     * This generator with infinities or without. By default they are drawn as far as the bounds have them; to allow
     * them between two finite bounds is refused.
     */
    public FloatGenerator allowInfinity(boolean allow) {
        return new FloatGenerator(range.withInfinity(allow));
    }

    @Override
    Float generate(TestCase testCase) {
        return (float) testCase.recording().choose(bounds).value();
    }
}
