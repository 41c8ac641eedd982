package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.TransactionsProto.BeginRequest;
import io.headgate.etcd.TransactionsProto.CommitRequest;
import io.headgate.etcd.TransactionsProto.CommitResponse.OutcomeCase;
import io.headgate.etcd.TransactionsProto.KeyRange;
import io.headgate.etcd.TransactionsProto.Level;
import io.headgate.etcd.TransactionsProto.Put;
import io.headgate.etcd.TransactionsProto.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interactive transactions over the wire. */
class TransactionsTest {
    private EphemeralServer server;
    private EtcdClient client;

    @BeforeEach
    void start() throws Exception {
        server = EphemeralServer.start();
        client = EtcdClient.to(server.address());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void whatWasReadAndChangedSinceIsAConflictAndWhatWasNotIsCommitted() {
        long start = begin(Level.STRICT);
        put("read");

        var conflict = client.call(
                EtcdClient.COMMIT,
                commit(1, start)
                        .addReads(KeyRange.newBuilder().setKey(key("read")))
                        .addWrites(write("x"))
                        .build());
        assertThat(conflict.getConflict().getKey()).isEqualTo(key("read"));
        assertThat(conflict.getConflict().getModifiedAt()).isEqualTo(start + 1);
        assertThat(value("x")).isEmpty();

        var committed = client.call(
                EtcdClient.COMMIT,
                commit(2, start)
                        .addReads(KeyRange.newBuilder().setKey(key("other")))
                        .addWrites(write("x"))
                        .build());
        assertThat(committed.getCommitted().getRevision()).isEqualTo(start + 2);
        assertThat(value("x")).isEqualTo("new");
    }

    @Test
    void aKeyThatAppearsInAGapThatWasReadIsAConflict() {
        long start = begin(Level.SERIALIZABLE);
        put("b");

        var outcome = client.call(
                EtcdClient.COMMIT,
                commit(1, start)
                        .addReads(KeyRange.newBuilder().setKey(key("a")).setRangeEnd(key("c")))
                        .addWrites(write("x"))
                        .build());

        assertThat(outcome.getOutcomeCase()).isEqualTo(OutcomeCase.CONFLICT);
    }

    @Test
    void snapshotChecksWhatIsWrittenOrPromotedOnly() {
        long start = begin(Level.SNAPSHOT);
        put("read");

        var outcome = client.call(
                EtcdClient.COMMIT,
                commit(1, start)
                        .setLevel(Level.SNAPSHOT)
                        .addReads(KeyRange.newBuilder().setKey(key("read")))
                        .addWrites(write("x"))
                        .build());
        assertThat(outcome.getOutcomeCase()).isEqualTo(OutcomeCase.COMMITTED);

        var promoted = client.call(
                EtcdClient.COMMIT,
                commit(2, start)
                        .setLevel(Level.SNAPSHOT)
                        .addPromoted(key("read"))
                        .addWrites(write("y"))
                        .build());
        assertThat(promoted.getOutcomeCase()).isEqualTo(OutcomeCase.CONFLICT);
    }

    @Test
    void aCommitThatIsSentAgainIsDoneOnce() {
        long start = begin(Level.SERIALIZABLE);
        var add = commit(1, start)
                .addWrites(Write.newBuilder().setKey(key("counter")).setAdd(-3))
                .build();

        var first = client.call(EtcdClient.COMMIT, add);
        var again = client.call(EtcdClient.COMMIT, add);

        assertThat(again).isEqualTo(first);
        assertThat(value("counter")).isEqualTo("-3");
    }

    @Test
    void aTransactionThatIsNotOneIsRefused() {
        long start = begin(Level.SERIALIZABLE);
        assertRefused(
                CommitRequest.newBuilder()
                        .setId(key("short"))
                        .setRevision(start)
                        .build(),
                "headgate: bad transaction: id: 5 bytes (expected: 16)");
        assertRefused(
                commit(1, start).addWrites(write("a")).addWrites(write("a")).build(),
                "headgate: bad transaction: writes: two of a (expected: at most one for a key)");
        assertRefused(
                commit(1, start).addWrites(Write.newBuilder().setKey(key("a"))).build(),
                "headgate: bad transaction: writes: nothing for a (expected: put, delete or add)");
        assertRefused(commit(1, start).setLevelValue(9).build(), "headgate: bad transaction: level");
        assertRefused(commit(1, start).addWrites(Write.newBuilder().setAdd(1)).build(), EtcdError.EMPTY_KEY.text());
        var tooManyReads = commit(1, start);
        for (int read = 0; read <= Limits.COMMIT_READS; read++) {
            tooManyReads.addReads(KeyRange.newBuilder().setKey(key("a")));
        }
        assertRefused(tooManyReads.build(), "headgate: bad transaction: reads: 1025 (expected: at most 1024");
    }

    private void assertRefused(CommitRequest request, String text) {
        assertThatThrownBy(() -> client.call(EtcdClient.COMMIT, request))
                .hasMessageContaining("INVALID_ARGUMENT: " + text);
    }

    private long begin(Level level) {
        return client.call(
                        EtcdClient.BEGIN,
                        BeginRequest.newBuilder().setLevel(level).build())
                .getRevision();
    }

    private static CommitRequest.Builder commit(int id, long start) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) id;
        return CommitRequest.newBuilder().setId(ByteString.copyFrom(bytes)).setRevision(start);
    }

    private static Write write(String name) {
        return Write.newBuilder()
                .setKey(key(name))
                .setPut(Put.newBuilder().setValue(key("new")))
                .build();
    }

    private void put(String name) {
        client.call(EtcdClient.PUT, PutRequest.newBuilder().setKey(key(name)).build());
    }

    private String value(String name) {
        return client
                .call(
                        EtcdClient.RANGE,
                        RangeRequest.newBuilder().setKey(key(name)).build())
                .getKvsList()
                .stream()
                .map(keyValue -> keyValue.getValue().toStringUtf8())
                .findAny()
                .orElse("");
    }

    private static ByteString key(String name) {
        return ByteString.copyFromUtf8(name);
    }
}
