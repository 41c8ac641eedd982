package io.headgate.property;

import java.util.List;
import java.util.Optional;

/** A defect that a run found, as its smallest test case shows it. Immutable but for what was thrown. */
public final class Failure {
    private final Origin origin;
    private final Trial minimal;
    private final Throwable thrown;
    private final List<String> transcript;
    private final int shrinkCalls;
    private final boolean flaky;

    /**
     * A failure.
     *
     * @param minimal the smallest test case that shows it; without choices if it was an example
     * @param thrown what the body threw when that was replayed; if the replay passed, what it threw before
     * @param flaky whether the same choices did not give the same failure again
     */
    Failure(Origin origin, Trial minimal, Throwable thrown, List<String> transcript, int shrinkCalls, boolean flaky) {
        this.origin = origin;
        this.minimal = minimal;
        this.thrown = thrown;
        this.transcript = List.copyOf(transcript);
        this.shrinkCalls = shrinkCalls;
        this.flaky = flaky;
    }

    /** Where it comes from. No two failures of a run have the same. */
    public Origin origin() {
        return origin;
    }

    /** What the body threw with the smallest test case. */
    public Throwable thrown() {
        return thrown;
    }

    /** The draws and notes of the smallest test case, in order: each draw a line of Java. */
    public List<String> transcript() {
        return transcript;
    }

    /**
     * The smallest test case as a text for {@link Reproduce} and {@link Settings#reproduce}. Empty if nothing was
     * chosen: it was an {@linkplain Settings#example example}, or the body draws nothing.
     */
    public Optional<String> reproduction() {
        return minimal.choices().isEmpty() ? Optional.empty() : Optional.of(ChoiceCodec.toText(minimal.choices()));
    }

    /** How often the body ran to make the test case small. */
    public int shrinkCalls() {
        return shrinkCalls;
    }

    /** Whether the same choices did not give the same failure again: the body depends on more than what it draws. */
    public boolean flaky() {
        return flaky;
    }

    Trial minimal() {
        return minimal;
    }
}
