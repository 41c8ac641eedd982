package io.headgate.property;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The generators to begin with. Bounds that cannot hold are refused at once, not when a value is drawn. */
public final class Generators {
    private static final Generator<Boolean> BOOLEANS = booleans(0.5);

    private Generators() {}

    /** Ints, of the whole range unless narrowed. */
    public static IntegerGenerator integers() {
        return new IntegerGenerator(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Ints of {@code min..max}, both inclusive. */
    public static IntegerGenerator integers(int min, int max) {
        return new IntegerGenerator(min, max);
    }

    /** Longs, of the whole range unless narrowed. */
    public static LongGenerator longs() {
        return new LongGenerator(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** Longs of {@code min..max}, both inclusive. */
    public static LongGenerator longs(long min, long max) {
        return new LongGenerator(min, max);
    }

    /** True or false, one as often as the other; false is simpler. */
    public static Generator<Boolean> booleans() {
        return BOOLEANS;
    }

    /**
     * True in a share of the draws; false is simpler.
     *
     * @param probability of true, {@code 0..1}; at either end nothing is left to chance
     */
    public static Generator<Boolean> booleans(double probability) {
        var bounds = new BooleanChoice.Bounds(probability);
        return new Generator<>() {
            @Override
            Boolean generate(TestCase testCase) {
                return testCase.recording().choose(bounds).value();
            }
        };
    }

    /** Always this value. */
    public static <T> Generator<T> just(T value) {
        return new Generator<>() {
            @Override
            T generate(TestCase testCase) {
                return value;
            }
        };
    }

    /** One of some values; the first is simplest. */
    @SafeVarargs
    @SuppressWarnings("varargs") // Copied, never written to.
    public static <T> Generator<T> sampledFrom(T... values) {
        return sampledFrom(List.of(values));
    }

    /** One of some values, of which there must be one; the first is simplest. */
    public static <T> Generator<T> sampledFrom(List<? extends T> values) {
        List<T> copy = List.copyOf(values);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("sampledFrom: no values (expected: one or more)");
        }
        var bounds = IntegerChoice.Bounds.of(0, copy.size() - 1);
        return new Generator<>() {
            @Override
            T generate(TestCase testCase) {
                return copy.get((int) testCase.recording().choose(bounds).value());
            }
        };
    }

    /** A value of one of some generators; the first is simplest, and deep inside a recursive value the likeliest. */
    @SafeVarargs
    @SuppressWarnings("varargs") // Copied, never written to.
    public static <T> Generator<T> oneOf(Generator<? extends T>... generators) {
        return oneOf(List.of(generators));
    }

    /** Like {@link #oneOf(Generator...)}, for a list that has at least one. */
    public static <T> Generator<T> oneOf(List<? extends Generator<? extends T>> generators) {
        return new OneOf<>(generators);
    }

    /** Lists of a generator's values. */
    public static <T> ListGenerator<T> lists(Generator<T> elements) {
        return new ListGenerator<>(elements, 0, Integer.MAX_VALUE);
    }

    /** Values that a function makes of its own draws: the way to write a generator of one's own. */
    public static <T> Generator<T> composite(Function<TestCase, ? extends T> function) {
        return new Generator.Derived<>(function.getClass().getName().hashCode()) {
            @Override
            T generate(TestCase testCase) {
                return function.apply(testCase);
            }
        };
    }

    /**
     * A generator that is looked up when it is drawn from, so that it may be defined by means of itself. Values end
     * only if some branch of a {@link #oneOf} in it does not lead back; put that first.
     */
    public static <T> Generator<T> deferred(Supplier<? extends Generator<T>> generator) {
        return new Generator<>() {
            @Override
            T generate(TestCase testCase) {
                return testCase.draw(generator.get());
            }
        };
    }
}
