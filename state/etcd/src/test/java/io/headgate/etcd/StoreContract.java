package io.headgate.etcd;

import static io.headgate.property.Generators.integers;
import static io.headgate.store.IsolationLevel.SERIALIZABLE;
import static io.headgate.store.IsolationLevel.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.store.Bytes;
import io.headgate.store.CommitOutcome;
import io.headgate.store.CommitOutcome.Committed;
import io.headgate.store.CommitOutcome.Conflict;
import io.headgate.store.Event;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.LeaseHold;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import io.headgate.store.Store;
import io.headgate.store.Subscription;
import io.headgate.store.Transaction;
import io.headgate.store.Watch;
import io.headgate.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store does, whichever backend it has. The store lives through all tests; each begins without keys. */
abstract class StoreContract {
    static final Bytes X = Bytes.of("x");
    static final Bytes Y = Bytes.of("y");
    static final Bytes Z = Bytes.of("z");

    /** The store. */
    abstract Store store();

    /** Whether a key that came and went counts as changed, although nothing is left of it. */
    abstract boolean seesWhatCameAndWent();

    @BeforeEach
    void deleteAll() {
        store().delete(KeyRange.ALL);
    }

    @HegelTest(testCases = 150)
    void transactionsReadAndEndAsTheModelSays(TestCase tc) {
        store().delete(KeyRange.ALL);
        var schedule = new Schedule(store(), seesWhatCameAndWent());
        int steps = tc.draw(integers(1, 40));
        for (int step = 0; step < steps; step++) {
            schedule.step(tc);
        }
        schedule.end(tc);
    }

    @Test
    void whatWasPutIsThereUntilItIsDeleted() {
        long revision = store().put(X, Bytes.of("1"));
        store().put(Z, Bytes.EMPTY);
        assertThat(store().get(X)).hasValue(new KeyValue(X, Bytes.of("1"), revision, revision, 1, 0));
        assertThat(store().range(KeyRange.ALL, 1)).hasSize(1);
        assertThat(store().range(KeyRange.ALL, 0)).extracting(KeyValue::key).containsExactly(X, Z);
        assertThat(store().delete(new KeyRange(Y, null))).isEqualTo(1);
        assertThat(store().delete(new KeyRange(Z, Y))).isZero();
        assertThat(store().get(Z)).isEmpty();
    }

    /** Schedule A: overwriting what is stale. */
    @ParameterizedTest
    @EnumSource
    void overwritingWhatIsStaleIsAConflictAtSnapshotOnly(IsolationLevel level) {
        set(X, 0);
        set(Y, 0);
        set(Z, 0);
        Transaction first = store().begin(level);
        Transaction second = store().begin(level);
        first.put(Z, text(number(first, X) + 1));
        second.put(Z, text(number(second, Y) + 1));
        long revision = committed(second);
        if (level == SNAPSHOT) {
            assertThat(first.commit()).isEqualTo(new Conflict(Z, revision, first.startedAt()));
        } else {
            committed(first);
        }
    }

