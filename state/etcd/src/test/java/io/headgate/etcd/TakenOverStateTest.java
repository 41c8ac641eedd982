package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.store.Bytes;
import io.headgate.store.EphemeralMember;
import io.headgate.store.MemberStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A member that was cut off for so long that the others have no log for it any more takes over a whole state at once. Whoever
 * went on reading the old one would tell clients for ever that what was written since is absent.
 */
class TakenOverStateTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("key");

    private final EphemeralMember member = new EphemeralMember();
    private EtcdServer server;
    private EtcdClient client;
    private RecordedStream open;

    @BeforeEach
    void takeOver() throws Exception {
        server = EtcdServer.start(
                member, EtcdServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        client = EtcdClient.to(server.address());
        assertThat(client.call(EtcdClient.RANGE, range()).getKvsCount()).isZero();
        open = new RecordedStream(client);
        open.create(watch());
        open.await(_ -> open.created() == 1);
        try (var other = new EphemeralMember()) {
            new MemberStore(other, Duration.ofSeconds(1)).put(Operations.bytes(KEY), Bytes.of("later"));
            member.keyspace().become(other.keyspace());
        }
    }

    @AfterEach
    void stop() {
        open.close();
        client.close();
        server.close();
        member.close();
    }

    private static WatchCreateRequest watch() {
        return WatchCreateRequest.newBuilder().setKey(KEY).setStartRevision(1).build();
    }

    private static RangeRequest range() {
        return RangeRequest.newBuilder().setKey(KEY).build();
    }

    @Test
    void readsAreOfTheStateThatWasTakenOver() {
        assertThat(client.call(EtcdClient.RANGE, range()).getKvsCount()).isOne();
        var serializable = range().toBuilder().setSerializable(true).build();
        assertThat(client.call(EtcdClient.RANGE, serializable).getKvsCount()).isOne();
    }

    @Test
    void transactionsThatOnlyReadAreOfTheStateThatWasTakenOver() {
        var read = TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestRange(range()))
                .build();
        assertThat(client.call(EtcdClient.TXN, read)
                        .getResponses(0)
                        .getResponseRange()
                        .getKvsCount())
                .isOne();
    }

    @Test
    void aWatchThatWasOpenGoesOnInTheStateThatWasTakenOver() throws Exception {
        open.await(answers -> answers.stream().anyMatch(answer -> answer.getEventsCount() == 1));
        assertThat(open.answers()).noneMatch(EtcdProto.WatchResponse::getCanceled);
    }

    @Test
    void aNewStreamWatchesTheStateThatWasTakenOver() throws Exception {
        try (var stream = new RecordedStream(client)) {
            stream.create(watch());
            stream.await(answers -> answers.stream().anyMatch(answer -> answer.getEventsCount() == 1));
            assertThat(stream.answers()).noneMatch(EtcdProto.WatchResponse::getCanceled);
        }
    }
}
