package io.headgate.etcd;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest.FilterType;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.store.KeyRange;
import io.headgate.store.Keyspace;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client's stream of watches. Confined to one event loop, but for {@link #signal}.
 *
 * <p><b>A client that does not read</b> costs nothing but its watches' places in the history: events are pulled from the
 * store, one answer at a time, only while gRPC says that the client takes more, and so are the client's own requests. What
 * is buffered for it is gRPC's 32 KiB and one answer, of at most {@link Limits#ANSWER_BYTES}. When it reads again it
 * gets what it missed, or is told that it was compacted.
 *
 * <p><b>Turns.</b> Watches that have something stand in a queue; each gives one answer and goes to its end.
 *
 * <p><b>Progress.</b> An answer to a progress request says that every event up to its revision was sent before it, on all
 * watches of the stream. So the revision is taken first, then every watch is polled until it has no more, and then it is
 * told.
 */
final class WatchStream extends ServerCall.Listener<WatchRequest> {
    /** The id in answers that are about no watch, or about all. */
    private static final long NO_WATCH = -1;

    private final Keyspace keyspace;
    private final Headers headers;
    private final ServerCall<WatchRequest, WatchResponse> call;
    private final EventExecutor loop;
    private final Duration progressInterval;

    /** In the order they were made. */
    private final Map<Long, ClientWatch> watches = new LinkedHashMap<>();

    /** Watches that may have events, each once. */
    private final Queue<ClientWatch> due = new ArrayDeque<>();

    /** Watches that the applying thread has found events for. It adds, the loop takes. */
    private final Queue<ClientWatch> signalled = new ConcurrentLinkedQueue<>();

    /** Whether the loop has been asked to look at {@link #signalled} and has not begun to. */
    private final AtomicBoolean pumpAsked = new AtomicBoolean();

    private long nextId;
    private boolean asked;
    private boolean closed;

    /** The revision to tell when nothing is due any more; 0 if nobody asked. */
    private long progressRevision;

    private @Nullable ScheduledFuture<?> progressTimer;

    WatchStream(
            Keyspace keyspace,
            Headers headers,
            ServerCall<WatchRequest, WatchResponse> call,
            EventExecutor loop,
            Duration progressInterval) {
        this.keyspace = keyspace;
        this.headers = headers;
        this.call = call;
        this.loop = loop;
        this.progressInterval = progressInterval;
        call.sendHeaders(new Metadata());
        pump();
    }