    /** Schedule B, write skew: computing from what is stale. */
    @ParameterizedTest
    @EnumSource
    void computingFromWhatIsStaleIsAdmittedAtSnapshotOnly(IsolationLevel level) {
        set(X, 0);
        set(Y, 0);
        Transaction first = store().begin(level);
        Transaction second = store().begin(level);
        first.put(Y, text(number(first, X) + 1));
        second.put(X, text(number(second, Y) + 1));
        long revision = committed(second);
        if (level == SNAPSHOT) {
            committed(first);
            assertThat(List.of(get(X), get(Y))).as("no serial order gives this").containsExactly(1L, 1L);
        } else {
            assertThat(first.commit()).isEqualTo(new Conflict(X, revision, first.startedAt()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noUpdateIsLost(IsolationLevel level) {
        set(X, 0);
        Transaction first = store().begin(level);
        Transaction second = store().begin(level);
        first.put(X, text(number(first, X) + 1));
        second.put(X, text(number(second, X) + 1));
        committed(second);
        assertThat(first.commit()).isInstanceOf(Conflict.class);
        assertThat(get(X)).isEqualTo(1);
    }

    /** What a transaction has written itself is promoted without a read. */
    @ParameterizedTest
    @EnumSource
    void promotingAnOwnWriteChecksTheKeyItStandsOn(IsolationLevel level) {
        for (boolean isChanged : new boolean[] {false, true}) {
            set(X, 1);
            Transaction transaction = store().begin(level);
            transaction.put(X, text(2));
            transaction.getForUpdate(X);
            if (isChanged) {
                set(X, 3);
                assertThat(transaction.commit()).isInstanceOf(Conflict.class);
            } else {
                committed(transaction);
            }
        }
    }

    @Test
    void promotingWhatWasReadStopsWriteSkewAtSnapshot() {
        set(X, 1);
        set(Y, 1);
        Transaction first = store().begin(SNAPSHOT);
        Transaction second = store().begin(SNAPSHOT);
        first.getForUpdate(X);
        first.put(Y, text(0));
        second.getForUpdate(Y);
        second.put(X, text(0));
        committed(first);
        assertThat(second.commit()).isInstanceOf(Conflict.class);
    }

    @Test
    void aKeyThatAppearsInAGapThatWasReadIsAConflict() {
        Transaction reader = store().begin(SERIALIZABLE);
        assertThat(reader.range(new KeyRange(X, Z))).isEmpty();
        reader.put(Z, text(1));
        long revision = set(Y, 1);
        assertThat(reader.commit()).isEqualTo(new Conflict(Y, revision, reader.startedAt()));
    }

    @Test
    void aKeyThatAppearsWhereNoneWasReadIsAConflict() {
        Transaction reader = store().begin(SERIALIZABLE);
        assertThat(reader.get(X)).isEmpty();
        reader.put(Z, text(1));
        long revision = set(X, 1);
        assertThat(reader.commit()).isEqualTo(new Conflict(X, revision, reader.startedAt()));
    }

    @Test
    void aDeletionInARangeThatWasReadIsAConflict() {
        set(X, 1);
        set(Y, 1);
        Transaction reader = store().begin(SERIALIZABLE);
        assertThat(reader.range(KeyRange.ALL)).hasSize(2);
        reader.put(Z, text(1));
        store().delete(KeyRange.of(Y));
        assertThat(reader.commit())
                .isInstanceOfSatisfying(
                        Conflict.class, conflict -> assertThat(conflict.key()).isEqualTo(Y));
    }

    @Test
    void aKeyThatWasDeletedAndMadeAnewHasChanged() {
        set(X, 1);
        Transaction reader = store().begin(SERIALIZABLE);
        reader.get(X);
        reader.put(Z, text(1));
        store().delete(KeyRange.of(X));
        long revision = set(X, 1);
        assertThat(reader.commit()).isEqualTo(new Conflict(X, revision, reader.startedAt()));
    }

    @Test
    void theLowestKeyIsToldAndItsNewestRevision() {
        set(X, 1);
        Transaction reader = store().begin(SERIALIZABLE);
        reader.get(X);
        reader.range(new KeyRange(Y, null));
        reader.get(Bytes.of("a"));
        reader.put(Bytes.of("b"), text(1));
        set(Z, 1);
        set(Y, 1);
        set(X, 2);
        long newest = set(X, 3);
        assertThat(reader.commit()).isEqualTo(new Conflict(X, newest, reader.startedAt()));
    }

    @Test
    void whatLiesBehindTheBoundOfALimitedScanWasNotRead() {
        set(X, 1);
        set(Z, 1);
        Transaction limited = store().begin(SERIALIZABLE);
        assertThat(limited.range(KeyRange.ALL, 1)).extracting(KeyValue::key).containsExactly(X);
        limited.put(Bytes.of("other"), text(1));
        set(Y, 1);
        committed(limited);
    }

    @ParameterizedTest
    @EnumSource
    void transactionsThatOnlyReadCommitWhateverHappens(IsolationLevel level) {
        set(X, 1);
        Transaction reader = store().begin(level);
        assertThat(number(reader, X)).isEqualTo(1);
        set(X, 2);
        assertThat(number(reader, X)).isEqualTo(1);
        assertThat(reader.commit()).isEqualTo(new Committed(reader.startedAt()));
    }

    @Test
    void blindWritesCommitAtSerializableWhateverHappens() {
        set(X, 1);
        Transaction writer = store().begin(SERIALIZABLE);
        writer.put(X, text(7));
        store().compact(set(X, 2));
        committed(writer);
        assertThat(get(X)).isEqualTo(7);
    }

    @Test
    void whatWasCompactedCannotBeRead() {
        set(X, 1);
        Transaction reader = store().begin(SERIALIZABLE);
        store().compact(set(X, 2));
        assertThatThrownBy(() -> reader.get(X))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Compacted.class));
    }

    @ParameterizedTest
    @EnumSource
    void additionsToOneKeyDoNotConflict(IsolationLevel level) {
        set(X, 1);
        Transaction first = store().begin(level);
        Transaction second = store().begin(level);
        first.add(X, 10);
        first.add(Y, 5);
        second.add(X, 100);
        committed(second);
        committed(first);
        assertThat(get(X)).isEqualTo(111);
        assertThat(get(Y)).isEqualTo(5);
    }

    @Test
    void anAdditionStopsAtTheEndsOfALongAndRefusesWhatIsNoNumber() {
        set(X, Long.MAX_VALUE - 1);
        store().put(Y, Bytes.of("+1"));
        Transaction adding = store().begin(SERIALIZABLE);
        adding.add(X, 5);
        committed(adding);
        assertThat(get(X)).isEqualTo(Long.MAX_VALUE);
        Transaction refused = store().begin(SERIALIZABLE);
        refused.add(Y, 1);
        refused.put(Z, text(1));
        assertThatThrownBy(refused::commit)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        exception -> assertThat(exception.refusal()).isEqualTo(new Refusal.NotANumber(Y)));
        assertThat(store().get(Z)).isEmpty();
    }

    @Test
    void incrementsOfManyThreadsAreAllThere() throws Exception {
        set(X, 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < 4; i++) {
                tasks.add(threads.submit(() -> {
                    for (int j = 0; j < 5; j++) {
                        store().run(SERIALIZABLE, transaction -> {
                            transaction.put(X, text(number(transaction, X) + 1));
                            transaction.add(Y, 1);
                            return X;
                        });
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
        assertThat(List.of(get(X), get(Y))).containsExactly(20L, 20L);
    }

    @Test
    void aSubscriptionGivesWhatComesAndEndsWhenItIsClosed() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Subscription subscription = store().watch(new WatchRequest(KeyRange.ALL, 0, true, true, true));
            Future<Watch.Polled> first = threads.submit(subscription::next);
            long revision = set(X, 1);
            KeyValue made = new KeyValue(X, text(1), revision, revision, 1, 0);
            assertThat(((Watch.Polled.Events) first.get()).events()).containsExactly(new Event.Put(made, null));
            Future<Watch.Polled> second = threads.submit(subscription::next);
            store().delete(KeyRange.of(X));
            assertThat(((Watch.Polled.Events) second.get()).events())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Event.Delete.class,
                            deleted -> assertThat(deleted.previous()).isEqualTo(made));
            Future<Watch.Polled> third = threads.submit(subscription::next);
            subscription.close();
            assertThat(((Watch.Polled.Events) third.get()).events()).isEmpty();
        }
    }

    @Test
    void aSubscriptionGivesOnlyWhatWasAskedForFromTheRevisionThatWasAskedFor() throws Exception {
        long revision = set(X, 1);
        set(X, 2);
        store().delete(KeyRange.of(X));
        var puts = new WatchRequest(KeyRange.of(X), revision + 1, false, true, false);
        var deletes = new WatchRequest(KeyRange.of(X), revision, false, false, true);
        assertThat(eventsOf(puts))
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.Put.class,
                        put -> assertThat(put.current().value()).isEqualTo(text(2)));
        assertThat(eventsOf(deletes)).singleElement().isInstanceOf(Event.Delete.class);
    }

    @Test
    void aSubscriptionToWhatWasCompactedIsTold() throws Exception {
        long revision = set(X, 1);
        long compacted = set(X, 2);
        store().compact(compacted);
        try (Subscription subscription = store().watch(WatchRequest.of(KeyRange.of(X), revision))) {
            assertThat(subscription.next()).isEqualTo(new Watch.Polled.Compacted(compacted));
            assertThat(subscription.next()).isEqualTo(new Watch.Polled.Compacted(compacted));
        }
    }

    private List<Event> eventsOf(WatchRequest request) throws InterruptedException {
        try (Subscription subscription = store().watch(request)) {
            return ((Watch.Polled.Events) subscription.next()).events();
        }
    }

    @Test
    void aLeaseIsHeldUntilItIsClosedAndItsKeysGoWithIt() {
        LeaseHold first = store().lease(Duration.ofSeconds(60));
        LeaseHold second = store().lease(Duration.ofSeconds(60));
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(first.isHeld()).isTrue();
        Transaction attached = store().begin(SERIALIZABLE);
        attached.put(X, text(1), first.id());
        committed(attached);
        Transaction adding = store().begin(SERIALIZABLE);
        adding.add(X, 1);
        committed(adding);
        assertThat(store().get(X).orElseThrow().lease())
                .as("an addition keeps the lease")
                .isEqualTo(first.id());
        first.close();
        assertThat(first.isHeld()).isFalse();
        assertThat(store().get(X)).isEmpty();
        assertThat(second.isHeld()).isTrue();
        second.close();
    }

    @Test
    void aLeaseThatIsNotThereIsNamed() {
        Transaction attached = store().begin(SERIALIZABLE);
        attached.put(X, text(1), 4711);
        assertThatThrownBy(attached::commit)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.LeaseNotFound(4711)));
    }

    long set(Bytes key, long number) {
        return store().put(key, text(number));
    }

    long get(Bytes key) {
        return Long.parseLong(store().get(key).orElseThrow().value().text());
    }

    static long committed(Transaction transaction) {
        CommitOutcome outcome = transaction.commit();
        assertThat(outcome).isInstanceOf(Committed.class);
        return ((Committed) outcome).revision();
    }

    static long number(Transaction transaction, Bytes key) {
        return Long.parseLong(transaction.get(key).orElseThrow().value().text());
    }

    static Bytes text(long number) {
        return Bytes.of(Long.toString(number));
    }
}
