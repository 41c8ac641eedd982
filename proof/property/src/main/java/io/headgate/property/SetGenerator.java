package io.headgate.property;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Sets of a generator's values, of any size unless bounded. The sets keep the order of drawing; none can be changed. */
public final class SetGenerator<T> extends Generator<Set<T>> {
    private final Generator<T> elements;
    private final int minSize;
    private final int maxSize;
    private final Repetition repetition;

    SetGenerator(Generator<T> elements, int minSize, int maxSize) {
        this.elements = elements;
        this.minSize = minSize;
        this.maxSize = maxSize;
        repetition = FreshValues.repetition(elements, minSize, maxSize);
    }

    /**
     * This generator with sets of at least this many elements. A test case in which so many distinct values are not
     * found is rejected.
     *
     * @throws IllegalArgumentException if there are surely fewer values than that
     */
    public SetGenerator<T> minSize(int minSize) {
        return new SetGenerator<>(elements, minSize, maxSize);
    }

    /** This generator with sets of at most this many elements. */
    public SetGenerator<T> maxSize(int maxSize) {
        return new SetGenerator<>(elements, minSize, maxSize);
    }

    @Override
    Set<T> generate(TestCase testCase) {
        FreshValues<T> fresh = new FreshValues<>(elements);
        Set<T> set = new LinkedHashSet<>();
        repetition.run(testCase, () -> {
            T value = fresh.next(testCase);
            if (value == null) {
                return false;
            }
            set.add(value);
            return true;
        });
        return Collections.unmodifiableSet(set);
    }
}
