package io.headgate.property;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Settings SETTINGS =
            new Settings().phases(Phase.EXPLICIT).verbosity(Verbosity.QUIET);

    @Test
    void anExampleIsWhatTheBodyDrawsInOrder() {
        List<Object> drawn = new ArrayList<>();
        Hegel.test(
                tc -> {
                    drawn.add(tc.draw(lists(integers(0, 1)), "list"));
                    drawn.add(tc.draw(integers().map(number -> number * 2), "even"));
                },
                SETTINGS.example(List.of(7, 8, 9), 4).example(List.of(), 0));
        assertThat(drawn).containsExactly(List.of(7, 8, 9), 4, List.of(), 0);
    }

    @Test
    void anExampleThatFailsIsToldAsItIsAndNothingElseIsRun() {
        int[] runs = {0};
        RunReport report = Hegel.run(
                tc -> {
                    runs[0]++;
                    assertThat(tc.draw(integers(), "number")).isLessThan(5);
                },
                new Settings().name("p").example(4).example(7).example(9));
        assertThat(runs[0]).isEqualTo(2);
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.transcript()).containsExactly("var number = 7;");
            assertThat(failure.reproduction()).isEmpty();
            assertThat(failure.flaky()).isFalse();
        });
        assertThat(report.seed()).isEmpty();
        assertThat(report.text()).startsWith("p does not hold:\n").endsWith("\nFound in 2 test cases.\n");
    }

    @Test
    void anExampleThatDoesNotFitTheBodyIsRefusedWithTheReason() {
        assertThatThrownBy(() -> Hegel.test(
                        tc -> {
                            tc.draw(integers(), "first");
                            tc.draw(integers(), "second");
                        },
                        SETTINGS.example(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example [1]: rejected: it has 1 values, and the body draws one more, second (expected: one"
                        + " value for each draw of the body)");
        assertThatThrownBy(() -> Hegel.test(tc -> tc.draw(integers()), SETTINGS.example(1, null)))
                .hasMessage("example [1, null]: the body draws only 1 of 2 values (expected: one value for each draw of"
                        + " the body)");
        assertThatThrownBy(() -> Hegel.test(tc -> tc.assume(tc.draw(booleans())), SETTINGS.example(false)))
                .hasMessageStartingWith("example [false]: rejected: an assumption did not hold");
        assertThatThrownBy(() -> Hegel.test(
                        tc -> StateMachine.named("m").rule("r", _ -> {}).run(tc), SETTINGS.example()))
                .hasMessageStartingWith("example []: the body chooses by other means than its own draws");
    }

    @Test
    void aReproductionOfAMendedDefectPassesThoughTheBodyDrawsMoreNow() {
        Settings settings = SETTINGS.reproduce("AQECCkrZWdI"); // The integer 5.
        List<Integer> drawn = new ArrayList<>();
        Hegel.test(
                tc -> {
                    drawn.add(tc.draw(integers()));
                    drawn.add(tc.draw(integers(3, 9)));
                },
                settings);
        assertThat(drawn).containsExactly(5, 3);
    }

    @Test
    void withoutTheirPhaseNoExamplesRun() {
        Hegel.test(
                tc -> assertThat(tc.draw(integers(0, 4))).isLessThan(5),
                new Settings().phases(Phase.GENERATE).example(7).reproduce("AQECCkrZWdI"));
    }
}
