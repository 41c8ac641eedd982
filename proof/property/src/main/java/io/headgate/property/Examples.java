package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the examples that settings name, before anything is random. They are run as they are: one that fails is not made
 * smaller, because somebody chose it. Confined to one thread.
 */
final class Examples {
    private final Consumer<TestCase> body;
    private final Settings settings;
    private int passed;

    Examples(Consumer<TestCase> body, Settings settings) {
        this.body = body;
        this.settings = settings;
    }

    /**
     * Runs them until one fails.
     *
     * @throws IllegalArgumentException if an example does not fit the body, or the body rejects it
     */
    Optional<Failure> run() {
        for (List<@Nullable Object> values : settings.examples()) {
            Recording nothingElse = new Recording(List.of(), new Recording.Continuation.End(), settings.budget());
            Optional<Failure> failure = run(nothingElse, new GivenDraws(values));
            if (failure.isPresent()) {
                return failure;
            }
        }
        for (List<Choice> choices : settings.reproductions()) {
            // Mended, the body may draw more than it did when it failed: the simplest will do then.
            Optional<Failure> failure =
                    run(new Recording(choices, new Recording.Continuation.Simplest(), settings.budget()), null);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /** How many have passed so far. */
    int passed() {
        return passed;
    }

    private Optional<Failure> run(Recording recording, @Nullable GivenDraws given) {
        List<String> transcript = new ArrayList<>();
        Outcome outcome = Outcome.of(body, new TestCase(recording, transcript::add, given));
        if (outcome instanceof Outcome.Interesting) {
            return Optional.of(new Failure(recording.finish(outcome), outcome, transcript, /* shrinkCalls= */ 0));
        }
        if (given != null) {
            given.checkFit(outcome);
        }
        passed++;
        return Optional.empty();
    }
}
