package io.headgate.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveRequest;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveResponse;
import io.headgate.store.Member;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A stream that renews leases, one after the other: the next request is read when the one before is answered and the
 * client takes answers. Confined to one event loop.
 */
final class KeepAliveStream extends ServerCall.Listener<LeaseKeepAliveRequest> {
    private final Member member;
    private final Headers headers;
    private final ServerCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call;
    private final EventExecutor loop;
    private boolean renewing;
    private boolean asked;
    private boolean halfClosed;
    private boolean closed;

    KeepAliveStream(
            Member member,
            Headers headers,
            ServerCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call,
            EventExecutor loop) {
        this.member = member;
        this.headers = headers;
        this.call = call;
        this.loop = loop;
        call.sendHeaders(new Metadata());
        askForNext();
    }

    @Override
    public void onMessage(LeaseKeepAliveRequest request) {
        asked = false;
        renewing = true;
        member.keepAlive(request.getID())
                .whenComplete((ttl, failure) -> loop.execute(() -> renewed(request.getID(), ttl, failure)));
    }

    private void renewed(long id, @Nullable Long ttl, @Nullable Throwable failure) {
        renewing = false;
        if (call.isCancelled()) {
            return;
        }
        if (failure != null || ttl == null) {
            close(UnaryHandler.statusOf(failure));
            return;
        }
        call.sendMessage(LeaseKeepAliveResponse.newBuilder()
                .setHeader(headers.now())
                .setID(id)
                .setTTL(ttl)
                .build());
        if (halfClosed) {
            close(Status.OK);
        } else {
            askForNext();
        }
    }

    private void askForNext() {
        if (!asked && !renewing && !closed && call.isReady()) {
            asked = true;
            call.request(1);
        }
    }

    @Override
    public void onReady() {
        askForNext();
    }

    @Override
    public void onHalfClose() {
        halfClosed = true;
        if (!renewing) {
            close(Status.OK);
        }
    }

    private void close(Status status) {
        if (!closed) {
            closed = true;
            call.close(status, new Metadata());
        }
    }
}
