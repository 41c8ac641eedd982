package io.headgate.property;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value drawn from a generator outside of a property, and the test case it was drawn in.
 *
 * @param value what was drawn; null if the test case was over before
 */
record Drawing<T>(@Nullable T value, Trial trial) {
    private static final int BUDGET = 8 * 1024;

    /** A value at random. */
    static <T> Drawing<T> random(Generator<T> generator, Random64 random) {
        return draw(generator, new Recording(List.of(), new Recording.Continuation.Random(random), BUDGET));
    }

    /** The value of a sequence of choices, adapted as needed. */
    static <T> Drawing<T> replay(Generator<T> generator, List<Choice> choices) {
        return draw(generator, new Recording(choices, new Recording.Continuation.End(), BUDGET));
    }

    /** The value with every choice the simplest. */
    static <T> Drawing<T> simplest(Generator<T> generator) {
        return draw(generator, new Recording(List.of(), new Recording.Continuation.Simplest(), BUDGET));
    }

    private static <T> Drawing<T> draw(Generator<T> generator, Recording recording) {
        try {
            T value = new TestCase(recording, null).draw(generator);
            return new Drawing<>(value, recording.finish(new Outcome.Valid()));
        } catch (StopTest stop) {
            return new Drawing<>(null, recording.finish(stop.outcome()));
        }
    }

    boolean isValid() {
        return trial.outcome() instanceof Outcome.Valid;
    }

    /** The value of a test case that was not over before. */
    T drawn() {
        if (value == null) {
            throw new AssertionError("expected a value, but the test case ended: " + trial.outcome());
        }
        return value;
    }
}
