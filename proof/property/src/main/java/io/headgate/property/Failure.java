package io.headgate.property;

import java.util.List;
import java.util.Optional;

/** A defect that a run found, as its smallest test case shows it. Immutable but for what was thrown. */
public final class Failure {
    private final Trial minimal;
    private final Outcome.Interesting first;
    private final Outcome replayed;
    private final List<String> transcript;
    private final int shrinkCalls;

    /**
     * A failure.
     *
     * @param minimal the smallest test case that shows it; without choices if it was an example
     * @param replayed how the same test case ended when it was run once more to be told
     * @param transcript what was told then
     */
    Failure(Trial minimal, Outcome replayed, List<String> transcript, int shrinkCalls) {
        if (!(minimal.outcome() instanceof Outcome.Interesting interesting)) {
            throw new IllegalArgumentException("minimal: " + minimal.outcome() + " (expected: a failure)");
        }
        this.minimal = minimal;
        first = interesting;
        this.replayed = replayed;
        this.transcript = List.copyOf(transcript);
        this.shrinkCalls = shrinkCalls;
    }

    /** Where it comes from. No two failures of a run have the same. */
    public Origin origin() {
        return first.origin();
    }

    /** What the body threw with the smallest test case: in the replay, or before if that ended in another way. */
    public Throwable thrown() {
        return !flaky() && replayed instanceof Outcome.Interesting again ? again.thrown() : first.thrown();
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
        return !(replayed instanceof Outcome.Interesting again)
                || !again.origin().equals(first.origin());
    }

    /** How the replay ended, in words: what a flaky failure has to tell beside the failure. */
    String replayed() {
        return switch (replayed) {
            case Outcome.Valid _ -> "it passed";
            case Outcome.Invalid(String why) -> "it was rejected: " + why;
            case Outcome.Overrun _ -> "it drew more than before";
            case Outcome.Interesting(Origin origin, Throwable thrown) ->
                "it threw " + origin + ": " + thrown.getMessage();
        };
    }

    Trial minimal() {
        return minimal;
    }
}
