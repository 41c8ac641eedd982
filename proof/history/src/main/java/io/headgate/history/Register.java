package io.headgate.history;

import io.headgate.history.Register.Answer;
import io.headgate.history.Register.Cell;
import io.headgate.history.Register.Request;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value, or none, that is read, written, and compared and set. A map of keys is a {@link Keyed} register per key, checked
 * by {@link Linearizability#checkPerKey}; deleting a key is writing null.
 *
 * @param initial what it holds at first
 * @param <V> the values, compared by {@code equals}
 */
public record Register<V>(Cell<V> initial) implements SequentialSpecification<Cell<V>, Request<V>, Answer<V>> {

    /** A register that holds nothing at first. */
    public static <V> Register<V> empty() {
        return new Register<>(new Cell<>(null));
    }

    /** A register that holds {@code value} at first. */
    public static <V> Register<V> holding(V value) {
        return new Register<>(new Cell<>(value));
    }

    /** What the register holds; null if nothing. */
    public record Cell<V>(@Nullable V value) {
        @Override
        public String toString() {
            return text(value);
        }
    }

    /** What can be asked. */
    public sealed interface Request<V> {}

    /** Asks what it holds; answered by {@link Value}. */
    public record Read<V>() implements Request<V> {
        @Override
        public String toString() {
            return "read";
        }
    }

    /** Makes it hold {@code value}, or nothing if that is null; answered by {@link Done}. */
    public record Write<V>(@Nullable V value) implements Request<V> {
        @Override
        public String toString() {
            return "write " + text(value);
        }
    }

    /** Makes it hold {@code value} if it holds {@code expected}; answered by {@link Compared}. */
    public record CompareAndSet<V>(
            @Nullable V expected, @Nullable V value) implements Request<V> {
        @Override
        public String toString() {
            return "set %s if %s".formatted(text(value), text(expected));
        }
    }

    /** What can be answered. */
    public sealed interface Answer<V> {}

    /** What it holds; null if nothing. */
    public record Value<V>(@Nullable V value) implements Answer<V> {
        @Override
        public String toString() {
            return text(value);
        }
    }

    /** It was written. */
    public record Done<V>() implements Answer<V> {
        @Override
        public String toString() {
            return "ok";
        }
    }

    /** Whether it held what was expected, and was set. */
    public record Compared<V>(boolean set) implements Answer<V> {
        @Override
        public String toString() {
            return set ? "set" : "not set";
        }
    }

    @Override
    public List<Step<Cell<V>, Answer<V>>> steps(Cell<V> state, Request<V> input) {
        return List.of(
                switch (input) {
                    case Read<V>() -> new Step<>(new Value<>(state.value()), state);
                    case Write<V>(var value) -> new Step<>(new Done<>(), new Cell<>(value));
                    case CompareAndSet<V>(var expected, var value) ->
                        Objects.equals(state.value(), expected)
                                ? new Step<>(new Compared<>(true), new Cell<>(value))
                                : new Step<>(new Compared<>(false), state);
                });
    }

    private static String text(@Nullable Object value) {
        return value == null ? "absent" : value.toString();
    }
}
