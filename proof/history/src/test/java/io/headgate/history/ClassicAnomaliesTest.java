package io.headgate.history;

import static io.headgate.history.Access.append;
import static io.headgate.history.Access.read;
import static io.headgate.history.Access.readAbsent;
import static io.headgate.history.Access.readList;
import static io.headgate.history.Access.write;
import static io.headgate.history.Transaction.aborted;
import static io.headgate.history.Transaction.committed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The anomalies of the literature, each with the whole text that a person gets to read. */
class ClassicAnomaliesTest {
    private static String witness(Level level, Transaction... transactions) {
        return TransactionHistory.of(List.of(transactions)).check(level).toString();
    }

    private static void assertHolds(Level level, Transaction... transactions) {
        assertThat(witness(level, transactions)).isEqualTo("Nothing in the history rules " + level + " out.");
    }

    @Test
    void writeSkewIsToldAsTwoReadsThatWereOverwritten() {
        var one = committed(1, 1, 10, 40, readAbsent("y"), write("x", 1));
        var two = committed(2, 2, 12, 38, readAbsent("x"), write("y", 2));
        assertHolds(Level.STRONG_SNAPSHOT, one, two);
        assertThat(witness(Level.SERIALIZABLE, one, two)).isEqualTo("""
                The history is not SERIALIZABLE.

                1. write skew (G2-item)

                   T1  process 1  10..40  committed: read y as absent, write x = 1
                   T2  process 2  12..38  committed: read x as absent, write y = 2

                   T1 before T2: T1 read nothing of key y, which T2 overwrote with 2 (rw).
                   T2 before T1: T2 read nothing of key x, which T1 overwrote with 1 (rw).

                   No order of whole transactions, one after another, has T1 before T2 before T1.
                   Allowed by: READ_COMMITTED, SNAPSHOT, SESSION_SNAPSHOT, STRONG_SNAPSHOT.""");
    }

    @Test
    void lostUpdateIsToldAsAReadThatMissedTheWriteBeforeIt() {
        var first = committed(1, 1, 0, 5, append("x", 1));
        var one = committed(2, 1, 10, 20, readList("x", 1L), append("x", 2));
        var two = committed(3, 2, 10, 20, readList("x", 1L), append("x", 3));
        var last = committed(4, 1, 30, 35, readList("x", 1L, 2L, 3L));
        assertHolds(Level.READ_COMMITTED, first, one, two, last);
        assertThat(witness(Level.SNAPSHOT, first, one, two, last)).isEqualTo("""
                The history is not SNAPSHOT.

                1. lost update (G-single)

                   T2  process 1  10..20  committed: read x as [1], append 2 to x
                   T3  process 2  10..20  committed: read x as [1], append 3 to x

                   T2 before T3: T2 appended 2 to key x, and T3 appended 3 after that (ww).
                   T3 before T2: T3 read key x up to 1, and T2 appended 2 after that (rw).

                   With snapshots that would mean: T2 committed before T3 began,
                   and T3 began before T2 committed.
                   Allowed by: READ_COMMITTED.""");
    }

    @Test
    void lostUpdateOfRegistersIsToldWithoutKnowingWhoWroteLast() {
        var one = committed(1, 1, 10, 20, readAbsent("x"), write("x", 1));
        var two = committed(2, 2, 10, 20, readAbsent("x"), write("x", 2));
        assertHolds(Level.READ_COMMITTED, one, two);
        assertThat(witness(Level.SNAPSHOT, one, two)).isEqualTo("""
                The history is not SNAPSHOT.

                1. lost update (P4)

                   T1  process 1  10..20  committed: read x as absent, write x = 1
                   T2  process 2  10..20  committed: read x as absent, write x = 2

                   T1 and T2 both read nothing of key x and both wrote it: whichever was later did not see the other's write.
                   Allowed by: READ_COMMITTED.""");
    }

