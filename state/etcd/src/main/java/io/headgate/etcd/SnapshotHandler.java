package io.headgate.etcd;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.headgate.etcd.EtcdProto.SnapshotRequest;
import io.headgate.etcd.EtcdProto.SnapshotResponse;
import io.headgate.store.BackupWriter;
import io.headgate.store.Member;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends a backup piece by piece, each when the client has taken those before, so that a slow client costs one piece. Its length is
 * not known before its end: {@code remaining_bytes} stays 0.
 */
final class SnapshotHandler implements ServerCallHandler<SnapshotRequest, SnapshotResponse> {
    private final Member member;
    private final Headers headers;

    /** Backups under way. */
    private final AtomicInteger open = new AtomicInteger();

    SnapshotHandler(Member member, Headers headers) {
        this.member = member;
        this.headers = headers;
    }

    @Override
    public ServerCall.Listener<SnapshotRequest> startCall(
            ServerCall<SnapshotRequest, SnapshotResponse> call, Metadata metadata) {
        call.request(2); // one more than expected, so that a second one is seen
        return new Download(call);
    }

    /** Guarded by itself: the member gives the backup on a thread of its own. */
    private final class Download extends ServerCall.Listener<SnapshotRequest> {
        private final ServerCall<SnapshotRequest, SnapshotResponse> call;
        private @Nullable BackupWriter backup;
        private boolean isOver;

        Download(ServerCall<SnapshotRequest, SnapshotResponse> call) {
            this.call = call;
        }

        @Override
        public void onHalfClose() {
            if (open.incrementAndGet() > Limits.SNAPSHOTS) {
                open.decrementAndGet();
                end(EtcdError.TOO_MANY_REQUESTS.status());
                return;
            }
            member.backup().whenComplete((begun, failure) -> {
                if (failure != null) {
                    open.decrementAndGet();
                    end(UnaryHandler.statusOf(failure));
                } else {
                    begin(begun);
                }
            });
        }

        private synchronized void begin(BackupWriter begun) {
            backup = begun;
            if (isOver) {
                release();
                return;
            }
            call.sendHeaders(new Metadata());
            send();
        }

        @Override
        public synchronized void onReady() {
            send();
        }

        private void send() {
            while (backup != null && !isOver && call.isReady()) {
                ByteBuffer piece = ByteBuffer.allocate(Limits.SNAPSHOT_PIECE_BYTES);
                boolean hasMore = backup.write(piece);
                call.sendMessage(SnapshotResponse.newBuilder()
                        .setHeader(headers.at(backup.revision()))
                        .setBlob(ByteString.copyFrom(piece.flip()))
                        .build());
                if (!hasMore) {
                    end(Status.OK);
                }
            }
        }

        @Override
        public synchronized void onCancel() {
            isOver = true;
            release();
        }

        private synchronized void end(Status status) {
            if (!isOver) {
                isOver = true;
                call.close(status, new Metadata());
            }
            release();
        }

        private void release() {
            if (backup != null) {
                backup.close();
                backup = null;
                open.decrementAndGet();
            }
        }
    }
}
