package io.headgate.property;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a property's body: where it draws its values from. Confined to the thread that runs the body.
 *
 * <p>The body must be a function of what it draws: it draws again what it drew when a failure is replayed, and a
 * body that decides by a clock or a hash code finds failures that nobody can repeat.
 */
public final class TestCase {
    /** Draws within draws; a recursive generator that does not end is stopped here, before the stack is used up. */
    private static final int MAX_NESTING = 500;

    private final Recording recording;
    private final @Nullable Consumer<String> transcript;
    private final @Nullable GivenDraws given;
    private final Map<String, Integer> names = new HashMap<>();
    /** The call of a state machine that is running and being told; null in all other parts of a body. */
    private @Nullable ToldCall call;

    private int unnamed;
    private int drawing;

    /**
     * A test case on a recording.
     *
     * @param transcript where draws and notes are written to, or null
     */
    TestCase(Recording recording, @Nullable Consumer<String> transcript) {
        this(recording, transcript, null);
    }

    /**
     * An example.
     *
     * @param given what the draws of the body itself give, or null to make them
     */
    TestCase(Recording recording, @Nullable Consumer<String> transcript, @Nullable GivenDraws given) {
        this.recording = recording;
        this.transcript = transcript;
        this.given = given;
    }

    /** Draws a value. */
    public <T> T draw(Generator<T> generator) {
        return draw(generator, "");
    }

    /**
     * Draws a value under a name. A draw of the body itself, not of a generator within another, is printed with its
     * name when a failure is told.
     *
     * @param label a Java identifier; drawn under a second time, {@code x} is told as {@code x_2}
     */
    public <T> T draw(Generator<T> generator, String label) {
        if (drawing >= MAX_NESTING) {
            throw new StopTest(new Outcome.Invalid("draws are nested deeper than " + MAX_NESTING));
        }
        recording.startSpan(generator.label());
        drawing++;
        try {
            T value = drawing == 1 && given != null ? given.next(label) : generator.generate(this);
            if (drawing == 1 && transcript != null) {
                tell(label, generator.text(value), transcript);
            }
            return value;
        } finally {
            drawing--;
            recording.endSpan(false);
        }
    }

    private void tell(String label, String value, Consumer<String> transcript) {
        if (call != null) {
            call.argument(value);
            return;
        }
        String base = label.isEmpty() ? "draw_" + ++unnamed : label;
        int times = names.merge(base, 1, Integer::sum);
        transcript.accept("var " + (times == 1 ? base : base + "_" + times) + " = " + value + ";");
    }

    /** Gives this test case up unless the condition holds: it was not one the property speaks about. */
    public void assume(boolean condition) {
        if (!condition) {
            throw new StopTest(new Outcome.Invalid("an assumption did not hold"));
        }
    }

    /** Says something about this test case; printed only when a failure is told, in order with the draws. */
    public void note(String message) {
        if (call != null) {
            call.note(message);
        } else if (transcript != null) {
            transcript.accept(message);
        }
    }

    /** Like {@link #target(double, String)}, with an empty label. */
    public void target(double score) {
        target(score, "");
    }

    /**
     * Tells the search that a higher score is nearer to a failure. Half of the test cases go towards higher ones.
     *
     * @param score finite
     * @param label what is scored; each label is a goal of its own
     */
    public void target(double score, String label) {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("score: " + score + " (expected: a finite number)");
        }
        recording.score(label, score);
    }

    /** Counts this test case under a name; the statistics say how many of all there were. */
    public void classify(String event) {
        recording.event(event);
    }

    /**
     * Runs a part of the body that is told as one call: with what it draws as arguments, and its notes below. A call
     * that gives up is not told.
     */
    void call(String method, Consumer<TestCase> action) {
        if (transcript == null) {
            action.accept(this);
            return;
        }
        ToldCall told = new ToldCall(method);
        call = told;
        boolean stopped = false;
        try {
            action.accept(this);
        } catch (StopTest stop) {
            stopped = true;
            throw stop;
        } finally {
            call = null;
            if (!stopped) {
                told.lines().forEach(transcript);
            }
        }
    }

    /** Says that the call that is running made a value of this name. */
    void made(String name) {
        if (call != null) {
            call.made(name);
        }
    }

    Recording recording() {
        return recording;
    }
}
