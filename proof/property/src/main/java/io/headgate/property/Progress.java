package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells on standard output what a run is doing, as far as its verbosity asks for that. Confined to one thread. */
final class Progress {
    private final Verbosity verbosity;
    private final List<String> lines = new ArrayList<>();

    Progress(Verbosity verbosity) {
        this.verbosity = verbosity;
    }

    /** Where the next test case is told to: to this, if it is asked to tell anything, and to somebody else. */
    @Nullable
    Consumer<String> transcript(@Nullable Consumer<String> other) {
        if (verbosity.compareTo(Verbosity.VERBOSE) < 0) {
            return other;
        }
        lines.clear();
        return line -> {
            lines.add(line);
            if (other != null) {
                other.accept(line);
            }
        };
    }

    /**
     * A test case has run.
     *
     * @param isNewOrSmaller whether it failed, and no smaller one of the same origin did before
     */
    void ran(Trial trial, boolean isNewOrSmaller) {
        if (verbosity == Verbosity.DEBUG || (verbosity == Verbosity.VERBOSE && isNewOrSmaller)) {
            String ended = switch (trial.outcome()) {
                case Outcome.Valid _ -> "passed";
                case Outcome.Invalid(String why) -> "rejected: " + why;
                case Outcome.Overrun _ -> "drew too much";
                case Outcome.Interesting(Origin origin, var _) ->
                    (isNewOrSmaller ? "failed: " : "failed again: ") + origin;
            };
            lines.add(ended + " (" + trial.choices().size() + " choices)");
            System.out.println(String.join("\n  ", lines));
        }
    }
}
