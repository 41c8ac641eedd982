package io.headgate.property;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Longs of a range; the nearer to zero, or to {@link #shrinkTowards}, the simpler. */
public final class LongGenerator extends Generator<Long> {
    private final WholeRange range;
    private final IntegerChoice.Bounds bounds;

    LongGenerator(long min, long max) {
        this(new WholeRange(min, max, 0));
    }

    private LongGenerator(WholeRange range) {
        this.range = range;
        bounds = range.bounds();
    }

    /** This generator with another lower bound, inclusive. */
    public LongGenerator min(long min) {
        return new LongGenerator(range.withMin(min));
    }

    /** This generator with another upper bound, inclusive. */
    public LongGenerator max(long max) {
        return new LongGenerator(range.withMax(max));
    }

    /**
     * This generator with another simplest value, which must be within the bounds. Where they are narrowed later, the
     * value nearest to it is simplest.
     */
    public LongGenerator shrinkTowards(long simplest) {
        return new LongGenerator(range.shrinkTowards(simplest));
    }

    @Override
    Long generate(TestCase testCase) {
        return testCase.recording().choose(bounds).value();
    }

    @Override
    @Nullable
    List<Long> fewValues() {
        return range.fewValues(Long::valueOf);
    }
}
