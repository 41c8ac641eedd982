package io.headgate.etcd;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.LeaseLeasesRequest;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.etcd.EtcdProto.LeaseStatus;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.Requests.Step;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same requests go to a real etcd and to our server, and the answers are the same, field by field. Both stores live
 * through all test cases; each begins with no keys and no leases, at equal revisions, of which all before are compacted.
 */
class DifferentialTest {
    private static final long NEVER_COMPARED_FOR_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final ByteString LEAST = ByteString.copyFrom(new byte[1]);
    private static final RangeRequest ALL =
            RangeRequest.newBuilder().setKey(LEAST).setRangeEnd(LEAST).build();

    @TempDir
    private static Path folder;

    private static RealEtcd etcd;
    private static EphemeralServer server;
    private static EtcdClient theirs;
    private static EtcdClient ours;

    @BeforeAll
    static void start() throws Exception {
        etcd = RealEtcd.start(folder);
        server = EphemeralServer.start();
        theirs = EtcdClient.to(etcd.address());
        ours = EtcdClient.to(server.address());
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            theirs.close();
            ours.close();
            server.close();
            etcd.close();
        }
    }

    @HegelTest(testCases = 100)
    void requestsAreAnsweredAsEtcdAnswersThem(TestCase tc) {
        var requests = new Requests(level());
        int steps = tc.draw(integers(1, 20));
        for (int step = 0; step < steps; step++) {
            // Compaction comes seldom, so that there is something to compact.
            Step<?, ?> drawn = tc.draw(integers(0, 15)) == 0
                    ? new Step<>(EtcdClient.COMPACT, tc.draw(requests.compactions()))
                    : tc.draw(requests.steps(), "step");
            Object their = drawn.ask(theirs);
            tc.classify(drawn.method().descriptor().getBareMethodName() + (their instanceof String ? " " + their : ""));
            assertThat(drawn.ask(ours)).as(drawn.toString()).isEqualTo(their);
        }
    }

    /** Whether they are taken, and what they leave behind, of which the last step of each tells. */
    @HegelTest(testCases = 100)
    void transactionsInWhichPutsAndDeletesMeetAreTakenOrRefusedAsByEtcd(TestCase tc) {
        level();
        int txns = tc.draw(integers(1, 5));
        for (int txn = 0; txn < txns; txn++) {
            var drawn = new Step<>(EtcdClient.TXN, tc.draw(Requests.crowdedTxns(), "txn"));
            Object their = drawn.ask(theirs);
            tc.classify(their instanceof String refused ? refused : "taken");
            assertThat(drawn.ask(ours)).as(drawn.toString()).isEqualTo(their);
            ask(new Step<>(EtcdClient.RANGE, ALL));
        }
    }

    @HegelTest(testCases = 60)
    void watchesTellWhatEtcdTells(TestCase tc) throws Exception {
        var requests = new Requests(level());
        try (var their = new RecordedStream(theirs);
                var our = new RecordedStream(ours)) {
            long watches = 0;
            int steps = tc.draw(integers(1, 20));
            for (int step = 0; step < steps; step++) {
                switch (tc.draw(integers(0, 9))) {
                    case 0, 1, 2 -> {
                        WatchCreateRequest create = tc.draw(requests.watches(), "watch");
                        long created = ++watches;
                        for (RecordedStream side : List.of(their, our)) {
                            side.create(create);
                            side.await(_ -> side.created() == created);
                        }
                    }
                    case 3 -> {
                        // What a watch that ends was still to be told is up to the server.
                        assertToldTheSame(their, our);
                        long id = tc.draw(integers(0, 3), "cancel");
                        their.cancel(id);
                        our.cancel(id);
                        assertToldTheSame(their, our);
                    }
                    case 4 -> {
                        // Likewise what a watch that compaction overtakes has been told by then.
                        assertToldTheSame(their, our);
                        ask(tc.draw(requests.compactions().map(c -> new Step<>(EtcdClient.COMPACT, c)), "compact"));
                    }
                    default -> ask(tc.draw(requests.steps(), "step"));
                }
            }
            // A last event for everybody who still watches, so that surplus events would be seen before it.
            assertToldTheSame(their, our);
            for (String key : List.of("a", "ab", "b", "c")) {
                ask(new Step<>(
                        EtcdClient.PUT,
                        PutRequest.newBuilder()
                                .setKey(ByteString.copyFromUtf8(key))
                                .setValue(ByteString.copyFromUtf8("last"))
                                .build()));
            }
            assertToldTheSame(their, our);
        }
    }

    private static void ask(Step<?, ?> step) {
        assertThat(step.ask(ours)).as(step.toString()).isEqualTo(step.ask(theirs));
    }

    /** Waits until both have told the same; what they differ in is compared when they still do after a while. */
    private static void assertToldTheSame(RecordedStream their, RecordedStream our) {
        long beganNanos = System.nanoTime();
        while (!our.told().equals(their.told())) {
            if (System.nanoTime() - beganNanos > NEVER_COMPARED_FOR_NANOS) {
                assertThat(our.told()).isEqualTo(their.told());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Empties both stores and brings them to the same revision, which it returns and before which all is compacted. */
    private static long level() {
        for (EtcdClient side : List.of(theirs, ours)) {
            for (LeaseStatus lease : side.call(EtcdClient.LEASES, LeaseLeasesRequest.getDefaultInstance())
                    .getLeasesList()) {
                side.call(
                        EtcdClient.REVOKE,
                        LeaseRevokeRequest.newBuilder().setID(lease.getID()).build());
            }
            deleteAll(side);
            put(side);
        }
        while (revision(theirs) != revision(ours)) {
            put(revision(theirs) < revision(ours) ? theirs : ours);
        }
        deleteAll(theirs);
        deleteAll(ours);
        long base = revision(theirs);
        var compaction = CompactionRequest.newBuilder()
                .setRevision(base)
                .setPhysical(true)
                .build();
        theirs.call(EtcdClient.COMPACT, compaction);
        ours.call(EtcdClient.COMPACT, compaction);
        return base;
    }

    private static void put(EtcdClient side) {
        side.call(EtcdClient.PUT, PutRequest.newBuilder().setKey(LEAST).build());
    }

    private static void deleteAll(EtcdClient side) {
        side.call(
                EtcdClient.DELETE,
                DeleteRangeRequest.newBuilder().setKey(LEAST).setRangeEnd(LEAST).build());
    }

    private static long revision(EtcdClient side) {
        return side.call(
                        EtcdClient.RANGE,
                        RangeRequest.newBuilder().setKey(LEAST).build())
                .getHeader()
                .getRevision();
    }
}
