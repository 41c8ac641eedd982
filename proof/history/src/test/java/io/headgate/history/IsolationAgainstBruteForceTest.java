package io.headgate.history;

import static io.headgate.history.Level.READ_COMMITTED;
import static io.headgate.property.Generators.composite;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The verdicts against those of {@link BruteForceIsolation}. */
class IsolationAgainstBruteForceTest {
    private static final List<Level> ALL_BUT_READ_COMMITTED = Arrays.stream(Level.values())
            .filter(level -> level != READ_COMMITTED)
            .toList();

    private static final Settings THOROUGH = new Settings().testCases(1_000);

    @Test
    void listsThatAreReadWholeAreJudgedAsByTryingAllOrders() {
        Hegel.test(
                tc -> {
                    var history = tc.draw(composite(c -> SmallHistories.ofLists(c, /* allRead= */ true)));
                    for (var level : ALL_BUT_READ_COMMITTED) {
                        assertSameVerdict(level, history);
                    }
                },
                THOROUGH);
    }

    @Test
    void listsWithAppendsThatNobodyReadAreStillJudgedExactlyForSerializability() {
        Hegel.test(
                tc -> {
                    var history = tc.draw(composite(c -> SmallHistories.ofLists(c, /* allRead= */ false)));
                    for (var level : ALL_BUT_READ_COMMITTED) {
                        if (level.rule() == CycleRule.NO_CYCLE) {
                            assertSameVerdict(level, history);
                        } else {
                            assertRefusalIsRight(level, history);
                        }
                    }
                },
                THOROUGH);
    }

    @Test
    void aRefusalOfRegistersIsAlwaysRight() {
        Hegel.test(
                tc -> {
                    var history = tc.draw(composite(SmallHistories::ofRegisters));
                    for (var level : ALL_BUT_READ_COMMITTED) {
                        assertRefusalIsRight(level, history);
                    }
                },
                THOROUGH);
    }

    @Test
    void registersOfWhichAllVersionsAreToldAreJudgedAsByTryingAllOrders() {
        Hegel.test(
                tc -> {
                    var history = tc.draw(composite(SmallHistories::ofVersionedRegisters));
                    for (var level : ALL_BUT_READ_COMMITTED) {
                        assertSameVerdict(level, history);
                    }
                },
                THOROUGH);
    }

    @Test
    void aHistoryThatHoldsAtALevelHoldsAtAllWeakerOnes() {
        Hegel.test(
                tc -> {
                    var transactions = tc.draw(composite(c -> SmallHistories.ofLists(c, /* allRead= */ false)));
                    var history = TransactionHistory.of(transactions);
                    for (var strong : Level.values()) {
                        for (var weak : Level.values()) {
                            if (strong.rule().compareTo(weak.rule()) >= 0
                                    && strong.scope().compareTo(weak.scope()) >= 0
                                    && history.check(strong).holds()) {
                                assertThat(history.check(weak).toString())
                                        .isEqualTo("Nothing in the history rules " + weak + " out.");
                            }
                        }
                    }
                },
                THOROUGH);
    }

    private static void assertSameVerdict(Level level, List<Transaction> history) {
        var verdict = TransactionHistory.of(history).check(level);
        assertThat(verdict.holds()).as(verdict::toString).isEqualTo(BruteForceIsolation.admits(level, history));
    }

    private static void assertRefusalIsRight(Level level, List<Transaction> history) {
        var verdict = TransactionHistory.of(history).check(level);
        if (!verdict.holds()) {
            assertThat(BruteForceIsolation.admits(level, history))
                    .as(verdict::toString)
                    .isFalse();
        }
    }
}
