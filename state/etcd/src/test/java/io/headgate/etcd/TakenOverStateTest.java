package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.store.BackupWriter;
import io.headgate.store.Command;
import io.headgate.store.EphemeralMember;
import io.headgate.store.Keyspace;
import io.headgate.store.Member;
import io.headgate.store.MemberInfo;
import io.headgate.store.MemberStatus;
import io.headgate.store.MembershipChange;
import io.headgate.store.Reply;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A member that was cut off for so long that the others have no log for it any more takes over a whole state, with a new
 * {@link Keyspace}. Whoever went on reading the old one told clients for ever that what was written since is absent.
 */
class TakenOverStateTest {
    private static final ByteString KEY = ByteString.copyFromUtf8("key");

    private final EphemeralMember before = new EphemeralMember();
    private final EphemeralMember after = new EphemeralMember();
    private final Replaced member = new Replaced(before);
    private EtcdServer server;
    private EtcdClient client;

    @BeforeEach
    void takeOver() throws Exception {
        server = EtcdServer.start(
                member, EtcdServerSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        client = EtcdClient.to(server.address());
        assertThat(client.call(EtcdClient.RANGE, range()).getKvsCount()).isZero();
        member.current = after;
        client.call(EtcdClient.PUT, PutRequest.newBuilder().setKey(KEY).build());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        before.close();
        after.close();
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
    void aNewStreamWatchesTheStateThatWasTakenOver() throws Exception {
        try (var stream = new RecordedStream(client)) {
            stream.create(WatchCreateRequest.newBuilder()
                    .setKey(KEY)
                    .setStartRevision(1)
                    .build());
            stream.await(answers -> answers.stream().anyMatch(answer -> answer.getEventsCount() == 1));
            assertThat(stream.answers()).noneMatch(EtcdProto.WatchResponse::getCanceled);
        }
    }

    /** A member that is first one and then another. */
    private static final class Replaced implements Member {
        private volatile Member current;

        Replaced(Member first) {
            current = first;
        }

        @Override
        public Keyspace keyspace() {
            return current.keyspace();
        }

        @Override
        public CompletableFuture<Reply> submit(Command command) {
            return current.submit(command);
        }

        @Override
        public CompletableFuture<Long> readIndex() {
            return current.readIndex();
        }

        @Override
        public CompletableFuture<Long> keepAlive(long lease) {
            return current.keepAlive(lease);
        }

        @Override
        public CompletableFuture<Long> timeToLive(long lease) {
            return current.timeToLive(lease);
        }

        @Override
        public List<MemberInfo> members() {
            return current.members();
        }

        @Override
        public CompletableFuture<List<MemberInfo>> change(MembershipChange change) {
            return current.change(change);
        }

        @Override
        public CompletableFuture<Void> transferLeadership(long to) {
            return current.transferLeadership(to);
        }

        @Override
        public MemberStatus status() {
            return current.status();
        }

        @Override
        public CompletableFuture<Void> checkpoint() {
            return current.checkpoint();
        }

        @Override
        public CompletableFuture<BackupWriter> backup() {
            return current.backup();
        }
    }
}
