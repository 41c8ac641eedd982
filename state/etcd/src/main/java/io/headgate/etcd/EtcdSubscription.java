package io.headgate.etcd;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.store.Bytes;
import io.headgate.store.Event;
import io.headgate.store.KeyValue;
import io.headgate.store.Subscription;
import io.headgate.store.Unavailable;
import io.headgate.store.Watch;
import io.headgate.store.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A watch of etcd's that is pulled: what the subscriber does not take stays with the member, behind gRPC's flow control. A
 * stream that breaks is begun anew after the last event that was given.
 */
final class EtcdSubscription implements Subscription {
    private static final MethodDescriptor<EtcdProto.WatchRequest, EtcdProto.WatchResponse> WATCH =
            ServiceBuilder.describe(
                    EtcdProto.getDescriptor().findServiceByName("Watch"),
                    "Watch",
                    EtcdProto.WatchRequest.getDefaultInstance(),
                    EtcdProto.WatchResponse.getDefaultInstance());

    /** How long a stream that broke is left alone, so that a member that is ill is not asked in a loop. */
    private static final long PAUSE_MILLIS = 100;

    private final EtcdCalls calls;
    private final Channel channel;
    private final WatchRequest request;
    private final Consumer<AutoCloseable> onClose;

    /** The first revision that has not been given. Confined to the subscriber. */
    private long next;

    /** Once there is no more to give. Confined to the subscriber. */
    private Watch.Polled.@Nullable Compacted compacted;

    /** Guarded by this. */
    private @Nullable BlockingClientCall<EtcdProto.WatchRequest, EtcdProto.WatchResponse> stream;

    /** Guarded by this. */
    private boolean isClosed;

    EtcdSubscription(EtcdCalls calls, WatchRequest request, long from, Consumer<AutoCloseable> onClose) {
        this.calls = calls;
        this.request = request;
        this.next = from;
        this.onClose = onClose;
        // A member that lost its leader ends the stream, and another one may know more.
        var requireLeader = new Metadata();
        requireLeader.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
        this.channel =
                ClientInterceptors.intercept(calls.channel(), MetadataUtils.newAttachHeadersInterceptor(requireLeader));
    }

    @Override
    public Watch.Polled next() throws InterruptedException {
        while (compacted == null) {
            var open = open();
            if (open == null) {
                return new Watch.Polled.Events(List.of(), 0, /* fragment= */ false, /* more= */ false);
            }
            try {
                List<Event> events = read(open);
                if (!events.isEmpty()) {
                    return new Watch.Polled.Events(events, next - 1, /* fragment= */ false, /* more= */ false);
                }
            } catch (StatusException broken) {
                abandon(broken);
            }
        }
        return compacted;
    }

    /** The stream, begun if there is none; null if this was closed. */
    private synchronized @Nullable BlockingClientCall<EtcdProto.WatchRequest, EtcdProto.WatchResponse> open() {
        if (isClosed) {
            return null;
        }
        if (stream == null) {
            stream = ClientCalls.blockingBidiStreamingCall(channel, WATCH, CallOptions.DEFAULT.withWaitForReady());
            isAsked = false;
        }
        return stream;
    }

    /** Whether the stream has been told what to watch. Confined to the subscriber. */
    private boolean isAsked;

    private List<Event> read(BlockingClientCall<EtcdProto.WatchRequest, EtcdProto.WatchResponse> open)
            throws InterruptedException, StatusException {
        if (!isAsked) {
            open.write(create());
            isAsked = true;
        }
        EtcdProto.WatchResponse response = open.read();
        if (response == null) {
            throw new StatusException(io.grpc.Status.UNAVAILABLE.withDescription("the member ended the stream"));
        }
        if (response.getCompactRevision() != 0) {
            compacted = new Watch.Polled.Compacted(response.getCompactRevision());
            close();
            return List.of();
        }
        if (response.getCanceled()) {
            throw new StatusException(io.grpc.Status.UNAVAILABLE.withDescription(response.getCancelReason()));
        }
        return events(response);
    }

    private EtcdProto.WatchRequest create() {
        var from = request.range().from();
        var create = WatchCreateRequest.newBuilder()
                .setKey(from.isEmpty() ? Operations.LEAST_KEY : Answers.bytes(from))
                .setRangeEnd(EtcdReads.rangeEnd(request.range()))
                .setStartRevision(next)
                .setPrevKv(request.previous());
        if (!request.puts()) {
            create.addFilters(WatchCreateRequest.FilterType.NOPUT);
        }
        if (!request.deletes()) {
            create.addFilters(WatchCreateRequest.FilterType.NODELETE);
        }
        return EtcdProto.WatchRequest.newBuilder().setCreateRequest(create).build();
    }

    private List<Event> events(EtcdProto.WatchResponse response) {
        List<Event> events = new ArrayList<>(response.getEventsCount());
        for (KvProto.Event event : response.getEventsList()) {
            next = Math.max(next, event.getKv().getModRevision() + 1);
            Bytes key = Operations.bytes(event.getKv().getKey());
            if (!Reserved.KEYS.contains(key)) {
                events.add(event(event));
            }
        }
        return events;
    }

    private static Event event(KvProto.Event event) {
        KeyValue current = EtcdReads.keyValue(event.getKv());
        KeyValue previous = event.hasPrevKv() ? EtcdReads.keyValue(event.getPrevKv()) : null;
        return event.getType() == KvProto.Event.EventType.DELETE
                ? new Event.Delete(current, previous)
                : new Event.Put(current, previous);
    }

    private void abandon(StatusException broken) throws InterruptedException {
        synchronized (this) {
            stream = null;
            if (isClosed) {
                return;
            }
        }
        RuntimeException failure = EtcdFailure.of(broken.getStatus(), create(), /* hasLeft= */ true, calls.newest());
        if (!(failure instanceof Unavailable)) {
            throw failure;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            if (stream != null) {
                stream.cancel("closed", /* cause= */ null);
            }
        }
        onClose.accept(this);
    }
}
