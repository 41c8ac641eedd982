package io.headgate.etcd;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.Compare.CompareResult;
import io.headgate.etcd.EtcdProto.Compare.CompareTarget;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeRequest.SortOrder;
import io.headgate.etcd.EtcdProto.RangeRequest.SortTarget;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest;
import io.headgate.etcd.EtcdProto.WatchCreateRequest.FilterType;
import io.headgate.property.Generator;
import io.headgate.property.TestCase;

/**
 * Requests as a client may send them, wrong ones included. So few keys, values and leases that they meet all the time.
 *
 * @param base the revision around which revisions are drawn
 */
record Requests(long base) {
    private static final int DEEPEST = 2;
    private static final ByteString NO_END = ByteString.copyFrom(new byte[1]);

    /** Now and then none, which most requests may not have. */
    static Generator<ByteString> keys() {
        return composite(tc -> tc.draw(booleans(0.03))
                ? ByteString.EMPTY
                : ByteString.copyFromUtf8(tc.draw(sampledFrom("a", "b", "ab", "c"))));
    }

    private static Generator<ByteString> ends() {
        return oneOf(
                just(ByteString.EMPTY), just(NO_END), sampledFrom("b", "c", "a").map(ByteString::copyFromUtf8));
    }

    private static Generator<ByteString> values() {
        return sampledFrom("", "1", "2").map(ByteString::copyFromUtf8);
    }

    /** 0 for none; 3 is never granted. */
    private static Generator<Integer> leases() {
        return oneOf(just(0), integers(0, 3));
    }

    private static Generator<Boolean> seldom() {
        return booleans(0.15);
    }

    /** 0, or around the base: compacted, there, or yet to come. */
    Generator<Long> revisions() {
        return oneOf(just(0L), integers(-2, 15).map(offset -> base + offset));
    }

    Generator<RangeRequest> ranges() {
        return composite(tc -> {
            var request = RangeRequest.newBuilder()
                    .setKey(tc.draw(keys()))
                    .setRangeEnd(tc.draw(ends()))
                    .setSerializable(tc.draw(booleans()));
            if (tc.draw(booleans())) {
                request.setRevision(tc.draw(revisions()))
                        .setLimit(tc.draw(integers(0, 3)))
                        .setSortOrder(tc.draw(sampledFrom(SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND)))
                        .setSortTarget(tc.draw(sampledFrom(
                                SortTarget.KEY,
                                SortTarget.VERSION,
                                SortTarget.CREATE,
                                SortTarget.MOD,
                                SortTarget.VALUE)))
                        .setKeysOnly(tc.draw(seldom()))
                        .setCountOnly(tc.draw(seldom()));
            }
            if (tc.draw(seldom())) {
                request.setMinModRevision(tc.draw(revisions()))
                        .setMaxModRevision(tc.draw(revisions()))
                        .setMinCreateRevision(tc.draw(revisions()))
                        .setMaxCreateRevision(tc.draw(revisions()));
            }
            return request.build();
        });
    }

    static Generator<PutRequest> puts() {
        return composite(tc -> PutRequest.newBuilder()
                .setKey(tc.draw(keys()))
                .setValue(tc.draw(values()))
                .setLease(tc.draw(leases()))
                .setPrevKv(tc.draw(booleans()))
                .setIgnoreValue(tc.draw(seldom()))
                .setIgnoreLease(tc.draw(seldom()))
                .build());
    }

    static Generator<DeleteRangeRequest> deletes() {
        return composite(tc -> DeleteRangeRequest.newBuilder()
                .setKey(tc.draw(keys()))
                .setRangeEnd(tc.draw(ends()))
                .setPrevKv(tc.draw(booleans()))
                .build());
    }

    Generator<TxnRequest> txns() {
        return txns(0);
    }

    /** Of puts and deletes only, more than fit without meeting: points, ranges, such without an end, and within each other. */
    static Generator<TxnRequest> crowdedTxns() {
        return crowdedTxns(0);
    }

