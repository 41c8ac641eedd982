package io.headgate.property;

/** Ints of a range; the nearer to zero, or to {@link #shrinkTowards}, the simpler. */
public final class IntegerGenerator extends Generator<Integer> {
    private final IntegerChoice.Bounds bounds;

    IntegerGenerator(int min, int max) {
        this(IntegerChoice.Bounds.of(min, max));
    }

    private IntegerGenerator(IntegerChoice.Bounds bounds) {
        this.bounds = bounds;
    }

    /** This generator with another lower bound, inclusive. */
    public IntegerGenerator min(int min) {
        return new IntegerGenerator(min, (int) bounds.max());
    }

    /** This generator with another upper bound, inclusive. */
    public IntegerGenerator max(int max) {
        return new IntegerGenerator((int) bounds.min(), max);
    }

    /** This generator with another simplest value, which must be within the bounds. */
    public IntegerGenerator shrinkTowards(int simplest) {
        return new IntegerGenerator(new IntegerChoice.Bounds(bounds.min(), bounds.max(), simplest));
    }

    @Override
    Integer generate(TestCase testCase) {
        return (int) testCase.recording().choose(bounds).value();
    }
}
