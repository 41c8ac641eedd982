package io.headgate.property;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Draws values of one generator that differ from each other. Where the generator has only a few, a choice is one of
 * them, or if that is taken the next one that is not: so it never fails, and a value stays what it is when those before
 * it are left out. Otherwise it draws, and looks whether the value is new.
 *
 * <p>Confined to the draw of one collection.
 */
final class FreshValues<T> {
    private final Generator<T> generator;
    /** All values, simplest first; null if they are not listed. */
    private final @Nullable List<T> few;

    private final BitSet taken = new BitSet();
    private final Set<T> drawn = new HashSet<>();

    FreshValues(Generator<T> generator) {
        this.generator = generator;
        few = generator.fewValues();
    }

    /**
     * The bounds of a collection of distinct values: at most as many as there are.
     *
     * @throws IllegalArgumentException if the generator has surely fewer than {@code minSize} values
     */
    static Repetition repetition(Generator<?> generator, int minSize, int maxSize) {
        Sizes.check(minSize, maxSize);
        List<?> few = generator.fewValues();
        if (few != null && minSize > few.size()) {
            throw new IllegalArgumentException("minSize: " + minSize + " (expected: at most " + few.size()
                    + ", as there are no more values than that)");
        }
        return new Repetition(minSize, few == null ? maxSize : Math.min(maxSize, few.size()));
    }

    /**
     * A value that was not there before, or null if the draw gave one that was. Of a few values not more may be asked
     * for than there are, see {@link #repetition}.
     */
    @Nullable
    T next(TestCase testCase) {
        if (few != null) {
            var places = IntegerChoice.Bounds.of(0, few.size() - 1);
            int place =
                    taken.nextClearBit((int) testCase.recording().choose(places).value());
            place = place < few.size() ? place : taken.nextClearBit(0);
            taken.set(place);
            return few.get(place);
        }
        T value = testCase.draw(generator);
        return drawn.add(value) ? value : null;
    }
}
