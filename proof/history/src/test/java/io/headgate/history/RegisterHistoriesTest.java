package io.headgate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.history.LinearizabilityVerdict.NotLinearizable;
import io.headgate.history.LinearizabilityVerdict.Undecided;
import io.headgate.history.RegisterRun.Flaw;
import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Histories of a register that is right, and of the same register with one thing wrong. */
class RegisterHistoriesTest {
    private static final Settings RUNS = new Settings().testCases(200);

    @Test
    void aRegisterThatTakesOneRequestAtATimeIsLinearizable() {
        Hegel.test(
                tc -> {
                    var verdict = Linearizability.of(Register.holding(0)).check(RegisterRun.of(tc, Flaw.NONE));
                    assertThat(verdict.isLinearizable()).as(verdict::toString).isTrue();
                },
                RUNS);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBrokenRegisterIsRefusedAndTheSearchIsNeverGivenUp(Flaw flaw) {
        var refused = new AtomicInteger();
        Hegel.test(
                tc -> {
                    var verdict = Linearizability.of(Register.holding(0)).check(RegisterRun.of(tc, flaw));
                    assertThat(verdict).isNotInstanceOf(Undecided.class);
                    if (verdict instanceof NotLinearizable) {
                        refused.incrementAndGet();
                    }
                },
                RUNS);
        assertThat(refused).hasPositiveValue();
    }
}
