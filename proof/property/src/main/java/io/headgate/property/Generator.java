package io.headgate.property;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A description of values, from which {@link TestCase#draw} draws one. Immutable; one may be used by many threads.
 *
 * <p>Generators are made by {@link Generators} and combined by the methods here. Own ones are written with
 * {@link Generators#composite}.
 *
 * @param <T> the values
 */
public abstract class Generator<T> {
    private static final int FILTER_ATTEMPTS = 3;

    /** Not for subclasses outside of this package: see {@link Generators#composite}. */
    Generator() {}

    /** Makes a value from the choices of a test case, and from nothing else. */
    abstract T generate(TestCase testCase);

    /** How a value of this generator is told: an expression of Java. */
    String text(T value) {
        return JavaText.of(value);
    }

    /** Equal for generators whose choices mean the same, so that shrinking may exchange theirs. */
    int label() {
        return getClass().getName().hashCode();
    }

    /** All values, simplest first and none twice, where they are known and few enough to be listed; otherwise null. */
    @Nullable
    List<T> fewValues() {
        return null;
    }

    /** A generator of what {@code function} makes of this one's values. */
    public <R> Generator<R> map(Function<? super T, ? extends R> function) {
        return new Derived<>(label() * 31 + function.getClass().getName().hashCode()) {
            @Override
            R generate(TestCase testCase) {
                return function.apply(testCase.draw(Generator.this));
            }
        };
    }

    /** A generator of the values of the generator that {@code function} makes of one of this one's. */
    public <R> Generator<R> flatMap(Function<? super T, ? extends Generator<? extends R>> function) {
        return new Derived<>(label() * 31 + function.getClass().getName().hashCode() + 1) {
            @Override
            R generate(TestCase testCase) {
                return testCase.draw(function.apply(testCase.draw(Generator.this)));
            }
        };
    }

    /**
     * A generator of those values that {@code predicate} accepts. After three that it does not the test case is
     * rejected; a predicate that refuses often makes a slow test, and draws what is wanted directly is better.
     */
    public Generator<T> filter(Predicate<? super T> predicate) {
        return new Derived<>(label() * 31 + predicate.getClass().getName().hashCode() + 2) {
            @Override
            T generate(TestCase testCase) {
                Recording recording = testCase.recording();
                for (int attempt = 0; attempt < FILTER_ATTEMPTS; attempt++) {
                    recording.startSpan(label() + 1);
                    T value = testCase.draw(Generator.this);
                    boolean accepted = predicate.test(value);
                    recording.endSpan(!accepted);
                    if (accepted) {
                        return value;
                    }
                }
                throw new StopTest(new Outcome.Invalid("a filter refused " + FILTER_ATTEMPTS + " values in a row"));
            }
        };
    }

    /** A generator made from a function of the user's. */
    abstract static class Derived<T> extends Generator<T> {
        private final int label;

        Derived(int label) {
            this.label = label;
        }

        @Override
        int label() {
            return label;
        }
    }
}
