package io.headgate.property;

import java.util.List;

/** A value of one of some generators. */
final class OneOf<T> extends Generator<T> {
    /** Marks the spans whose first choice is which branch to take: the shrinker lowers those first. */
    static final int LABEL = "one of".hashCode();

    private final List<Generator<? extends T>> branches;
    private final IntegerChoice.Bounds bounds;

    OneOf(List<? extends Generator<? extends T>> branches) {
        this.branches = List.copyOf(branches);
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("oneOf: no generators (expected: one or more)");
        }
        bounds = IntegerChoice.Bounds.of(0, branches.size() - 1);
    }

    @Override
    int label() {
        return LABEL;
    }

    @Override
    T generate(TestCase testCase) {
        return testCase.draw(
                branches.get((int) testCase.recording().chooseTapering(bounds).value()));
    }
}
