package io.headgate.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.HashKVRequest;
import io.headgate.etcd.EtcdProto.HashKVResponse;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks whether a cluster in which nothing is wrong does what it must. Its calls may be made by any thread. */
final class StoreProbe {
    private static final ByteString KEY = ByteString.copyFromUtf8("probe");
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final StoreCluster cluster;
    private final StoreTally tally;

    StoreProbe(StoreCluster cluster, StoreTally tally) {
        this.cluster = cluster;
        this.tally = tally;
    }

    /**
     * Each member must write within this time.
     *
     * @return how long it took
     */
    Duration demandProgress(Duration limit) {
        long begunNanos = System.nanoTime();
        for (int member = 0; member < StoreCluster.MEMBERS; member++) {
            var put = PutRequest.newBuilder().setKey(KEY).build();
            if (insist(member, EtcdMethods.PUT, put, begunNanos + limit.toNanos())
                    .isEmpty()) {
                tally.violation(StoreCluster.name(member) + " does not write " + limit.toSeconds()
                        + " s after everything was put right");
                return limit;
            }
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begunNanos);
        tally.recovered(taken);
        return taken;
    }

    /** Members must tell the same about the same revision. Nothing may be written or compacted meanwhile. */
    void demandEqualHashes(Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        List<HashKVResponse> hashes = new ArrayList<>();
        for (int member = 0; member < StoreCluster.MEMBERS; member++) {
            // A linearizable read first, so that the member has applied all there is.
            var read = RangeRequest.newBuilder().setKey(KEY).build();
            insist(member, EtcdMethods.RANGE, read, deadlineNanos);
            insist(member, TortureClient.HASH_KV, HashKVRequest.getDefaultInstance(), deadlineNanos)
                    .ifPresent(hashes::add);
        }
        long different = hashes.stream()
                .map(each -> each.getHash() + " " + each.getHeader().getRevision() + " " + each.getCompactRevision())
                .distinct()
                .count();
        if (hashes.size() < StoreCluster.MEMBERS || different != 1) {
            tally.violation("members differ: " + hashes);
        }
        tally.checked("hashes", hashes.size());
    }

    /** Asks any member again and again: for what may be done twice. Empty if nobody answered in time. */
    <Q extends Message, R extends Message> Optional<R> insist(
            MethodDescriptor<Q, R> method, Q request, long deadlineNanos) {
        for (int turn = 0; turn == 0 || deadlineNanos - System.nanoTime() > 0; turn++) {
            Optional<R> answer = attempt(turn % StoreCluster.MEMBERS, method, request);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private <Q extends Message, R extends Message> Optional<R> insist(
            int member, MethodDescriptor<Q, R> method, Q request, long deadlineNanos) {
        while (deadlineNanos - System.nanoTime() > 0) {
            Optional<R> answer = attempt(member, method, request);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }

    private <Q extends Message, R extends Message> Optional<R> attempt(
            int member, MethodDescriptor<Q, R> method, Q request) {
        try {
            return Optional.of(cluster.client(member).call(method, request));
        } catch (StatusRuntimeException _) {
            LockSupport.parkNanos(PAUSE_NANOS); // a member that refuses at once is not asked in a tight loop
            return Optional.empty();
        }
    }
}