    /**
     * Fekete, O'Neil, O'Neil 2004: savings x and checking y. Someone deposits 20 to savings; someone withdraws 10 from
     * checking, and pays a penalty since it has seen both empty; a third sees the deposit and not the withdrawal.
     */
    @Test
    void theReadOnlyAnomalyNeedsItsReadOnlyTransaction() {
        var withdrawal = committed(1, 1, 10, 50, readAbsent("x"), readAbsent("y"), write("y", -11));
        var deposit = committed(2, 2, 12, 20, readAbsent("x"), write("x", 20));
        var look = committed(3, 3, 30, 40, read("x", 20), readAbsent("y"));
        assertHolds(Level.STRICT_SERIALIZABLE, withdrawal, deposit);
        assertHolds(Level.STRONG_SNAPSHOT, withdrawal, deposit, look);
        assertThat(witness(Level.SERIALIZABLE, withdrawal, deposit, look)).isEqualTo("""
                The history is not SERIALIZABLE.

                1. read-only anomaly (G2-item)

                   T1  process 1  10..50  committed: read x as absent, read y as absent, write y = -11
                   T2  process 2  12..20  committed: read x as absent, write x = 20
                   T3  process 3  30..40  committed: read x as 20, read y as absent

                   T1 before T2: T1 read nothing of key x, which T2 overwrote with 20 (rw).
                   T2 before T3: T2 wrote 20 to key x, which T3 read (wr).
                   T3 before T1: T3 read nothing of key y, which T1 overwrote with -11 (rw).

                   No order of whole transactions, one after another, has T1 before T2 before T3 before T1.
                   Allowed by: READ_COMMITTED, SNAPSHOT, SESSION_SNAPSHOT, STRONG_SNAPSHOT.""");
    }

    @Test
    void aLongForkIsToldAsTwoReadersWhoDisagreeAboutWhatCameFirst() {
        var x = committed(1, 1, 0, 9, append("x", 1));
        var y = committed(2, 2, 0, 9, append("y", 2));
        var xFirst = committed(3, 3, 0, 9, readList("x", 1L), readList("y"));
        var yFirst = committed(4, 4, 0, 9, readList("x"), readList("y", 2L));
        assertHolds(Level.READ_COMMITTED, x, y, xFirst, yFirst);
        assertThat(witness(Level.SNAPSHOT, x, y, xFirst, yFirst)).isEqualTo("""
                The history is not SNAPSHOT.

                1. long fork (G-nonadjacent)

                   T1  process 1  0..9  committed: append 1 to x
                   T3  process 3  0..9  committed: read x as [1], read y as []
                   T2  process 2  0..9  committed: append 2 to y
                   T4  process 4  0..9  committed: read x as [], read y as [2]

                   T1 before T3: T1 appended 1 to key x, which T3 read (wr).
                   T3 before T2: T3 read key y as empty, and T2 appended 2 after that (rw).
                   T2 before T4: T2 appended 2 to key y, which T4 read (wr).
                   T4 before T1: T4 read key x as empty, and T1 appended 1 after that (rw).

                   With snapshots that would mean: T1 committed before T3 began,
                   and T3 began before T2 committed,
                   and T2 committed before T4 began,
                   and T4 began before T1 committed.
                   Allowed by: READ_COMMITTED.""");
    }

    @Test
    void aFracturedReadIsToldAsAHalfSeenTransaction() {
        var writer = committed(1, 1, 0, 9, append("x", 1), append("y", 2));
        var reader = committed(2, 2, 0, 9, readList("x", 1L), readList("y"));
        assertHolds(Level.READ_COMMITTED, writer, reader);
        assertThat(witness(Level.SERIALIZABLE, writer, reader)).isEqualTo("""
                The history is not SERIALIZABLE.

                1. fractured read (G-single)

                   T1  process 1  0..9  committed: append 1 to x, append 2 to y
                   T2  process 2  0..9  committed: read x as [1], read y as []

                   T1 before T2: T1 appended 1 to key x, which T2 read (wr).
                   T2 before T1: T2 read key y as empty, and T1 appended 2 after that (rw).

                   With snapshots that would mean: T1 committed before T2 began,
                   and T2 began before T1 committed.
                   Allowed by: READ_COMMITTED.""");
    }

    @Test
    void aStaleReadIsWrongOnlyWhereTimeCounts() {
        var writer = committed(1, 1, 0, 5, append("x", 1));
        var reader = committed(2, 2, 6, 9, readList("x"));
        assertHolds(Level.SESSION_SERIALIZABLE, writer, reader);
        assertThat(witness(Level.STRICT_SERIALIZABLE, writer, reader)).isEqualTo("""
                The history is not STRICT_SERIALIZABLE.

                1. stale read (G-single-realtime)

                   T1  process 1  0..5  committed: append 1 to x
                   T2  process 2  6..9  committed: read x as []

                   T1 before T2: T1 had completed at 5, before T2 began at 6 (real time).
                   T2 before T1: T2 read key x as empty, and T1 appended 1 after that (rw).

                   With snapshots that would mean: T1 committed before T2 began,
                   and T2 began before T1 committed.
                   Allowed by: READ_COMMITTED, SNAPSHOT, SESSION_SNAPSHOT, SERIALIZABLE, SESSION_SERIALIZABLE.""");
    }

