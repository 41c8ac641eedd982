package io.headgate.property;

import java.util.List;

/** One of some values; the first is simplest. */
final class SampledFrom<T> extends Generator<T> {
    private final List<T> values;
    private final IntegerChoice.Bounds bounds;

    SampledFrom(List<? extends T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("sampledFrom: no values (expected: one or more)");
        }
        this.values = List.copyOf(values);
        bounds = IntegerChoice.Bounds.of(0, values.size() - 1);
    }

    @Override
    T generate(TestCase testCase) {
        return values.get((int) testCase.recording().choose(bounds).value());
    }

    @Override
    List<T> fewValues() {
        return values.stream().distinct().toList();
    }
}
