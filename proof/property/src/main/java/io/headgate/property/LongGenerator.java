package io.headgate.property;

/** Longs of a range; the nearer to zero, or to {@link #shrinkTowards}, the simpler. */
public final class LongGenerator extends Generator<Long> {
    private final IntegerChoice.Bounds bounds;

    LongGenerator(long min, long max) {
        this(IntegerChoice.Bounds.of(min, max));
    }

    private LongGenerator(IntegerChoice.Bounds bounds) {
        this.bounds = bounds;
    }

    /** This generator with another lower bound, inclusive. */
    public LongGenerator min(long min) {
        return new LongGenerator(min, bounds.max());
    }

    /** This generator with another upper bound, inclusive. */
    public LongGenerator max(long max) {
        return new LongGenerator(bounds.min(), max);
    }

    /** This generator with another simplest value, which must be within the bounds. */
    public LongGenerator shrinkTowards(long simplest) {
        return new LongGenerator(new IntegerChoice.Bounds(bounds.min(), bounds.max(), simplest));
    }

    @Override
    Long generate(TestCase testCase) {
        return testCase.recording().choose(bounds).value();
    }
}