    @Test
    void aProcessThatForgetsItsOwnWriteBreaksTheSessionLevels() {
        var writer = committed(1, 7, 0, 5, append("x", 1));
        var reader = committed(2, 7, 5, 9, readList("x"));
        assertHolds(Level.SERIALIZABLE, writer, reader);
        assertThat(witness(Level.SESSION_SNAPSHOT, writer, reader)).isEqualTo("""
                The history is not SESSION_SNAPSHOT.

                1. stale read (G-single-process)

                   T1  process 7  0..5  committed: append 1 to x
                   T2  process 7  5..9  committed: read x as []

                   T1 before T2: process 7 ran T1 and then T2 (session).
                   T2 before T1: T2 read key x as empty, and T1 appended 1 after that (rw).

                   With snapshots that would mean: T1 committed before T2 began,
                   and T2 began before T1 committed.
                   Allowed by: READ_COMMITTED, SNAPSHOT, SERIALIZABLE.""");
    }

    @Test
    void anAbortedReadNamesWhoAborted() {
        var writer = aborted(1, 1, 0, 5, append("x", 1));
        var reader = committed(2, 2, 0, 9, readList("x", 1L));
        assertThat(witness(Level.READ_COMMITTED, writer, reader)).isEqualTo("""
                The history is not READ_COMMITTED.

                1. aborted read (G1a)

                   T1  process 1  0..5  aborted: append 1 to x
                   T2  process 2  0..9  committed: read x as [1]

                   T2 read 1 of key x, which T1 had written before it aborted.
                   No level allows this.""");
    }

    @Test
    void anIntermediateReadNamesTheWriteThatWasReplaced() {
        var writer = committed(1, 1, 0, 5, write("x", 1), write("x", 2));
        var reader = committed(2, 2, 0, 9, read("x", 1));
        assertThat(witness(Level.READ_COMMITTED, writer, reader)).isEqualTo("""
                The history is not READ_COMMITTED.

                1. intermediate read (G1b)

                   T1  process 1  0..5  committed: write x = 1, write x = 2
                   T2  process 2  0..9  committed: read x as 1

                   T2 read 1 of key x, to which T1 wrote again before it committed.
                   No level allows this.""");
    }

    @Test
    void aDirtyWriteCycleIsToldAsTwoKeysWrittenInOppositeOrders() {
        var one = committed(1, 1, 0, 9, append("x", 1), append("y", 1));
        var two = committed(2, 2, 0, 9, append("x", 2), append("y", 2));
        var reader = committed(3, 3, 20, 29, readList("x", 1L, 2L), readList("y", 2L, 1L));
        assertThat(witness(Level.READ_COMMITTED, one, two, reader)).isEqualTo("""
                The history is not READ_COMMITTED.

                1. dirty write (G0)

                   T1  process 1  0..9  committed: append 1 to x, append 1 to y
                   T2  process 2  0..9  committed: append 2 to x, append 2 to y

                   T1 before T2: T1 appended 1 to key x, and T2 appended 2 after that (ww).
                   T2 before T1: T2 appended 2 to key y, and T1 appended 1 after that (ww).

                   So T1 would have to be over before it began.
                   No level allows this.""");
    }

    @Test
    void informationThatGoesRoundIsToldAsTwoReads() {
        var one = committed(1, 1, 0, 9, write("x", 1), read("y", 2));
        var two = committed(2, 2, 0, 9, write("y", 2), read("x", 1));
        assertThat(witness(Level.READ_COMMITTED, one, two)).isEqualTo("""
                The history is not READ_COMMITTED.

                1. circular information flow (G1c)

                   T1  process 1  0..9  committed: write x = 1, read y as 2
                   T2  process 2  0..9  committed: write y = 2, read x as 1

                   T1 before T2: T1 wrote 1 to key x, which T2 read (wr).
                   T2 before T1: T2 wrote 2 to key y, which T1 read (wr).

                   So T1 would have to be over before it began.
                   No level allows this.""");
    }

    @Test
    void ordersThatDoNotContinueEachOtherAreBothShown() {
        var one = committed(1, 1, 0, 9, append("x", 1));
        var two = committed(2, 2, 0, 9, append("x", 2));
        var oneFirst = committed(3, 3, 20, 29, readList("x", 1L, 2L));
        var twoFirst = committed(4, 4, 20, 29, readList("x", 2L));
        assertThat(witness(Level.READ_COMMITTED, one, two, oneFirst, twoFirst)).isEqualTo("""
                The history is not READ_COMMITTED.

                1. incompatible orders

                   T3  process 3  20..29  committed: read x as [1, 2]
                   T4  process 4  20..29  committed: read x as [2]

                   T3 saw key x as [1, 2], but T4 saw it as [2]: these cannot both be.
                   No level allows this.""");
    }