    private static Generator<TxnRequest> crowdedTxns(int depth) {
        var put = keys().map(key -> RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder().setKey(key))
                .build());
        var delete = deletes()
                .map(range ->
                        RequestOp.newBuilder().setRequestDeleteRange(range).build());
        Generator<RequestOp> operation = depth == DEEPEST
                ? oneOf(put, delete)
                : oneOf(
                        put,
                        delete,
                        crowdedTxns(depth + 1)
                                .map(nested -> RequestOp.newBuilder()
                                        .setRequestTxn(nested)
                                        .build()));
        return composite(tc -> TxnRequest.newBuilder()
                .addAllSuccess(tc.draw(lists(operation).maxSize(3)))
                .addAllFailure(tc.draw(lists(operation).maxSize(1)))
                .build());
    }

    private Generator<TxnRequest> txns(int depth) {
        return composite(tc -> TxnRequest.newBuilder()
                .addAllCompare(tc.draw(lists(compares()).maxSize(2)))
                .addAllSuccess(tc.draw(lists(operations(depth)).maxSize(4)))
                .addAllFailure(tc.draw(lists(operations(depth)).maxSize(4)))
                .build());
    }

    private Generator<RequestOp> operations(int depth) {
        return composite(tc -> {
            var operation = RequestOp.newBuilder();
            return switch (tc.draw(integers(0, depth < DEEPEST ? 11 : 9))) {
                case 0, 1, 2, 3 -> operation.setRequestPut(tc.draw(puts())).build();
                case 4, 5, 6 -> operation.setRequestRange(tc.draw(ranges())).build();
                case 7, 8 -> operation.setRequestDeleteRange(tc.draw(deletes())).build();
                case 9 ->
                    tc.draw(seldom())
                            ? operation.build()
                            : operation.setRequestPut(tc.draw(puts())).build();
                default -> operation.setRequestTxn(tc.draw(txns(depth + 1))).build();
            };
        });
    }

    private Generator<Compare> compares() {
        return composite(tc -> {
            var compare = Compare.newBuilder()
                    .setKey(tc.draw(keys()))
                    .setResult(tc.draw(sampledFrom(
                            CompareResult.EQUAL, CompareResult.GREATER, CompareResult.LESS, CompareResult.NOT_EQUAL)));
            if (tc.draw(seldom())) {
                compare.setRangeEnd(tc.draw(ends()));
            }
            return switch (tc.draw(integers(0, 4))) {
                case 0 ->
                    compare.setTarget(CompareTarget.VALUE)
                            .setValue(tc.draw(values()))
                            .build();
                case 1 ->
                    compare.setTarget(CompareTarget.VERSION)
                            .setVersion(tc.draw(integers(0, 3)))
                            .build();
                case 2 ->
                    compare.setTarget(CompareTarget.MOD)
                            .setModRevision(tc.draw(revisions()))
                            .build();
                case 3 ->
                    compare.setTarget(CompareTarget.CREATE)
                            .setCreateRevision(tc.draw(revisions()))
                            .build();
                default ->
                    compare.setTarget(CompareTarget.LEASE)
                            .setLease(tc.draw(leases()))
                            .build();
            };
        });
    }

    Generator<EtcdProto.CompactionRequest> compactions() {
        return composite(tc -> EtcdProto.CompactionRequest.newBuilder()
                .setRevision(tc.draw(revisions()))
                .setPhysical(tc.draw(booleans()))
                .build());
    }

    static Generator<EtcdProto.LeaseGrantRequest> grants() {
        return composite(tc -> EtcdProto.LeaseGrantRequest.newBuilder()
                .setID(tc.draw(integers(1, 2)))
                .setTTL(tc.draw(sampledFrom(1_000L, 0L, -1L, 9_000_000_000L, 9_000_000_001L)))
                .build());
    }

    static Generator<EtcdProto.LeaseRevokeRequest> revokes() {
        return integers(0, 3)
                .map(id -> EtcdProto.LeaseRevokeRequest.newBuilder().setID(id).build());
    }

    static Generator<EtcdProto.LeaseTimeToLiveRequest> timesToLive() {
        return composite(tc -> EtcdProto.LeaseTimeToLiveRequest.newBuilder()
                .setID(tc.draw(integers(0, 3)))
                .setKeys(tc.draw(booleans()))
                .build());
    }

    Generator<WatchCreateRequest> watches() {
        return composite(tc -> WatchCreateRequest.newBuilder()
                .setKey(tc.draw(keys()))
                .setRangeEnd(tc.draw(ends()))
                .setStartRevision(tc.draw(revisions()))
                .addAllFilters(tc.draw(lists(sampledFrom(FilterType.NOPUT, FilterType.NODELETE))
                        .maxSize(1)))
                .setPrevKv(tc.draw(booleans()))
                .setFragment(tc.draw(booleans()))
                .setWatchId(tc.draw(oneOf(just(0), integers(0, 2))))
                .build());
    }

    /** Any request of one answer, with its method. */
    Generator<Step<?, ?>> steps() {
        return composite(tc -> switch (tc.draw(integers(0, 14))) {
            case 0, 1, 2 -> step(tc, EtcdClient.PUT, puts());
            case 3, 4 -> step(tc, EtcdClient.DELETE, deletes());
            case 5, 6, 7 -> step(tc, EtcdClient.RANGE, ranges());
            case 8, 9, 10 -> step(tc, EtcdClient.TXN, txns());
            case 11 -> step(tc, EtcdClient.GRANT, grants());
            case 12 -> step(tc, EtcdClient.REVOKE, revokes());
            case 13 -> step(tc, EtcdClient.TIME_TO_LIVE, timesToLive());
            default -> step(tc, EtcdClient.LEASES, just(EtcdProto.LeaseLeasesRequest.getDefaultInstance()));
        });
    }

    private static <Q extends Message, R extends Message> Step<Q, R> step(
            TestCase tc, EtcdClient.Method<Q, R> method, Generator<Q> requests) {
        return new Step<>(method, tc.draw(requests));
    }

    /** A request and where it goes. */
    record Step<Q extends Message, R extends Message>(EtcdClient.Method<Q, R> method, Q request) {
        /** What it is answered by this server: a message, or an error's code and text. */
        Object ask(EtcdClient server) {
            try {
                return Plain.of(server.call(method, request));
            } catch (io.grpc.StatusRuntimeException refused) {
                return refused.getStatus().getCode() + " " + refused.getStatus().getDescription();
            }
        }

        @Override
        public String toString() {
            return method.descriptor().getBareMethodName() + " { "
                    + request.toString().replaceAll("\\s+", " ") + "}";
        }
    }
}
