package io.headgate.history;

import static io.headgate.history.Level.READ_COMMITTED;
import static io.headgate.property.Generators.composite;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.Arrays;
import java.util.List;

/** The verdicts against those of {@link BruteForceIsolation}. */
class IsolationAgainstBruteForceTest {
    private static final List<Level> ALL_BUT_READ_COMMITTED = Arrays.stream(Level.values())
            .filter(level -> level != READ_COMMITTED)
            .toList();

    private static final int THOROUGH = 1_000;

    @HegelTest(testCases = THOROUGH)
    void listsThatAreReadWholeAreJudgedAsByTryingAllOrders(TestCase tc) {
        var history = tc.draw(composite(c -> SmallHistories.ofLists(c, /* allRead= */ true)));
        for (var level : ALL_BUT_READ_COMMITTED) {
            assertSameVerdict(level, history);
        }
    }

    @HegelTest(testCases = THOROUGH)
    void listsWithAppendsThatNobodyReadAreStillJudgedExactlyForSerializability(TestCase tc) {
        var history = tc.draw(composite(c -> SmallHistories.ofLists(c, /* allRead= */ false)));
        for (var level : ALL_BUT_READ_COMMITTED) {
            if (level.rule() == CycleRule.NO_CYCLE) {
                assertSameVerdict(level, history);
            } else {
                assertRefusalIsRight(level, history);
            }
        }
    }

    @HegelTest(testCases = THOROUGH)
    void aRefusalOfRegistersIsAlwaysRight(TestCase tc) {
        var history = tc.draw(composite(SmallHistories::ofRegisters));
        for (var level : ALL_BUT_READ_COMMITTED) {
            assertRefusalIsRight(level, history);
        }
    }

    @HegelTest(testCases = THOROUGH)
    void registersOfWhichAllVersionsAreToldAreJudgedAsByTryingAllOrders(TestCase tc) {
        var history = tc.draw(composite(SmallHistories::ofVersionedRegisters));
        for (var level : ALL_BUT_READ_COMMITTED) {
            assertSameVerdict(level, history);
        }
    }

    @HegelTest(testCases = THOROUGH)
    void aHistoryThatHoldsAtALevelHoldsAtAllWeakerOnes(TestCase tc) {
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
