package io.headgate.server;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.etcd.KvProto;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Watches all that the clients write, from the first revision to the last, at one member after another: where a stream
 * breaks or goes quiet, the next one begins after the last event seen. {@link #run} has a thread; the rest may be called by
 * others. What both use is guarded by this.
 */
final class StoreWatcher implements Runnable {
    /** A member cut off from the others tells nothing, and does not say so: then another one is asked. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    /** Before the next member is asked: one that is dead refuses at once. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What a client was told it had written: this value, at this revision. */
    record Written(String key, long revision, ByteString value) {}

    private final StoreCluster cluster;
    private final StoreRange prefix;
    private final StoreTally tally;
    private final RandomGenerator random;
    private final StoreWatchedOrder order = new StoreWatchedOrder();
    private final Set<Written> seen = new HashSet<>();
    private volatile boolean isClosed;

    StoreWatcher(StoreCluster cluster, StoreRange prefix, StoreTally tally, RandomGenerator random) {
        this.cluster = cluster;
        this.prefix = prefix;
        this.tally = tally;
        this.random = random;
    }

    @Override
    public void run() {
        try {
            while (!isClosed && tally.isClean()) {
                watchOneMember(cluster.client(random.nextInt(StoreCluster.MEMBERS)));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchOneMember(TortureClient client) throws InterruptedException {
        var answers = new LinkedBlockingQueue<Optional<WatchResponse>>();
        StreamObserver<WatchRequest> requests = client.watch(new Answers(answers));
        try {
            requests.onNext(WatchRequest.newBuilder()
                    .setCreateRequest(WatchCreateRequest.newBuilder()
                            .setKey(prefix.first())
                            .setRangeEnd(prefix.end())
                            .setStartRevision(revision() + 1))
                    .build());
            tally.operation("watch streams");
            while (!isClosed) {
                Optional<WatchResponse> answer = answers.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
                // Null when it was quiet for too long, empty when the stream has ended.
                if (answer == null || answer.isEmpty() || !take(answer.get())) {
                    return;
                }
            }
        } finally {
            requests.onError(new IllegalStateException("the watcher goes to another member"));
        }
    }

    /** Whether more is to be expected of this stream. */
    private synchronized boolean take(WatchResponse answer) {
        if (answer.getCanceled()) {
            // Nothing is compacted that was not seen here before.
            if (answer.getCompactRevision() > 0) {
                tally.violation("watch: canceled after revision " + order.revision() + ": " + answer);
            }
            return false;
        }
        order.accept(answer.getEventsList()).ifPresent(tally::violation);
        for (KvProto.Event event : answer.getEventsList()) {
            if (event.getType() == KvProto.Event.EventType.PUT) {
                KvProto.KeyValue told = event.getKv();
                seen.add(new Written(told.getKey().toStringUtf8(), told.getModRevision(), told.getValue()));
            }
        }
        notifyAll();
        return tally.isClean();
    }

    /** The revision of the last event seen. */
    synchronized long revision() {
        return order.revision();
    }

    synchronized long events() {
        return order.events();
    }

    /**
     * Waits until the event of {@code revision}, which must be one of this prefix, has been seen.
     *
     * @return whether it has been, in time
     */
    synchronized boolean await(long revision, Duration limit) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (order.revision() < revision) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    /** Those of what clients were told that were not seen. */
    synchronized List<Written> missing(List<Written> told) {
        return told.stream().filter(each -> !seen.contains(each)).toList();
    }

    /** Forgets the events of keys that begin so: they have been checked. */
    synchronized void forget(String keys) {
        seen.removeIf(each -> each.key().startsWith(keys));
    }

    /** What does not fit if the last event is the last change. */
    synchronized List<String> differences(List<KvProto.KeyValue> present) {
        return order.differences(present);
    }

    void stop() {
        isClosed = true;
    }

    /** Puts what comes into a queue, and something empty at the end. */
    private record Answers(BlockingQueue<Optional<WatchResponse>> queue) implements StreamObserver<WatchResponse> {
        @Override
        public void onNext(WatchResponse answer) {
            queue.add(Optional.of(answer));
        }

        @Override
        public void onError(@Nullable Throwable failed) {
            queue.add(Optional.empty());
        }

        @Override
        public void onCompleted() {
            queue.add(Optional.empty());
        }
    }
}
