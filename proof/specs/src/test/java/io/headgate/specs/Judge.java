package io.headgate.specs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Compares what TLC found with what is kept beside the model, or keeps what it found.
 *
 * @param update whether to keep instead of to compare. What kind of outcome a model has to have is not up for change: a broken
 *     model that holds is wrong in any case.
 */
record Judge(boolean update) {

    /** What is wrong with {@code result}, in words. */
    Optional<String> complaint(Model model, Result result) throws IOException {
        return switch (result.outcome()) {
            case Outcome.Undecided(var reason) -> Optional.of(model + ": " + reason);
            case Outcome.Holds() ->
                model.hasToBeRefuted()
                        ? Optional.of(model + ": holds (expected: to be refuted)")
                        : checkCount(model, result.distinctStates());
            case Outcome.Refuted refuted ->
                model.hasToBeRefuted()
                        ? checkTrace(model, refuted.trace())
                        : Optional.of(model + ": refuted (expected: to hold)\n" + refuted.trace());
        };
    }

    private Optional<String> checkCount(Model model, long count) throws IOException {
        var counts = StateCounts.of(model);
        if (update) {
            counts.write(model, count);
            return Optional.empty();
        }
        var expected = counts.expected(model);
        if (expected.isEmpty()) {
            return Optional.of(model + ": " + count + " distinct states (expected: what " + counts.file()
                    + " says, which has no line for it)");
        }
        return expected.getAsLong() == count
                ? Optional.empty()
                : Optional.of(model + ": " + count + " distinct states (expected: " + expected.getAsLong() + ", by "
                        + counts.file() + ")");
    }

    private Optional<String> checkTrace(Model model, String trace) throws IOException {
        if (update) {
            Files.writeString(model.trace(), trace);
            return Optional.empty();
        }
        if (!Files.exists(model.trace())) {
            return Optional.of(model + ": refuted (expected: by a trace kept in " + model.trace() + ")\n" + trace);
        }
        var expected = Files.readString(model.trace());
        return expected.equals(trace)
                ? Optional.empty()
                : Optional.of(
                        model + ": refuted by another trace than the one kept in " + model.trace() + "\n" + trace);
    }
}
