package io.headgate.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantResponse;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.ResponseOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.store.Bytes;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.LeaseHold;
import io.headgate.store.RenewedLease;
import io.headgate.store.Response;
import io.headgate.store.Retries;
import io.headgate.store.Store;
import io.headgate.store.Subscription;
import io.headgate.store.Transaction;
import io.headgate.store.TransactionId;
import io.headgate.store.Unavailable;
import io.headgate.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store's backend {@code etcd}: an etcd cluster, 3.4 or newer, that is there already and that others may use too. What
 * they change counts, whichever client they use.
 *
 * <h2>Transactions</h2>
 *
 * <p>The same algorithm as in the other backends: reads of one revision, and a commit that is one transaction of etcd's,
 * whose compares say that nothing it depends on has changed. {@link EtcdDependencies} has the compares and why they are
 * enough, {@link EtcdCommit} the request, {@link MarkerLease} why a commit happens once at most. What etcd cannot do is
 * refused:
 *
 * <ul>
 *   <li>more than 128 compares, one for each key read, one more for each range, or 127 writes: {@link
 *       io.headgate.store.Refusal.TooLarge}, at commit;
 *   <li>keys that begin with a zero byte and {@code headgate/}, where this class keeps its own: {@link IllegalArgumentException}.
 * </ul>
 *
 * <p>An addition reads and compares the key it adds to, and does that again if somebody else was faster, 64 times at most; so
 * it may end as a conflict.
 *
 * <h2>jetcd</h2>
 *
 * <p>jetcd finds, connects to and balances over the members. The calls themselves are etcd's own messages over its
 * channel, for three reasons: jetcd's compares know no ranges; it sends anew by itself what may have arrived; and its
 * watches push, where {@link Subscription} pulls.
 *
 * <p>May be used by any thread, and blocks.
 */
public final class EtcdStore implements Store {
    /** Transactions begun within this time share a {@link MarkerLease}: few leases, and few markers ending at once. */
    private static final long SHARED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Client client;
    private final EtcdCalls calls;
    private final EtcdReads reads;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

    /** Guarded by this. */
    private MarkerLease markers = new MarkerLease(System.nanoTime());

    private EtcdStore(Client client, Channel channel, Duration timeout) {
        this.client = client;
        this.calls = new EtcdCalls(channel, timeout);
        this.reads = new EtcdReads(calls);
    }

    /**
     * Connects to a cluster.
     *
     * @param settings where it is and how to speak to it: endpoints, TLS. Users with passwords and namespaces are not served
     * @param timeout how long one question to the cluster may take; after it nobody knows whether it was done
     * @throws IllegalArgumentException if the settings name a user or a namespace
     * @throws Unavailable if the cluster does not answer
     */
    public static EtcdStore connect(ClientBuilder settings, Duration timeout) {
        if (settings.user() != null || !settings.namespace().isEmpty()) {
            throw new IllegalArgumentException(
                    "user: " + settings.user() + ", namespace: " + settings.namespace() + " (expected: neither)");
        }
        var captured = new CapturedChannel();
        // A range comes as one list, whatever it holds: gRPC's 4 MiB would only make the error less clear.
        Client client = settings.copy()
                .interceptors(captured.after(settings.interceptors()))
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        try {
            client.getClusterClient().listMember().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new EtcdStore(client, captured.channel.join(), timeout);
        } catch (TimeoutException | ExecutionException failed) {
            client.close();
            throw new Unavailable(
                    Unavailable.Reason.TIMEOUT,
                    /* definite= */ true,
                    settings.target() + " does not answer: " + failed);
        } catch (InterruptedException _) {
            client.close();
            Thread.currentThread().interrupt();
            throw new Unavailable(Unavailable.Reason.TIMEOUT, /* definite= */ true, "interrupted while connecting");
        }
    }

    /** jetcd hands out its channel to interceptors only. */
    private static final class CapturedChannel implements ClientInterceptor {
        private final CompletableFuture<Channel> channel = new CompletableFuture<>();

        /** The last interceptor is the first to see a call: what it captures leads through the others. */
        List<ClientInterceptor> after(@Nullable List<ClientInterceptor> others) {
            List<ClientInterceptor> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.add(this);
            return all;
        }

