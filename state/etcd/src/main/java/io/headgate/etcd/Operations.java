package io.headgate.etcd;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.store.Bytes;
import io.headgate.store.Compare;
import io.headgate.store.KeyRange;
import io.headgate.store.Operation;
import io.headgate.store.TxnRules;
import java.util.ArrayList;
import java.util.List;

/** Requests of the KV service as the store's operations. What etcd refuses before it looks at any key is refused here. */
final class Operations {
    /** What a request without a key means where it may have none. */
    static final ByteString LEAST_KEY = ByteString.copyFrom(new byte[1]);

    private Operations() {}

    static Operation.Range range(RangeRequest request) {
        requireKey(request.getKey());
        return new Operation.Range(
                keys(request.getKey(), request.getRangeEnd()),
                request.getRevision(),
                request.getLimit(),
                order(request),
                target(request),
                request.getKeysOnly(),
                request.getCountOnly(),
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision());
    }

    static Operation.Put put(PutRequest request) {
        requireKey(request.getKey());
        if (request.getIgnoreValue() && !request.getValue().isEmpty()) {
            throw EtcdError.VALUE_PROVIDED.exception();
        }
        if (request.getIgnoreLease() && request.getLease() != 0) {
            throw EtcdError.LEASE_PROVIDED.exception();
        }
        return new Operation.Put(
                bytes(request.getKey()),
                bytes(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    static Operation.DeleteRange delete(DeleteRangeRequest request) {
        requireKey(request.getKey());
        return new Operation.DeleteRange(keys(request.getKey(), request.getRangeEnd()), request.getPrevKv());
    }

    static Operation.Txn txn(TxnRequest request) {
        Operation.Txn txn = txn(request, Limits.TXN_OPERATIONS);
        TxnRules.check(txn).ifPresent(refusal -> {
            throw EtcdError.of(refusal).exception();
        });
        return txn;
    }

    /** @param left how many compares, or operations of a branch, this one and those within may have together */
    private static Operation.Txn txn(TxnRequest request, int left) {
        int most = Math.max(request.getCompareCount(), Math.max(request.getSuccessCount(), request.getFailureCount()));
        if (most > left) {
            throw EtcdError.TOO_MANY_OPERATIONS.exception();
        }
        List<Compare> compares = new ArrayList<>(request.getCompareCount());
        for (EtcdProto.Compare compare : request.getCompareList()) {
            compares.add(compare(compare));
        }
        return new Operation.Txn(
                compares, branch(request.getSuccessList(), left - most), branch(request.getFailureList(), left - most));
    }

    private static List<Operation> branch(List<RequestOp> operations, int left) {
        List<Operation> branch = new ArrayList<>(operations.size());
        for (RequestOp operation : operations) {
            branch.add(
                    switch (operation.getRequestCase()) {
                        case REQUEST_RANGE -> range(operation.getRequestRange());
                        case REQUEST_PUT -> put(operation.getRequestPut());
                        case REQUEST_DELETE_RANGE -> delete(operation.getRequestDeleteRange());
                        case REQUEST_TXN -> txn(operation.getRequestTxn(), left);
                        case REQUEST_NOT_SET -> throw EtcdError.KEY_NOT_FOUND.exception();
                    });
        }
        return branch;
    }

    private static Compare compare(EtcdProto.Compare compare) {
        requireKey(compare.getKey());
        Compare.Relation relation = switch (compare.getResult()) {
            case EQUAL, UNRECOGNIZED -> Compare.Relation.EQUAL;
            case GREATER -> Compare.Relation.GREATER;
            case LESS -> Compare.Relation.LESS;
            case NOT_EQUAL -> Compare.Relation.NOT_EQUAL;
        };
        Compare.Subject subject = switch (compare.getTarget()) {
            case VERSION, UNRECOGNIZED -> new Compare.Subject.Version(compare.getVersion());
            case CREATE -> new Compare.Subject.CreateRevision(compare.getCreateRevision());
            case MOD -> new Compare.Subject.ModRevision(compare.getModRevision());
            case VALUE -> new Compare.Subject.Value(bytes(compare.getValue()));
            case LEASE -> new Compare.Subject.Lease(compare.getLease());
        };
        return new Compare(keys(compare.getKey(), compare.getRangeEnd()), relation, subject);
    }

    private static Operation.Order order(RangeRequest request) {
        return switch (request.getSortOrder()) {
            // What is ordered by something else than the key and says no direction goes upwards.
            case NONE ->
                request.getSortTarget() == RangeRequest.SortTarget.KEY
                        ? Operation.Order.NONE
                        : Operation.Order.ASCENDING;
            case ASCEND -> Operation.Order.ASCENDING;
            case DESCEND -> Operation.Order.DESCENDING;
            case UNRECOGNIZED -> throw EtcdError.INVALID_SORT.exception();
        };
    }

    private static Operation.Target target(RangeRequest request) {
        return switch (request.getSortTarget()) {
            case KEY -> Operation.Target.KEY;
            case VERSION -> Operation.Target.VERSION;
            case CREATE -> Operation.Target.CREATE_REVISION;
            case MOD -> Operation.Target.MOD_REVISION;
            case VALUE -> Operation.Target.VALUE;
            case UNRECOGNIZED -> throw EtcdError.INVALID_SORT.exception();
        };
    }

    private static void requireKey(ByteString key) {
        if (key.isEmpty()) {
            throw EtcdError.EMPTY_KEY.exception();
        }
    }

    static KeyRange keys(ByteString key, ByteString rangeEnd) {
        return KeyRange.ofEtcd(bytes(key), bytes(rangeEnd));
    }

    static Bytes bytes(ByteString from) {
        return from.isEmpty() ? Bytes.EMPTY : Bytes.wrap(from.toByteArray());
    }
}
