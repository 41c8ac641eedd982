package io.headgate.property;

import org.jspecify.annotations.Nullable;

/**
 * One typed decision of a test case and the bounds it was made within. A test case <em>is</em> the sequence of its
 * choices: generators are deterministic functions of them, so that to generate, mutate, replay and shrink any value is
 * to work on such sequences (D. MacIver and A. Donaldson, "Test-Case Reduction via Test-Case Generation", ECOOP 2020).
 *
 * <p>Choices are totally ordered by {@link #compare}: the simplest of all bounds come first and are equal.
 */
sealed interface Choice permits BooleanChoice, IntegerChoice, FloatChoice, TextChoice, BytesChoice {

    Bounds<?> bounds();

    /** The value, boxed: what a database entry or a message shows. */
    Object boxed();

    /** What this choice takes from a test case's budget: 1, and more for texts and bytes. */
    int units();

    /** Whether no choice within the bounds is simpler. */
    boolean isSimplest();

    /** Whether the bounds left nothing to choose. */
    default boolean isForced() {
        return bounds().count() == 1;
    }

    /** Orders choices of one kind, simplest first. Only called with a choice of the same kind. */
    int compareSameKind(Choice other);

    /** A choice as an answer to what is asked for: its value if that is possible, otherwise the simplest. */
    static <C extends Choice> C fit(Choice choice, Bounds<C> bounds) {
        C adopted = bounds.adopt(choice);
        return adopted == null ? bounds.simplest() : adopted;
    }

    /** Simplest first; a total preorder over all choices, in which every descending chain ends. */
    static int compare(Choice a, Choice b) {
        int simplest = Boolean.compare(b.isSimplest(), a.isSimplest());
        if (simplest != 0 || a.isSimplest()) {
            return simplest;
        }
        int kind = Integer.compare(a.bounds().kind(), b.bounds().kind());
        return kind != 0 ? kind : a.compareSameKind(b);
    }

    /**
     * What a choice may be. Immutable, compared by value.
     *
     * @param <C> the choices within these bounds
     */
    sealed interface Bounds<C extends Choice>
            permits BooleanChoice.Bounds,
                    IntegerChoice.Bounds,
                    FloatChoice.Bounds,
                    TextChoice.Bounds,
                    BytesChoice.Bounds {

        /** A number per type of choice, which orders choices of different types. */
        int kind();

        C simplest();

        /** A choice at random, with the odd and the outermost values far more often than an even draw would have. */
        C random(Random64 random);

        /** The choice with another one's value, or null if that is of another type or out of these bounds. */
        @Nullable
        C adopt(Choice other);

        /** How many choices there are; {@link Long#MAX_VALUE} stands for that many and more. */
        long count();
    }
}
