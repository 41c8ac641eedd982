package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
    private static final Outcome REFUTED =
            new Outcome.Refuted("Invariant Agreement is violated.", "\n1: Init\nx = 0\n");
    private static final Outcome REFUTED_OTHERWISE =
            new Outcome.Refuted("Invariant Agreement is violated.", "\n1: Init\nx = 1\n");

    private final Judge compare = new Judge(/* update= */ false);
    private final Judge keep = new Judge(/* update= */ true);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @BeforeEach
    void keepWhatIsRight() throws IOException {
        assertThat(keep.complaint(model("small"), result(new Outcome.Holds(), 27)))
                .isEmpty();
        assertThat(keep.complaint(model("broken-votes-once"), result(REFUTED, 5)))
                .isEmpty();
    }

    @Test
    void whatIsKeptIsFoundAgain() throws IOException {
        assertThat(compare.complaint(model("small"), result(new Outcome.Holds(), 27)))
                .isEmpty();
        assertThat(compare.complaint(model("broken-votes-once"), result(REFUTED, 6)))
                .isEmpty();
        assertThat(folder.resolve("states.txt")).content().endsWith("\nsmall 27\n");
        assertThat(folder.resolve("broken-votes-once.trace"))
                .content()
                .isEqualTo("Invariant Agreement is violated.\n\n1: Init\nx = 0\n");
    }

    @Test
    void aModelThatShrinksIsWrong() throws IOException {
        assertThat(compare.complaint(model("small"), result(new Outcome.Holds(), 26)))
                .hasValueSatisfying(
                        text -> assertThat(text).startsWith("Spec/small: 26 distinct states (expected: 27, by"));
    }

    @Test
    void aModelWithoutAKnownNumberOfStatesIsWrong() throws IOException {
        assertThat(compare.complaint(model("weighted"), result(new Outcome.Holds(), 26)))
                .isPresent();
    }

    @Test
    void anotherTraceIsWrong() throws IOException {
        assertThat(compare.complaint(model("broken-votes-once"), result(REFUTED_OTHERWISE, 5)))
                .hasValueSatisfying(
                        text -> assertThat(text).contains("another trace").contains("x = 1"));
    }

    @Test
    void aBrokenModelThatHoldsIsWrongAndCannotBeKept() throws IOException {
        for (var judge : new Judge[] {compare, keep}) {
            assertThat(judge.complaint(model("broken-votes-once"), result(new Outcome.Holds(), 5)))
                    .hasValue("Spec/broken-votes-once: holds (expected: to be refuted)");
        }
    }

    @Test
    void aHealthyModelThatIsRefutedIsWrongAndCannotBeKept() throws IOException {
        for (var judge : new Judge[] {compare, keep}) {
            assertThat(judge.complaint(model("small"), result(REFUTED, 5)))
                    .hasValueSatisfying(text -> assertThat(text).startsWith("Spec/small: refuted (expected: to hold)"));
        }
    }

    @Test
    void aModelNamedOtherwiseHasToBeRefutedOnceATraceIsKeptForIt() throws IOException {
        Files.writeString(folder.resolve("schedule.trace"), "");

        assertThat(compare.complaint(model("schedule"), result(new Outcome.Holds(), 5)))
                .isPresent();
        assertThat(keep.complaint(model("schedule"), result(REFUTED, 5))).isEmpty();
    }

    @Test
    void noVerdictIsWrong() throws IOException {
        assertThat(keep.complaint(model("small"), result(new Outcome.Undecided("no verdict after PT1M"), 0)))
                .hasValue("Spec/small: no verdict after PT1M");
    }

    private Model model(String name) {
        return new Model("Spec", name, folder);
    }

    private static Result result(Outcome outcome, long distinctStates) {
        return new Result(outcome, distinctStates, 2 * distinctStates, 3, Duration.ofSeconds(1));
    }
}
