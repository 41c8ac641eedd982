package io.headgate.property;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The range of a generator of whole numbers.
 *
 * @param min the least, inclusive
 * @param max the greatest, inclusive
 * @param towards what is simplest, or the nearest number to it in the range
 */
record WholeRange(long min, long max, long towards) {
    /** Ranges up to this size are listed when distinct values are wanted, instead of drawing until one is new. */
    private static final int FEW = 1024;

    WholeRange {
        if (min > max) {
            throw new IllegalArgumentException("min: " + min + " (expected: at most max, " + max + ")");
        }
    }

    WholeRange withMin(long newMin) {
        return new WholeRange(newMin, max, towards);
    }

    WholeRange withMax(long newMax) {
        return new WholeRange(min, newMax, towards);
    }

    WholeRange shrinkTowards(long simplest) {
        if (simplest < min || simplest > max) {
            throw new IllegalArgumentException(
                    "shrinkTowards: " + simplest + " (expected: within the bounds, " + min + ".." + max + ")");
        }
        return new WholeRange(min, max, simplest);
    }

    IntegerChoice.Bounds bounds() {
        return new IntegerChoice.Bounds(min, max, Math.max(min, Math.min(max, towards)));
    }

    /** The numbers of the range, simplest first; null if they are many. */
    <T> @Nullable List<T> fewValues(LongFunction<T> box) {
        IntegerChoice.Bounds bounds = bounds();
        long count = bounds.count();
        return count > FEW
                ? null
                : LongStream.range(0, count).map(bounds::valueAt).mapToObj(box).toList();
    }
}
