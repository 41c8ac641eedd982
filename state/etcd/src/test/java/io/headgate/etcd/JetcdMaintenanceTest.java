package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.Maintenance;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.maintenance.AlarmMember;
import io.etcd.jetcd.maintenance.AlarmType;
import io.etcd.jetcd.maintenance.SnapshotResponse;
import io.grpc.stub.StreamObserver;
import io.headgate.store.Alarm;
import io.headgate.store.BackupReader;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.KeyRange;
import io.headgate.store.Keyspace;
import io.headgate.store.Operation;
import io.headgate.store.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** jetcd's Cluster and Maintenance clients, and what it is told of services that are not there. */
class JetcdMaintenanceTest extends OverJetcd {
    private Maintenance maintenance() {
        return client().getMaintenanceClient();
    }

    @Test
    void membersAreListed() throws Exception {
        assertThat(end(client().getClusterClient().listMember()).getMembers())
                .singleElement()
                .satisfies(member -> {
                    assertThat(member).extracting(Member::getId).isEqualTo(1L);
                    assertThat(member).extracting(Member::getName).isEqualTo("ephemeral");
                    assertThat(member.isLearner()).isFalse();
                });
        assertThatThrownBy(() -> end(client().getClusterClient().removeMember(7)))
                .hasMessageContaining("etcdserver: member not found");
    }

    @Test
    void theMemberTellsHowItIs() throws Exception {
        long before = end(maintenance().statusMember(endpoint())).getDbSize();
        put("a", "1");
        var status = end(maintenance().statusMember(endpoint()));

        assertThat(status.getVersion()).isEqualTo(MaintenanceService.API_VERSION);
        assertThat(status.getLeader()).isEqualTo(1);
        assertThat(status.getRaftTerm()).isEqualTo(1);
        assertThat(status.getRaftIndex()).isEqualTo(1);
        assertThat(status.getRaftAppliedIndex()).isEqualTo(1);
        assertThat(status.getDbSize()).isGreaterThan(before);
        assertThat(status.getDbSizeInUse()).isEqualTo(status.getDbSize());
        assertThat(status.getErrorList()).isEmpty();
        assertThat(status.isLearner()).isFalse();
        end(maintenance().defragmentMember(endpoint()));
        assertThatThrownBy(() -> end(maintenance().moveLeader(7)))
                .hasMessageContaining("etcdserver: bad leader transferee");
    }

    @Test
    void aHashIsOfARevision() throws Exception {
        long first = put("a", "1");
        var then = end(maintenance().hashKV(endpoint(), 0));
        put("a", "2");

        assertThat(end(maintenance().hashKV(endpoint(), first)).getHash()).isEqualTo(then.getHash());
        assertThat(end(maintenance().hashKV(endpoint(), 0)).getHash()).isNotEqualTo(then.getHash());
        end(kv().compact(first + 1));
        assertThat(end(maintenance().hashKV(endpoint(), 0)).getCompacted()).isEqualTo(first + 1);
    }

    @Test
    void alarmsAreListedAndDisarmed() throws Exception {
        server().member()
                .submit(new Command.SetAlarm(new Alarm(1, Alarm.Kind.NO_SPACE), /* raised= */ true))
                .join();

        assertThat(end(maintenance().listAlarms()).getAlarms()).singleElement().satisfies(alarm -> {
            assertThat(alarm.getMemberId()).isEqualTo(1);
            assertThat(alarm.getAlarmType()).isEqualTo(AlarmType.NOSPACE);
        });
        assertThatThrownBy(() -> put("a", "1")).hasMessageContaining("etcdserver: mvcc: database space exceeded");
        assertThat(end(maintenance().alarmDisarm(new AlarmMember(1, AlarmType.NOSPACE)))
                        .getAlarms())
                .hasSize(1);
        assertThat(end(maintenance().listAlarms()).getAlarms()).isEmpty();
        put("a", "1");
    }

    @Test
    void aSnapshotGoesToAStreamOrIsGivenPieceByPiece() throws Exception {
        put("a", "1".repeat(2 * Limits.SNAPSHOT_PIECE_BYTES));
        var stream = new ByteArrayOutputStream();

        assertThat(end(maintenance().snapshot(stream))).isEqualTo(stream.size());
        assertHoldsTheKey(stream.toByteArray());
        var pieces = new Pieces();
        maintenance().snapshot(pieces);
        assertHoldsTheKey(end(pieces.whole).toByteArray());
    }

    private static void assertHoldsTheKey(byte[] backup) throws IOException {
        Keyspace keyspace = BackupReader.read(new ByteArrayInputStream(backup)).keyspace();
        assertThat(keyspace.range(Operation.Range.of(KeyRange.ALL)))
                .isInstanceOfSatisfying(
                        Response.Ranged.class,
                        ranged -> assertThat(ranged.keyValues()).singleElement().satisfies(keyValue -> {
                            assertThat(keyValue.key()).isEqualTo(Bytes.of("a"));
                            assertThat(keyValue.value().size()).isEqualTo(2 * Limits.SNAPSHOT_PIECE_BYTES);
                        }));
    }

    private static final class Pieces implements StreamObserver<SnapshotResponse> {
        private final CompletableFuture<ByteString> whole = new CompletableFuture<>();
        private ByteString soFar = ByteString.EMPTY;

        @Override
        public void onNext(SnapshotResponse piece) {
            soFar = soFar.concat(piece.getBlob());
        }

        @Override
        public void onError(Throwable failed) {
            whole.completeExceptionally(failed);
        }

        @Override
        public void onCompleted() {
            whole.complete(soFar);
        }
    }

    @Test
    void whatIsNotBuiltIsSaidToBeNotServedAndWhatToDoInstead() {
        assertThatThrownBy(() -> end(client().getLockClient().lock(bytes("lock"), 0)))
                .hasMessageContaining("headgate: v3lockpb.Lock/Lock is not served: take a lease");
        assertThatThrownBy(() -> end(client().getAuthClient().userList()))
                .hasMessageContaining("headgate: etcdserverpb.Auth/UserList is not served");
    }
}
