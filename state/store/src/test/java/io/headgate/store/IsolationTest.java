package io.headgate.store;

import static io.headgate.store.IsolationLevel.SERIALIZABLE;
import static io.headgate.store.IsolationLevel.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each level admits and what it does not, one classic schedule at a time. */
class IsolationTest {
    private static final Bytes X = Bytes.of("x");
    private static final Bytes Y = Bytes.of("y");
    private static final Bytes Z = Bytes.of("z");

    private final EphemeralMember member = new EphemeralMember();
    private final MemberStore store = new MemberStore(member, Duration.ofSeconds(10));

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void overwritingWhatIsStaleIsAConflictAtSnapshotAndHarmlessAtSerializable() {
        for (IsolationLevel level : List.of(SNAPSHOT, SERIALIZABLE)) {
            set(X, 0);
            set(Y, 0);
            set(Z, 0);
            Transaction first = store.begin(level);
            Transaction second = store.begin(level);
            first.put(Z, text(number(first, X) + 1));
            second.put(Z, text(number(second, Y) + 1));
            assertThat(second.commit()).isInstanceOf(CommitOutcome.Committed.class);
            if (level == SNAPSHOT) {
                assertThat(first.commit())
                        .isEqualTo(
                                new CommitOutcome.Conflict(Z, store.begin(level).startedAt(), first.startedAt()));
            } else {
                assertThat(first.commit()).isInstanceOf(CommitOutcome.Committed.class);
            }
        }
    }

