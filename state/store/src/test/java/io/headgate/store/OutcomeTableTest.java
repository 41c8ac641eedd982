package io.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is remembered of commits, and what happens to one whose outcome was forgotten. */
class OutcomeTableTest {
    private static final Bytes KEY = Bytes.of("a");
    private static final long LIFE_MILLIS = Limits.OUTCOME_LIFE.toMillis();

    private final Keyspace store = new Keyspace();

    @Test
    void aCommitSentAgainIsAnsweredAgainAndNotApplied() {
        assertThat(commit(1, 1, 0)).isEqualTo(new CommitOutcome.Committed(2));
        assertThat(commit(2, 2, 0)).isEqualTo(new CommitOutcome.Committed(3));
        assertThat(commit(1, 1, 0)).isEqualTo(new CommitOutcome.Committed(2));
        assertThat(store.revision()).isEqualTo(3);
    }

    @Test
    void aCommitThatDeletesNothingIsNotAppliedLaterEither() {
        var delete = new Command.Commit(
                new TransactionId(0, 1),
                IsolationLevel.SERIALIZABLE,
                1,
                List.of(),
                List.of(),
                List.of(new Write.Delete(KEY)));
        Response first = store.apply(1, 0, delete).response();
        store.apply(2, 0, new Command.Execute(Operation.Put.of(KEY, Bytes.EMPTY)));
        assertThat(store.apply(3, 0, delete).response()).isEqualTo(first);
        assertThat(((Response.Ranged) store.range(Operation.Range.of(KeyRange.ALL))).count())
                .isEqualTo(1);
    }

    @Test
    void whatMayHaveBeenForgottenIsTooOldAndNotAppliedTwice() {
        commit(1, 1, 0);
        commit(2, 2, LIFE_MILLIS);
        assertThat(commit(1, 1, LIFE_MILLIS)).as("just remembered").isEqualTo(new CommitOutcome.Committed(2));
        assertThat(commit(1, 1, LIFE_MILLIS + 1)).isEqualTo(new CommitOutcome.TooOld(1, 2));
        assertThat(commit(9, 2, LIFE_MILLIS + 1))
                .as("began at what is forgotten")
                .isEqualTo(new CommitOutcome.TooOld(2, 2));
        assertThat(commit(9, 3, LIFE_MILLIS + 1)).isEqualTo(new CommitOutcome.Committed(4));
    }

    @Test
    void whoeverBeginsAnewIsNeverTooOldHoweverLongNothingHappened() {
        commit(1, 1, 0);
        assertThat(commit(2, store.revision(), 100 * LIFE_MILLIS)).isInstanceOf(CommitOutcome.Committed.class);
        assertThat(commit(3, store.revision(), 200 * LIFE_MILLIS)).isInstanceOf(CommitOutcome.Committed.class);
    }

    @Test
    void timeThatRunsBackwardsForgetsNoMore() {
        commit(1, 1, LIFE_MILLIS);
        commit(2, 2, 0);
        commit(3, 3, 2 * LIFE_MILLIS);
        assertThat(commit(2, 2, 2 * LIFE_MILLIS))
                .as("counts as the latest seen")
                .isEqualTo(new CommitOutcome.Committed(3));
    }

    @Test
    void aLeadersTimeGoesOnFromTheLatestApplied() {
        commit(1, 1, 5_000);
        commit(2, 2, 4_000);
        long nowNanos = Long.MAX_VALUE - 1;
        LogClock clock = LogClock.over(store, nowNanos);
        assertThat(clock.millis(nowNanos)).isEqualTo(5_000);
        assertThat(clock.millis(nowNanos + 2_500_000)).isEqualTo(5_002);
    }

    @Test
    void thereAreNoMoreThanAreAllowed() {
        var table = new OutcomeTable();
        for (int i = 0; i <= Limits.MAX_OUTCOMES + 4; i++) {
            table.add(new OutcomeTable.Outcome(new TransactionId(0, i), 10 + i, 0));
            table.expire(0);
        }
        assertThat(table.outcomes()).hasSize(Limits.MAX_OUTCOMES);
        assertThat(table.forgottenThrough()).isEqualTo(14);
        assertThat(table.find(new TransactionId(0, 4))).isNull();
        assertThat(table.find(new TransactionId(0, 5))).isNotNull();
    }

    private CommitOutcome commit(long id, long startedAt, long timeMillis) {
        var commit = new Command.Commit(
                new TransactionId(0, id),
                IsolationLevel.SERIALIZABLE,
                startedAt,
                List.of(),
                List.of(),
                List.of(new Write.Put(KEY, Bytes.EMPTY, 0)));
        return ((Response.Ended)
                        store.apply(store.slot() + 1, timeMillis, commit).response())
                .outcome();
    }
}
