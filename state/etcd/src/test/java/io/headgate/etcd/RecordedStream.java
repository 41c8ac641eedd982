package io.headgate.etcd;

import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.headgate.etcd.EtcdProto.WatchCancelRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A watch stream and what came on it. Guarded by itself. */
final class RecordedStream implements AutoCloseable {
    private final List<WatchResponse> answers = new ArrayList<>();
    private final StreamObserver<WatchRequest> requests;
    private @Nullable Throwable failure;

    RecordedStream(EtcdClient client) {
        requests = ClientCalls.asyncBidiStreamingCall(
                client.channel().newCall(EtcdClient.WATCH.descriptor(), EtcdClient.WATCH.options()),
                new StreamObserver<>() {
                    @Override
                    public void onNext(WatchResponse answer) {
                        add(answer);
                    }

                    @Override
                    public void onError(Throwable failed) {
                        fail(failed);
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    private synchronized void add(WatchResponse answer) {
        answers.add(answer);
        notifyAll();
    }

    private synchronized void fail(Throwable failed) {
        failure = failed;
        notifyAll();
    }

    void create(WatchCreateRequest request) {
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
    }

    void cancel(long id) {
        requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
                .build());
    }

    void send(WatchRequest request) {
        requests.onNext(request);
    }

    synchronized List<WatchResponse> answers() {
        return List.copyOf(answers);
    }

    /** How many answers said that a watch was made, or was not. */
    synchronized long created() {
        return answers.stream().filter(WatchResponse::getCreated).count();
    }

    /** Waits until the answers are such. */
    synchronized void await(Predicate<List<WatchResponse>> enough) throws InterruptedException, TimeoutException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(Programs.PATIENCE_SECONDS);
        while (!enough.test(answers)) {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (leftNanos <= 0 || failure != null) {
                throw (TimeoutException) new TimeoutException("only these came: " + answers).initCause(failure);
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }
    }

    /**
     * By watch, what it was told: that it was made, each event, that it was ended. How events are divided among answers
     * depends on how fast a server was, so that is left out.
     */
    synchronized Map<Long, List<String>> told() {
        var told = new TreeMap<Long, List<String>>();
        for (WatchResponse answer : answers) {
            List<String> watch = told.computeIfAbsent(answer.getWatchId(), _ -> new ArrayList<>());
            answer.getEventsList().forEach(event -> watch.add(event.toString()));
            if (answer.getEventsCount() == 0) {
                watch.add(answer.toBuilder()
                        .setHeader(Plain.plain(answer.getHeader()))
                        .build()
                        .toString());
            }
        }
        return told;
    }

    @Override
    public void close() {
        requests.onCompleted();
    }
}