    @Test
    void computingFromWhatIsStaleIsAdmittedAtSnapshotAndAConflictAtSerializable() {
        for (IsolationLevel level : List.of(SNAPSHOT, SERIALIZABLE)) {
            set(X, 0);
            set(Y, 0);
            Transaction first = store.begin(level);
            Transaction second = store.begin(level);
            first.put(Y, text(number(first, X) + 1));
            second.put(X, text(number(second, Y) + 1));
            assertThat(second.commit()).isInstanceOf(CommitOutcome.Committed.class);
            if (level == SNAPSHOT) {
                assertThat(first.commit()).isInstanceOf(CommitOutcome.Committed.class);
                assertThat(List.of(get(X), get(Y)))
                        .as("no serial order gives this")
                        .containsExactly(1L, 1L);
            } else {
                assertThat(first.commit())
                        .isEqualTo(
                                new CommitOutcome.Conflict(X, store.begin(level).startedAt(), first.startedAt()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noUpdateIsLost(IsolationLevel level) {
        set(X, 0);
        Transaction first = store.begin(level);
        Transaction second = store.begin(level);
        first.put(X, text(number(first, X) + 1));
        second.put(X, text(number(second, X) + 1));
        assertThat(second.commit()).isInstanceOf(CommitOutcome.Committed.class);
        assertThat(first.commit()).isInstanceOf(CommitOutcome.Conflict.class);
        assertThat(get(X)).isEqualTo(1);
    }

    @Test
    void promotingWhatWasReadStopsWriteSkewAtSnapshot() {
        set(X, 1);
        set(Y, 1);
        Transaction first = store.begin(SNAPSHOT);
        Transaction second = store.begin(SNAPSHOT);
        first.getForUpdate(X);
        first.put(Y, text(0));
        second.getForUpdate(Y);
        second.put(X, text(0));
        assertThat(first.commit()).isInstanceOf(CommitOutcome.Committed.class);
        assertThat(second.commit()).isInstanceOf(CommitOutcome.Conflict.class);
    }

    /** Fekete, O'Neil, O'Neil 2004: savings and checking are 0; a withdrawal overdraws with a penalty, unseen by a deposit. */
    @ParameterizedTest
    @EnumSource
    void theReadOnlyAnomalyIsThereAtSnapshotOnly(IsolationLevel level) {
        Bytes savings = X;
        Bytes checking = Y;
        set(savings, 0);
        set(checking, 0);
        Transaction withdrawal = store.begin(level);
        Transaction deposit = store.begin(level);
        deposit.put(savings, text(number(deposit, savings) + 20));
        deposit.commit();
        Transaction statement = store.begin(level);
        assertThat(List.of(number(statement, savings), number(statement, checking)))
                .containsExactly(20L, 0L);
        assertThat(statement.commit()).isEqualTo(new CommitOutcome.Committed(statement.startedAt()));
        long total = number(withdrawal, savings) + number(withdrawal, checking);
        withdrawal.put(checking, text(total - 10 - (total < 10 ? 1 : 0)));
        if (level == SNAPSHOT) {
            assertThat(withdrawal.commit()).isInstanceOf(CommitOutcome.Committed.class);
            assertThat(get(checking))
                    .as("with a penalty that the statement rules out")
                    .isEqualTo(-11);
        } else {
            assertThat(withdrawal.commit()).isInstanceOf(CommitOutcome.Conflict.class);
        }
    }

    @Test
    void aKeyThatAppearsInAGapThatWasReadIsAConflict() {
        Transaction reader = store.begin(SERIALIZABLE);
        assertThat(reader.range(new KeyRange(X, Z))).isEmpty();
        reader.put(Z, text(1));
        set(Y, 1);
        assertThat(reader.commit()).isInstanceOf(CommitOutcome.Conflict.class);
    }

    @Test
    void aDeletionIsAConflictEvenIfNothingIsLeftOfTheKey() {
        set(X, 1);
        Transaction reader = store.begin(SERIALIZABLE);
        reader.get(X);
        reader.put(Y, text(1));
        store.delete(KeyRange.of(X));
        assertThat(reader.commit()).isInstanceOf(CommitOutcome.Conflict.class);
    }

    @Test
    void whatLiesBehindTheBoundOfALimitedScanWasNotRead() {
        set(X, 1);
        set(Z, 1);
        Transaction limited = store.begin(SERIALIZABLE);
        assertThat(limited.range(KeyRange.ALL, 1)).extracting(KeyValue::key).containsExactly(X);
        limited.put(Bytes.of("other"), text(1));
        set(Y, 1);
        assertThat(limited.commit()).isInstanceOf(CommitOutcome.Committed.class);

        Transaction cut = store.begin(SERIALIZABLE);
        assertThat(cut.range(KeyRange.prefix(X), 1)).hasSize(1);
        cut.put(Bytes.of("other"), text(2));
        set(Bytes.of("xx"), 1);
        assertThat(cut.commit())
                .as("the whole range was read: it held no more")
                .isInstanceOf(CommitOutcome.Conflict.class);
    }

    @ParameterizedTest
    @EnumSource
    void transactionsThatOnlyReadCommitWhateverHappens(IsolationLevel level) {
        set(X, 1);
        Transaction reader = store.begin(level);
        assertThat(number(reader, X)).isEqualTo(1);
        set(X, 2);
        assertThat(number(reader, X)).isEqualTo(1);
        assertThat(reader.commit()).isEqualTo(new CommitOutcome.Committed(reader.startedAt()));
    }

    @Test
    void blindWritesCommitAtSerializableWhateverHappens() {
        set(X, 1);
        Transaction writer = store.begin(SERIALIZABLE);
        writer.put(X, text(7));
        set(X, 2);
        member.submit(new Command.Compact(member.keyspace().revision())).join();
        assertThat(writer.commit()).isInstanceOf(CommitOutcome.Committed.class);
        assertThat(get(X)).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void additionsToOneKeyDoNotConflict(IsolationLevel level) {
        set(X, 1);
        Transaction first = store.begin(level);
        Transaction second = store.begin(level);
        first.add(X, 10);
        second.add(X, 100);
        assertThat(second.commit()).isInstanceOf(CommitOutcome.Committed.class);
        assertThat(first.commit()).isInstanceOf(CommitOutcome.Committed.class);
        assertThat(get(X)).isEqualTo(111);
    }

    @Test
    void whoReadBeforeACompactionIsTooOldToWriteAfterIt() {
        set(X, 1);
        Transaction reader = store.begin(SERIALIZABLE);
        reader.get(X);
        reader.put(Y, text(1));
        set(Z, 1);
        long revision = member.keyspace().revision();
        store.compact(revision);
        assertThat(reader.commit()).isEqualTo(new CommitOutcome.TooOld(reader.startedAt(), revision));
    }

    @Test
    void whoReadAtTheCompactedRevisionItselfMayWrite() {
        set(X, 1);
        Transaction reader = store.begin(SERIALIZABLE);
        reader.get(X);
        reader.put(Y, text(1));
        store.compact(reader.startedAt());
        assertThat(reader.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }

    private void set(Bytes key, long number) {
        store.put(key, text(number));
    }

    private long get(Bytes key) {
        return Long.parseLong(store.get(key).orElseThrow().value().text());
    }

    private static long number(Transaction transaction, Bytes key) {
        return Long.parseLong(transaction.get(key).orElseThrow().value().text());
    }

    private static Bytes text(long number) {
        return Bytes.of(Long.toString(number));
    }
}
