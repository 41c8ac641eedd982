package io.headgate.property;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Lists of a generator's values, of any size unless bounded. The lists cannot be changed. */
public final class ListGenerator<T> extends Generator<List<T>> {
    private final Generator<T> elements;
    private final Repetition repetition;

    ListGenerator(Generator<T> elements, int minSize, int maxSize) {
        this(elements, new Repetition(minSize, maxSize));
    }

    private ListGenerator(Generator<T> elements, Repetition repetition) {
        this.elements = elements;
        this.repetition = repetition;
    }

    /** This generator with lists of at least this many elements. */
    public ListGenerator<T> minSize(int minSize) {
        return new ListGenerator<>(elements, minSize, repetition.maxSize());
    }

    /** This generator with lists of at most this many elements. */
    public ListGenerator<T> maxSize(int maxSize) {
        return new ListGenerator<>(elements, repetition.minSize(), maxSize);
    }

    /**
     * This generator with lists of another average size. Set the bounds first: setting them sets the average, too.
     *
     * @param averageSize elements, within the bounds
     */
    public ListGenerator<T> averageSize(double averageSize) {
        return new ListGenerator<>(elements, new Repetition(repetition.minSize(), repetition.maxSize(), averageSize));
    }

    @Override
    int label() {
        return super.label() * 31 + elements.label();
    }

    @Override
    List<T> generate(TestCase testCase) {
        List<T> list = new ArrayList<>();
        repetition.run(testCase, () -> list.add(testCase.draw(elements)));
        // Not List.copyOf: elements may be null.
        return Collections.unmodifiableList(list);
    }
}
