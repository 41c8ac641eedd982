package io.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemberStoreTest {
    private static final Bytes KEY = Bytes.of("key");
    private static final Bytes COUNTER = Bytes.of("counter");

    private final EphemeralMember member = new EphemeralMember();

    /** What happens to the next submissions instead; empty for nothing unusual. */
    private final ArrayDeque<Function<Command, CompletableFuture<Reply>>> mishaps = new ArrayDeque<>();

    private final AtomicInteger readIndexes = new AtomicInteger();
    private final MemberStore store = new MemberStore(new Fallible(), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        store.close();
        member.close();
    }

    @Test
    void whatWasPutIsThereUntilItIsDeleted() {
        long revision = store.put(KEY, Bytes.of("1"));
        assertThat(store.get(KEY)).hasValue(new KeyValue(KEY, Bytes.of("1"), revision, revision, 1, 0));
        assertThat(store.range(KeyRange.ALL, 1)).hasSize(1);
        assertThat(store.delete(KeyRange.ALL)).isEqualTo(1);
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void aConflictIsRunAnew() {
        store.put(COUNTER, Bytes.of("0"));
        var runs = new AtomicInteger();
        int seen = store.run(IsolationLevel.SERIALIZABLE, transaction -> {
            int value = number(transaction);
            if (runs.incrementAndGet() == 1) {
                store.put(COUNTER, Bytes.of("10"));
            }
            transaction.put(COUNTER, Bytes.of(Integer.toString(value + 1)));
            return value;
        });
        assertThat(runs).hasValue(2);
        assertThat(seen).isEqualTo(10);
        assertThat(store.get(COUNTER).orElseThrow().value()).isEqualTo(Bytes.of("11"));
    }

    @Test
    void whoeverIsAlwaysInTheWayIsToldInTheEnd() {
        store.put(COUNTER, Bytes.of("0"));
        var impatient = new Retries(() -> store.begin(IsolationLevel.SERIALIZABLE), new Random() {
            private static final long serialVersionUID = 1;

            @Override
            public long nextLong(long bound) {
                return 0;
            }
        });
        assertThatThrownBy(() -> impatient.run(transaction -> {
                    number(transaction);
                    store.put(COUNTER, Bytes.of("0"));
                    transaction.put(KEY, Bytes.EMPTY);
                    return KEY;
                }))
                .isInstanceOf(AbortedException.class)
                .hasMessageContaining("Conflict");
        assertThat(store.get(KEY)).isEmpty();
    }

    @Test
    void anAnswerThatWasLostIsAskedForAgainAndNothingIsDoneTwice() {
        mishaps.add(command -> {
            member.submit(command);
            return CompletableFuture.failedFuture(
                    new Unavailable(Unavailable.Reason.LEADER_CHANGED, /* definite= */ false, "gone"));
        });
        store.run(IsolationLevel.SERIALIZABLE, transaction -> {
            transaction.add(COUNTER, 1);
            return KEY;
        });
        assertThat(store.get(COUNTER).orElseThrow().value()).isEqualTo(Bytes.of("1"));
    }

    @Test
    void whatSurelyWasNotDoneIsSaidToBeSo() {
        mishaps.add(_ -> CompletableFuture.failedFuture(
                new Unavailable(Unavailable.Reason.NO_LEADER, /* definite= */ true, "none")));
        assertThatThrownBy(() -> store.put(KEY, KEY))
                .isInstanceOfSatisfying(
                        Unavailable.class, e -> assertThat(e.definite()).isTrue());
    }

    @Test
    void whatIsTooLargeIsRefusedWithoutAskingAnyone() {
        mishaps.add(_ -> {
            throw new AssertionError("asked");
        });
        assertThatThrownBy(() -> store.put(KEY, Bytes.wrap(new byte[Limits.MAX_COMMAND_BYTES])))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void strictTransactionsAndPlainReadsAskHowFarTheClusterIsAndOthersDoNot() {
        store.begin(IsolationLevel.SERIALIZABLE);
        store.begin(IsolationLevel.SNAPSHOT);
        assertThat(readIndexes).hasValue(0);
        Transaction strict = store.begin(IsolationLevel.STRICT);
        assertThat(readIndexes).hasValue(1);
        assertThat(strict.startedAt())
                .as("what the cluster did meanwhile is in it")
                .isEqualTo(2);
        store.get(KEY);
        assertThat(readIndexes).hasValue(2);
    }

    @Test
    void incrementsOfManyThreadsAreAllThere() throws Exception {
        store.put(COUNTER, Bytes.of("0"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                tasks.add(threads.submit(() -> {
                    for (int j = 0; j < 20; j++) {
                        store.run(IsolationLevel.SNAPSHOT, transaction -> {
                            transaction.put(COUNTER, Bytes.of(Integer.toString(number(transaction) + 1)));
                            return KEY;
                        });
                    }
                }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
        }
        assertThat(store.get(COUNTER).orElseThrow().value()).isEqualTo(Bytes.of("160"));
    }

    @Test
    void aSubscriptionGivesWhatComesAndEndsWhenItIsClosed() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Subscription subscription = store.watch(WatchRequest.of(KeyRange.of(KEY), 1));
            Future<Watch.Polled> first = threads.submit(subscription::next);
            long revision = store.put(KEY, Bytes.EMPTY);
            assertThat(((Watch.Polled.Events) first.get()).events())
                    .extracting(event -> event.current().modRevision())
                    .containsExactly(revision);
            Future<Watch.Polled> second = threads.submit(subscription::next);
            store.close();
            assertThat(((Watch.Polled.Events) second.get()).events()).isEmpty();
        }
    }

    @Test
    void aLeaseIsHeldUntilItIsClosedAndItsKeysGoWithIt() {
        LeaseHold first = store.lease(Duration.ofSeconds(60));
        LeaseHold second = store.lease(Duration.ofMillis(1));
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(first.isHeld()).isTrue();
        store.run(IsolationLevel.SERIALIZABLE, transaction -> {
            transaction.put(KEY, Bytes.EMPTY, first.id());
            return KEY;
        });
        first.close();
        assertThat(first.isHeld()).isFalse();
        assertThat(store.get(KEY)).isEmpty();
        assertThat(member.keyspace().leaseIds()).containsExactly(second.id());
    }

    private static int number(Transaction transaction) {
        return Integer.parseInt(transaction.get(COUNTER).orElseThrow().value().text());
    }

    /** The member in memory, to whom something happens now and then; a read index finds one more put in the cluster. */
    private final class Fallible implements Member {
        @Override
        public Keyspace keyspace() {
            return member.keyspace();
        }

        @Override
        public CompletableFuture<Reply> submit(Command command) {
            return mishaps.isEmpty()
                    ? member.submit(command)
                    : mishaps.removeFirst().apply(command);
        }

        @Override
        public CompletableFuture<Long> readIndex() {
            if (readIndexes.getAndIncrement() == 0 && member.keyspace().revision() == 1) {
                member.submit(new Command.Execute(Operation.Put.of(Bytes.of("elsewhere"), Bytes.EMPTY)));
            }
            return member.readIndex();
        }

        @Override
        public CompletableFuture<Long> keepAlive(long lease) {
            return member.keepAlive(lease);
        }

        @Override
        public CompletableFuture<Long> timeToLive(long lease) {
            return member.timeToLive(lease);
        }

        @Override
        public List<MemberInfo> members() {
            return member.members();
        }

        @Override
        public CompletableFuture<List<MemberInfo>> change(MembershipChange change) {
            return member.change(change);
        }

        @Override
        public CompletableFuture<Void> transferLeadership(long to) {
            return member.transferLeadership(to);
        }

        @Override
        public MemberStatus status() {
            return member.status();
        }

        @Override
        public CompletableFuture<BackupWriter> backup() {
            return member.backup();
        }

        @Override
        public CompletableFuture<Void> checkpoint() {
            return member.checkpoint();
        }
    }
}
