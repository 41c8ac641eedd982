package io.headgate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.history.MultiVersionStore.Check;
import io.headgate.history.MultiVersionStore.Flaw;
import io.headgate.property.Hegel;
import io.headgate.property.Phase;
import io.headgate.property.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories of a store that is right, and of the same store with one thing wrong. */
class StoreHistoriesTest {
    private static final Settings RUNS = new Settings().testCases(200);

    private static void assertAlways(Level level, Check check, Set<Flaw> flaws) {
        Hegel.test(
                tc -> {
                    var history = StoreRun.of(tc, new MultiVersionStore(check, flaws));
                    tc.note(history.toString());
                    var verdict = TransactionHistory.of(history).check(level);
                    assertThat(verdict.holds()).as(verdict::toString).isTrue();
                },
                RUNS);
    }

    /** Asserts that some run shows the anomaly, by looking for one. */
    private static void assertSometimes(String title, Level level, Check check, Set<Flaw> flaws) {
        Map<String, Integer> seen = new HashMap<>();
        var search = Hegel.run(
                tc -> {
                    var history = StoreRun.of(tc, new MultiVersionStore(check, flaws));
                    TransactionHistory.of(history)
                            .check(level)
                            .anomalies()
                            .forEach(anomaly -> seen.merge(anomaly.title(), 1, Integer::sum));
                    assertThat(seen).doesNotContainKey(title);
                },
                new Settings().testCases(20_000).phases(Phase.GENERATE));
        assertThat(search.passed()).as("%s among %s", title, seen).isFalse();
    }

    @Test
    void checkingReadsIsStrictlySerializable() {
        assertAlways(Level.STRICT_SERIALIZABLE, Check.READS, Set.of());
    }

    @Test
    void checkingReadsWithAStaleStartIsSerializableButNotStrictly() {
        assertAlways(Level.SERIALIZABLE, Check.READS, Set.of(Flaw.STALE_START));
        assertSometimes(
                "stale read (G-single-realtime)", Level.STRICT_SERIALIZABLE, Check.READS, Set.of(Flaw.STALE_START));
    }

    @Test
    void checkingWritesIsSnapshotIsolationWithWriteSkew() {
        assertAlways(Level.STRONG_SNAPSHOT, Check.WRITES, Set.of());
        assertSometimes("write skew (G2-item)", Level.SERIALIZABLE, Check.WRITES, Set.of());
    }

    @Test
    void checkingWritesSometimesShowsTheReadOnlyAnomaly() {
        assertSometimes("read-only anomaly (G2-item)", Level.SERIALIZABLE, Check.WRITES, Set.of());
    }

    @Test
    void checkingWritesWithAStaleStartIsSnapshotIsolationThatForgetsItsSessions() {
        assertAlways(Level.SNAPSHOT, Check.WRITES, Set.of(Flaw.STALE_START));
        assertSometimes(
                "stale read (G-single-process)", Level.SESSION_SNAPSHOT, Check.WRITES, Set.of(Flaw.STALE_START));
    }

    @Test
    void withoutACheckUpdatesAreLost() {
        assertSometimes("lost update (G-single)", Level.SNAPSHOT, Check.WRITES, Set.of(Flaw.CHECKS_NOTHING));
    }

    @Test
    void checkingBeforeInstallingLosesUpdates() {
        assertSometimes("lost update (G-single)", Level.SNAPSHOT, Check.WRITES, Set.of(Flaw.CHECKS_TOO_EARLY));
    }

    @Test
    void publishingTooEarlyFracturesReads() {
        assertSometimes("fractured read (G-single)", Level.SNAPSHOT, Check.READS, Set.of(Flaw.FRACTURED_PUBLICATION));
    }

    @Test
    void aLostWriteIsMissedByWhoeverReadsLater() {
        assertSometimes("stale read (G-single-realtime)", Level.STRONG_SNAPSHOT, Check.READS, Set.of(Flaw.LOST_WRITE));
    }

    @Test
    void appendsOfTheAbortedAreNoticed() {
        assertSometimes("aborted read (G1a)", Level.READ_COMMITTED, Check.READS, Set.of(Flaw.KEEPS_ABORTED));
    }

    @Test
    void aTransactionThatForgetsItsOwnAppendsIsNoticed() {
        assertSometimes("internal inconsistency", Level.SNAPSHOT, Check.READS, Set.of(Flaw.FORGETS_OWN));
    }

    @Test
    void aHistoryWithoutTransactionsHoldsAtEveryLevel() {
        for (var level : Level.values()) {
            assertThat(TransactionHistory.of(List.of()).check(level).holds()).isTrue();
        }
    }
}