    @Test
    void aTransactionThatDisagreesWithItselfIsToldWhatItHadToFind() {
        var writer = committed(1, 1, 0, 9, append("x", 1));
        var reader = committed(2, 2, 0, 9, readList("x"), append("x", 2), readList("x", 1L, 2L));
        assertHolds(Level.READ_COMMITTED, writer);
        assertThat(witness(Level.SNAPSHOT, writer, reader)).isEqualTo("""
                The history is not SNAPSHOT.

                1. internal inconsistency

                   T2  process 2  0..9  committed: read x as [], append 2 to x, read x as [1, 2]

                   T2 did: read x as [1, 2]. After what it had done before it had to find [2].
                   Allowed by: READ_COMMITTED.

                2. lost update (G-single)

                   T1  process 1  0..9  committed: append 1 to x
                   T2  process 2  0..9  committed: read x as [], append 2 to x, read x as [1, 2]

                   T1 before T2: T1 appended 1 to key x, and T2 appended 2 after that (ww).
                   T2 before T1: T2 read key x as empty, and T1 appended 1 after that (rw).

                   With snapshots that would mean: T1 committed before T2 began,
                   and T2 began before T1 committed.
                   Allowed by: READ_COMMITTED.""");
    }

    @Test
    void aValueReadTwiceOrFromNowhereIsNamed() {
        var writer = committed(1, 1, 0, 9, append("x", 1));
        var reader = committed(2, 2, 0, 9, readList("x", 1L, 1L, 5L));
        assertThat(witness(Level.READ_COMMITTED, writer, reader)).isEqualTo("""
                The history is not READ_COMMITTED.

                1. read of what nobody wrote

                   T2  process 2  0..9  committed: read x as [1, 1, 5]

                   T2 read 5 of key x, which no transaction of the history wrote.
                   No level allows this.

                2. duplicate element

                   T2  process 2  0..9  committed: read x as [1, 1, 5]

                   T2 found 1 more than once in key x, to which it was appended once.
                   No level allows this.""");
    }

    @Test
    void ofTheCyclesOfAKnotTheShortestIsTold() {
        var one = committed(1, 1, 0, 9, readList("a"), append("c", 1));
        var two = committed(2, 2, 0, 9, readList("b"), append("a", 2), append("d", 2));
        var three = committed(3, 3, 0, 9, readList("c"), readList("d"), append("b", 3));
        var verdict = TransactionHistory.of(List.of(one, two, three)).check(Level.SERIALIZABLE);
        assertThat(verdict.anomalies())
                .singleElement()
                .satisfies(cycle -> assertThat(cycle.transactions()).containsExactly(two, three));
    }

    private static List<String> titles(Level level, Transaction... transactions) {
        return TransactionHistory.of(List.of(transactions)).check(level).anomalies().stream()
                .map(Anomaly::title)
                .toList();
    }

    @Test
    void whatAbortedIsReportedWhenReadAndTakesNoPartInCycles() {
        var one = aborted(1, 1, 0, 9, append("x", 1), append("y", 1));
        var two = committed(2, 2, 0, 9, append("x", 2), append("y", 2));
        var reader = committed(3, 3, 20, 29, readList("x", 1L, 2L), readList("y", 2L, 1L));
        assertThat(titles(Level.STRICT_SERIALIZABLE, one, two, reader))
                .containsExactly("aborted read (G1a)", "aborted read (G1a)");
    }

    @Test
    void anIntermediateReadIsNotAlsoReportedAsACycle() {
        var writer = committed(1, 1, 0, 9, append("x", 1), append("x", 2));
        var early = committed(2, 2, 0, 9, readList("x", 1L));
        var late = committed(3, 3, 0, 9, readList("x", 1L, 2L));
        assertThat(titles(Level.STRICT_SERIALIZABLE, writer, early, late)).containsExactly("intermediate read (G1b)");
    }

    @Test
    void updatesOfAListAreLostEvenIfNobodyReadsThem() {
        var one = committed(1, 1, 0, 9, readList("x"), append("x", 1));
        var two = committed(2, 2, 0, 9, readList("x"), append("x", 2));
        assertThat(titles(Level.SNAPSHOT, one, two)).containsExactly("lost update (P4)");
    }

    @Test
    void versionsThatTheStoreTellsTurnALostUpdateIntoACycle() {
        var one = committed(1, 1, 0, 9, readAbsent("x"), new Access.Write("x", 1, /* version= */ 7));
        var two = committed(2, 2, 0, 9, readAbsent("x"), new Access.Write("x", 2, /* version= */ 8));
        assertThat(titles(Level.SNAPSHOT, one, two)).containsExactly("lost update (G-single)");
    }
}