    @Override
    public void onMessage(WatchRequest request) {
        asked = false;
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> progress();
            case REQUESTUNION_NOT_SET -> {}
        }
        pump();
    }

    private void create(WatchCreateRequest request) {
        long revision = keyspace.revision();
        var created = WatchResponse.newBuilder().setHeader(headers.at(revision)).setCreated(true);
        KeyRange range = range(request);
        String refusal = refusal(request, range);
        if (refusal != null) {
            call.sendMessage(created.setWatchId(NO_WATCH)
                    .setCanceled(true)
                    .setCancelReason(refusal)
                    .build());
            return;
        }
        long id = request.getWatchId() != 0 ? request.getWatchId() : freeId();
        call.sendMessage(created.setWatchId(id).build());
        long from = request.getStartRevision() == 0 ? revision + 1 : Math.max(1, request.getStartRevision());
        var followed = new io.headgate.store.WatchRequest(
                range,
                from,
                request.getPrevKv(),
                !request.getFiltersList().contains(FilterType.NOPUT),
                !request.getFiltersList().contains(FilterType.NODELETE));
        var watch = new ClientWatch(
                id, keyspace, followed, request.getFragment(), request.getProgressNotify(), this::signal);
        watches.put(id, watch);
        makeDue(watch);
        if (request.getProgressNotify() && progressTimer == null) {
            long nanos = progressInterval.toNanos();
            progressTimer = loop.scheduleAtFixedRate(this::notifyProgress, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Why the watch is not made, in etcd's words; null if it is. */
    private @Nullable String refusal(WatchCreateRequest request, KeyRange range) {
        if (range.isEmpty()) {
            return "mvcc: watcher range is empty";
        }
        if (watches.containsKey(request.getWatchId()) && request.getWatchId() != 0) {
            return "mvcc: duplicate watch ID provided on the WatchStream";
        }
        if (watches.size() >= Limits.WATCHES_PER_STREAM) {
            return "headgate: " + watches.size() + " watches on this stream (expected: at most "
                    + Limits.WATCHES_PER_STREAM + ")";
        }
        return null;
    }

    /** No key is the least there is, which is a zero byte. */
    private static KeyRange range(WatchCreateRequest request) {
        return Operations.keys(
                request.getKey().isEmpty() ? Operations.LEAST_KEY : request.getKey(), request.getRangeEnd());
    }

    private long freeId() {
        while (watches.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    private void cancel(long id) {
        ClientWatch watch = watches.remove(id);
        if (watch != null) {
            watch.close();
            call.sendMessage(WatchResponse.newBuilder()
                    .setHeader(headers.now())
                    .setWatchId(id)
                    .setCanceled(true)
                    .build());
        }
    }

    private void progress() {
        progressRevision = keyspace.revision();
        watches.values().forEach(this::makeDue);
    }

    /** Called by the applying thread when a watch that had nothing has something. */
    private void signal(ClientWatch watch) {
        signalled.add(watch);
        if (pumpAsked.compareAndSet(false, true)) {
            loop.execute(this::pump);
        }
    }

    /** Sends what is there as long as the client takes it, then asks for its next request. */
    private void pump() {
        pumpAsked.set(false);
        for (ClientWatch watch = signalled.poll(); watch != null; watch = signalled.poll()) {
            makeDue(watch);
        }
        while (!closed && call.isReady()) {
            ClientWatch watch = due.poll();
            if (watch == null) {
                break;
            }
            watch.due = false;
            answer(watch);
        }
        if (closed || !call.isReady()) {
            return;
        }
        if (progressRevision != 0) {
            call.sendMessage(progressOf(NO_WATCH, progressRevision));
            progressRevision = 0;
        }
        if (!asked) {
            asked = true;
            call.request(1);
        }
    }

    private void answer(ClientWatch watch) {
        if (watch.closed()) {
            return;
        }
        switch (watch.next()) {
            case ClientWatch.Next.Events(var events, var revision, var fragment, var more) -> {
                boolean tellProgress = watch.takeProgressDue();
                if (events.isEmpty()) {
                    if (tellProgress) {
                        call.sendMessage(progressOf(watch.id(), revision));
                    }
                } else {
                    call.sendMessage(WatchResponse.newBuilder()
                            .setHeader(headers.at(revision))
                            .setWatchId(watch.id())
                            .setFragment(fragment)
                            .addAllEvents(events)
                            .build());
                }
                if (more) {
                    makeDue(watch);
                }
            }
            case ClientWatch.Next.Compacted(var revision) -> {
                // Its id is not free before the client has cancelled it: so it is in etcd, and clients that choose ids
                // know.
                watch.close();
                call.sendMessage(WatchResponse.newBuilder()
                        .setHeader(headers.at(0))
                        .setWatchId(watch.id())
                        .setCanceled(true)
                        .setCompactRevision(revision)
                        .build());
            }
        }
    }

    private void makeDue(ClientWatch watch) {
        if (!watch.due) {
            watch.due = true;
            due.add(watch);
        }
    }

    /** Tells watches that asked for it, and had nothing to tell since the last time, how far they are. */
    private void notifyProgress() {
        for (ClientWatch watch : watches.values()) {
            if (watch.tick()) {
                makeDue(watch);
            }
        }
        pump();
    }

    private WatchResponse progressOf(long id, long revision) {
        return WatchResponse.newBuilder()
                .setHeader(headers.at(revision))
                .setWatchId(id)
                .build();
    }

    @Override
    public void onReady() {
        pump();
    }

    @Override
    public void onHalfClose() {
        if (!closed) {
            call.close(Status.OK, new Metadata());
        }
        end();
    }

    @Override
    public void onCancel() {
        end();
    }

    private void end() {
        closed = true;
        watches.values().forEach(ClientWatch::close);
        watches.clear();
        due.clear();
        if (progressTimer != null) {
            progressTimer.cancel(false);
        }
    }
}
