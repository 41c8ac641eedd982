package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a higher score from a good test case: moves one choice at a time, one step up or down, then two, four and
 * so on while the score rises.
 */
final class HillClimber {
    private final String label;
    private final Function<List<Choice>, @Nullable Trial> run;

    /**
     * A climber towards one goal.
     *
     * @param label the goal, of {@link TestCase#target(double, String)}
     * @param run runs a test case; null when there is no more budget
     */
    HillClimber(String label, Function<List<Choice>, @Nullable Trial> run) {
        this.label = label;
        this.run = run;
    }

    /** Climbs from one choice of the best test case; gives the best one after that. */
    Trial climbFrom(Trial best, int place) {
        Trial top = best;
        for (int direction : new int[] {1, -1}) {
            long step = direction;
            while (place < top.choices().size()) {
                Choice moved = moved(top.choices().get(place), step);
                if (moved == null) {
                    break;
                }
                List<Choice> choices = new ArrayList<>(top.choices());
                choices.set(place, moved);
                Trial trial = run.apply(choices);
                if (trial == null || trial.score(label) <= top.score(label)) {
                    break;
                }
                top = trial;
                step *= 2;
            }
        }
        return top;
    }

    private static @Nullable Choice moved(Choice choice, long step) {
        return switch (choice) {
            case BooleanChoice(var bounds, boolean value) ->
                choice.isForced() || value == (step > 0) ? null : new BooleanChoice(bounds, !value);
            case IntegerChoice(var bounds, long value) -> {
                long next = value + step;
                boolean overflow = ((value ^ next) & (step ^ next)) < 0;
                yield overflow || next < bounds.min() || next > bounds.max() ? null : new IntegerChoice(bounds, next);
            }
            case FloatChoice(var bounds, double value) ->
                value + step != value && bounds.fits(value + step) ? new FloatChoice(bounds, value + step) : null;
            case TextChoice _, BytesChoice _ -> null;
        };
    }
}
