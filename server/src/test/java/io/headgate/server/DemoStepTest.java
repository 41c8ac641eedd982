package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoStepTest {
    private static final DemoStep STEP =
            new DemoStep(0, "name", "words", java.util.Set.of(), List.of("east-2", "west"), List.of("east-1"));

    @Test
    void aStepThatShowsWhatItPromisedIsNotBroken() {
        assertThat(STEP.broken(seen("east-2", "west-1", "other"))).isEmpty();
    }

    @Test
    void whoShouldBeIdleAndAnswersBreaksIt() {
        assertThat(STEP.broken(seen("east-1", "east-2", "west-2")))
                .containsExactly("east-1 answered 1 times (expected: 0)");
    }

    @Test
    void whoShouldAnswerAndDoesNotBreaksIt() {
        assertThat(STEP.broken(seen("east-2"))).containsExactly("west answered nothing (expected: a share)");
    }

    @Test
    void theScriptIsInOrderAndEndsBeforeTheDemo() {
        assertThat(DemoStep.SCRIPT).extracting(DemoStep::atPercent).isSorted().allMatch(percent -> percent < 100);
    }

    private static DemoTally seen(String... endpoints) {
        var tally = new DemoTally();
        for (String endpoint : endpoints) {
            tally.answered(endpoint, 1);
        }
        return tally;
    }
}
