package io.headgate.etcd;

import static io.headgate.store.IsolationLevel.SERIALIZABLE;
import static io.headgate.store.IsolationLevel.SNAPSHOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.store.Bytes;
import io.headgate.store.CommitOutcome;
import io.headgate.store.CommitOutcome.Committed;
import io.headgate.store.CommitOutcome.Conflict;
import io.headgate.store.CommitOutcome.TooOld;
import io.headgate.store.CommitOutcome.Unknown;
import io.headgate.store.Event;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.LeaseHold;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import io.headgate.store.Store;
import io.headgate.store.Subscription;
import io.headgate.store.Transaction;
import io.headgate.store.Unavailable;
import io.headgate.store.Watch;
import io.headgate.store.WatchRequest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract holds over a real etcd; and what is peculiar to it. */
class EtcdStoreTest extends StoreContract {
    private static final Mishaps MISHAPS = new Mishaps();

    @TempDir
    private static Path folder;

    private static RealEtcd etcd;
    private static EtcdClient bare;
    private static EtcdStore store;

    @BeforeAll
    static void start() throws Exception {
        etcd = RealEtcd.start(folder);
        bare = EtcdClient.to(etcd.address());
        store = EtcdStore.connect(
                Client.builder().endpoints(url(etcd.address())).interceptor(MISHAPS),
                Duration.ofSeconds(Programs.PATIENCE_SECONDS));
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            store.close();
            bare.close();
            etcd.close();
        }
    }

    private static String url(InetSocketAddress address) {
        return "http://127.0.0.1:" + address.getPort();
    }

    @Override
    Store store() {
        return store;
    }

    @Override
    boolean seesWhatCameAndWent() {
        return false;
    }

    @Test
    void anAnswerThatWasLostIsAskedForAgainAndNothingIsDoneTwice() {
        set(X, 1);
        Transaction transaction = store.begin(SERIALIZABLE);
        transaction.put(Y, text(number(transaction, X)));
        MISHAPS.add(Mishaps.Mishap.ANSWER_LOST);
        assertThat(transaction.commit()).isInstanceOf(Unknown.class);
        long revision = store.get(Y).orElseThrow().modRevision();
        set(Y, 5);
        set(X, 5);
        assertThat(transaction.commit()).isEqualTo(new Committed(revision));
        assertThat(get(Y)).isEqualTo(5);
    }

    @Test
    void anAdditionWhoseAnswerWasLostIsNotDoneTwice() {
        set(X, 1);
        MISHAPS.add(Mishaps.Mishap.NONE);
        MISHAPS.add(Mishaps.Mishap.ANSWER_LOST);
        Transaction transaction = store.begin(SERIALIZABLE);
        transaction.add(X, 1);
        assertThat(transaction.commit()).isInstanceOf(Unknown.class);
        committed(transaction);
        MISHAPS.add(Mishaps.Mishap.NONE);
        MISHAPS.add(Mishaps.Mishap.ANSWER_LOST);
        int result = store.run(SERIALIZABLE, adding -> {
            adding.add(X, 1);
            return 7;
        });
        assertThat(result).isEqualTo(7);
        assertThat(get(X)).isEqualTo(3);
    }

    @Test
    void whatWasReportedAsAConflictDoesNotHappenLaterWhenTheKeyInTheWayIsGone() {
        Transaction transaction = store.begin(SERIALIZABLE);
        assertThat(transaction.get(X)).isEmpty();
        transaction.put(Y, text(1));
        MISHAPS.add(Mishaps.Mishap.DELAYED);
        assertThat(transaction.commit()).isInstanceOf(Unknown.class);
        set(X, 1);
        assertThat(transaction.commit()).isInstanceOf(Conflict.class);
        store.delete(KeyRange.of(X));
        assertThat(MISHAPS.arrive(bare))
                .singleElement()
                .satisfies(answer -> assertThat(answer.getSucceeded()).isFalse());
        assertThat(store.get(Y)).isEmpty();
    }

    @Test
    void aCommitAfterTheEndOfItsLeaseIsTooOldOrIfItWasSentBeforeUnknown() {
        Transaction first = store.begin(SERIALIZABLE);
        Transaction second = store.begin(SERIALIZABLE);
        assertThat(second.id().high())
                .as("they share a lease")
                .isEqualTo(first.id().high());
        first.put(X, text(1));
        second.put(Y, text(1));
        MISHAPS.add(Mishaps.Mishap.ANSWER_LOST);
        assertThat(first.commit()).isInstanceOf(Unknown.class);
        bare.call(
                EtcdClient.REVOKE,
                LeaseRevokeRequest.newBuilder().setID(first.id().high()).build());
        assertThat(first.commit()).as("the marker is gone").isInstanceOf(Unknown.class);
        assertThat(second.commit()).isInstanceOf(TooOld.class);
        assertThat(store.get(Y)).isEmpty();
        set(Y, 1);
        assertThat(get(Y)).as("with the next lease").isEqualTo(1);
    }

    /** One that came with something that was read, and went: it must not be overwritten by who has not seen it. */
    @Test
    void atSnapshotAKeyThatCameAndWentIsNoticedByWhatWasReadBesides() {
        set(X, 1);
        Transaction transaction = store.begin(SNAPSHOT);
        number(transaction, X);
        transaction.put(Y, text(1));
        Transaction other = store.begin(SNAPSHOT);
        other.put(Y, text(2));
        other.put(X, text(2));
        committed(other);
        store.delete(KeyRange.of(Y));
        assertThat(transaction.commit())
                .isInstanceOfSatisfying(
                        Conflict.class, conflict -> assertThat(conflict.key()).isEqualTo(X));
    }

    @Test
    void theStoresOwnKeysAreNeitherSeenNorInTheWay() throws Exception {
        Transaction transaction = store.begin(SERIALIZABLE);
        assertThat(transaction.range(KeyRange.ALL)).isEmpty();
        transaction.put(X, text(1));
        try (Subscription all = store.watch(WatchRequest.of(KeyRange.ALL, 0));
                LeaseHold lease = store.lease(Duration.ofSeconds(60))) {
            assertThat(lease.fencingToken()).isGreaterThan(transaction.startedAt());
            long revision = committed(transaction);
            assertThat(((Watch.Polled.Events) all.next()).events())
                    .extracting(Event::current)
                    .containsExactly(new KeyValue(X, text(1), revision, revision, 1, 0));
            assertThat(store.delete(KeyRange.ALL)).isEqualTo(1);
            assertThat(bare.call(
                                    EtcdClient.RANGE,
                                    EtcdReads.request(Reserved.KEYS).build())
                            .getCount())
                    .as("they are there")
                    .isPositive();
        }
        Transaction reserved = store.begin(SERIALIZABLE);
        reserved.put(Reserved.marker(reserved.id()), Bytes.EMPTY);
        assertThatThrownBy(reserved::commit)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reserved");
    }

    @Test
    void asManyComparesAndWritesAsEtcdTakesAreTakenAndNotOneMore() {
        for (int reads : List.of(127, 128)) {
            Transaction reading = store.begin(SERIALIZABLE);
            for (int i = 0; i < reads; i++) {
                reading.get(Bytes.of("key" + i));
            }
            reading.put(X, text(1));
            endsWithin(reads, reading);
        }
        for (int writes : List.of(127, 128)) {
            Transaction writing = store.begin(SERIALIZABLE);
            for (int i = 0; i < writes; i++) {
                writing.put(Bytes.of("key" + i), text(i));
            }
            endsWithin(writes, writing);
        }
        Bytes last = Bytes.of("key126");
        store.delete(KeyRange.of(last));
        for (int keys : List.of(126, 127)) {
            Transaction scanning = store.begin(SERIALIZABLE);
            assertThat(scanning.range(KeyRange.prefix(Bytes.of("key")))).hasSize(keys);
            scanning.put(Z, text(1));
            // One compare for each key, and one for the gaps.
            endsWithin(keys + 1, scanning);
            set(last, 1);
        }
    }

    private static void endsWithin(int count, Transaction transaction) {
        if (count <= 127) {
            committed(transaction);
            return;
        }
        assertThatThrownBy(transaction::commit)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal())
                                .isInstanceOfSatisfying(Refusal.TooLarge.class, tooLarge -> {
                                    assertThat(tooLarge.size()).isEqualTo(1L + count);
                                    assertThat(tooLarge.limit()).isEqualTo(128);
                                }));
    }

    @Test
    void whatIsLargerThanEtcdTakesIsRefused() {
        assertThatThrownBy(() -> store.put(X, Bytes.wrap(new byte[2 << 20])))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.TooLarge.class));
    }

    @Test
    void changesOfOtherClientsCount() throws Exception {
        set(X, 1);
        Transaction transaction = store.begin(SERIALIZABLE);
        number(transaction, X);
        transaction.put(Y, text(1));
        try (Client other = Client.builder().endpoints(url(etcd.address())).build()) {
            long revision = other.getKVClient()
                    .put(ByteSequence.from("x", StandardCharsets.UTF_8), ByteSequence.from("2", StandardCharsets.UTF_8))
                    .get()
                    .getHeader()
                    .getRevision();
            assertThat(transaction.commit()).isEqualTo(new Conflict(X, revision, transaction.startedAt()));
        }
    }

    @Test
    void whatNeverLeftSurelyWasNotDone() throws Exception {
        RealEtcd mortal = RealEtcd.start(folder);
        try (EtcdStore orphan =
                EtcdStore.connect(Client.builder().endpoints(url(mortal.address())), Duration.ofSeconds(2))) {
            orphan.put(X, text(1));
            mortal.close();
            // The first call may still find the connection that has just broken.
            assertThatThrownBy(() -> orphan.get(X)).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> orphan.put(X, text(2)))
                    .isInstanceOfSatisfying(
                            Unavailable.class,
                            unavailable -> assertThat(unavailable.definite()).isTrue());
        } finally {
            mortal.close();
        }
    }

    @Test
    void aBlindWriteWhoseAnswerWasLostIsUnknownAndNotDoneTwice() {
        Transaction transaction = store.begin(SERIALIZABLE);
        transaction.put(X, text(1));
        MISHAPS.add(Mishaps.Mishap.ANSWER_LOST);
        CommitOutcome outcome = transaction.commit();
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.why()).contains("leader changed"));
        long revision = store.get(X).orElseThrow().modRevision();
        assertThat(committed(transaction)).isEqualTo(revision);
        assertThat(store.get(X).orElseThrow().version()).as("written once").isEqualTo(1);
    }

    @Test
    void usersAndNamespacesAreRefused() {
        var settings = Client.builder()
                .endpoints(url(etcd.address()))
                .namespace(ByteSequence.from("of-mine/", StandardCharsets.UTF_8));
        assertThatThrownBy(() -> EtcdStore.connect(settings, Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of-mine/");
    }
}