        @Override
        public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
            channel.complete(next);
            return next.newCall(method, options);
        }
    }

    @Override
    public Transaction begin(IsolationLevel level) {
        return begin(level, reads.revision(/* serializable= */ level != IsolationLevel.STRICT));
    }

    private Transaction begin(IsolationLevel level, long startedAt) {
        MarkerLease lease = markers();
        var id = new TransactionId(lease.id(), ThreadLocalRandom.current().nextLong());
        return new Transaction(new EtcdTransaction(calls, reads, lease), id, level, startedAt);
    }

    private synchronized MarkerLease markers() {
        long nowNanos = System.nanoTime();
        if (markers.ageNanos(nowNanos) >= SHARED_NANOS || markers.isLost()) {
            markers = new MarkerLease(nowNanos);
        }
        return markers;
    }

    @Override
    public <T> T run(IsolationLevel level, Function<Transaction, T> body) {
        return new Retries(() -> begin(level), ThreadLocalRandom.current())
                .run(body)
                .result();
    }

    @Override
    public Optional<KeyValue> get(Bytes key) {
        return range(KeyRange.of(key), 0).stream().findFirst();
    }

    @Override
    public List<KeyValue> range(KeyRange range, int limit) {
        return reads.newest(range, limit);
    }

    @Override
    public long put(Bytes key, Bytes value) {
        // It reads nothing, so that it matters to nobody where it begins.
        return new Retries(() -> begin(IsolationLevel.SERIALIZABLE, calls.newest()), ThreadLocalRandom.current())
                .run(transaction -> {
                    transaction.put(key, value);
                    return key;
                })
                .revision();
    }

    @Override
    public long delete(KeyRange range) {
        var request = TxnRequest.newBuilder();
        for (KeyRange piece : Reserved.around(range)) {
            var delete = DeleteRangeRequest.newBuilder()
                    .setKey(Answers.bytes(piece.from()))
                    .setRangeEnd(EtcdReads.rangeEnd(piece));
            request.addSuccess(RequestOp.newBuilder().setRequestDeleteRange(delete));
        }
        if (request.getSuccessCount() == 0) {
            return 0;
        }
        long count = 0;
        for (ResponseOp response : calls.txn(request.build()).getResponsesList()) {
            count += response.getResponseDeleteRange().getDeleted();
        }
        return count;
    }

    @Override
    public Subscription watch(WatchRequest request) {
        long from =
                request.fromRevision() == 0 ? reads.revision(/* serializable= */ false) + 1 : request.fromRevision();
        var subscription = new EtcdSubscription(calls, request, from, open::remove);
        open.add(subscription);
        return subscription;
    }

    /** {@inheritDoc} Its fencing token is the revision that created a key of this class's own, attached to the lease. */
    @Override
    public LeaseHold lease(Duration ttl) {
        long sentNanos = System.nanoTime();
        LeaseGrantResponse granted =
                calls.grant(/* id= */ 0, Math.max(1, ttl.plusNanos(999_999_999).toSeconds()));
        // etcd's leases have no number that grows: ids are random, and two grants may be of one revision. A key that is
        // written under the lease before anyone is told of it is later than that of any lease told of before.
        PutResponse fenced = calls.put(PutRequest.newBuilder()
                .setKey(Answers.bytes(Reserved.fence(granted.getID())))
                .setLease(granted.getID())
                .build());
        var lease = new Response.LeaseGranted(
                granted.getID(), granted.getTTL(), fenced.getHeader().getRevision());
        var hold = RenewedLease.hold(calls, lease, sentNanos, open::remove);
        open.add(hold);
        return hold;
    }

    @Override
    public void compact(long revision) {
        calls.compact(revision);
    }

    @Override
    public void close() {
        for (AutoCloseable each : List.copyOf(open)) {
            switch (each) {
                case Subscription subscription -> subscription.close();
                case LeaseHold hold -> hold.close();
                default -> throw new IllegalStateException("unexpected " + each);
            }
        }
        client.close();
    }
}
