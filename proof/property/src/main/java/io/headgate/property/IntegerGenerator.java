package io.headgate.property;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ints of a range; the nearer to zero, or to {@link #shrinkTowards}, the simpler. */
public final class IntegerGenerator extends Generator<Integer> {
    private final WholeRange range;
    private final IntegerChoice.Bounds bounds;

    IntegerGenerator(int min, int max) {
        this(new WholeRange(min, max, 0));
    }

    private IntegerGenerator(WholeRange range) {
        this.range = range;
        bounds = range.bounds();
    }

    /** This generator with another lower bound, inclusive. */
    public IntegerGenerator min(int min) {
        return new IntegerGenerator(range.withMin(min));
    }

    /** This generator with another upper bound, inclusive. */
    public IntegerGenerator max(int max) {
        return new IntegerGenerator(range.withMax(max));
    }

    /**
     * This generator with another simplest value, which must be within the bounds. Where they are narrowed later, the
     * value nearest to it is simplest.
     */
    public IntegerGenerator shrinkTowards(int simplest) {
        return new IntegerGenerator(range.shrinkTowards(simplest));
    }

    @Override
    Integer generate(TestCase testCase) {
        return (int) testCase.recording().choose(bounds).value();
    }

    @Override
    @Nullable
    List<Integer> fewValues() {
        return range.fewValues(Math::toIntExact);
    }
}
