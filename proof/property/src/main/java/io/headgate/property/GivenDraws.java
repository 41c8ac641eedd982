package io.headgate.property;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of an example, handed out one by one. Confined to one thread. */
final class GivenDraws {
    private final List<@Nullable Object> values;
    private int used;

    GivenDraws(List<@Nullable Object> values) {
        this.values = values;
    }

    /**
     * The value of the next draw, of whatever type: only the body knows which it needs.
     *
     * @throws StopTest if there is none left
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // A wrong type shows where the body uses it.
    <T> T next(String label) {
        if (used == values.size()) {
            throw new StopTest(new Outcome.Invalid("it has " + values.size() + " values, and the body draws one more"
                    + (label.isEmpty() ? "" : ", " + label)));
        }
        return (T) values.get(used++);
    }

    /**
     * Checks that these were the body's draws, no more and no less.
     *
     * @throws IllegalArgumentException if they were not, or the body rejected them
     */
    void checkFit(Outcome outcome) {
        String problem = switch (outcome) {
            case Outcome.Invalid(String why) -> "rejected: " + why;
            case Outcome.Overrun _ -> "the body chooses by other means than its own draws, as a state machine does";
            case Outcome.Valid() ->
                used < values.size() ? "the body draws only " + used + " of " + values.size() + " values" : "";
            case Outcome.Interesting _ -> "";
        };
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(
                    "example " + values + ": " + problem + " (expected: one value for each draw of the body)");
        }
    }
}
