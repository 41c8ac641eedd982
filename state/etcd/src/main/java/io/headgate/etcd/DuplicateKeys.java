package io.headgate.etcd;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.RequestOp.RequestCase;
import io.headgate.store.Bytes;
import io.headgate.store.KeyRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a branch of a transaction writes a key twice: puts it twice, or puts and deletes it, in whatever order. Deletes
 * may overlap. Of a nested transaction both branches count, but as only one of them is executed, they may write the same keys.
 *
 * <p>These are etcd's rules, its peculiarity included that a delete of this level stands before all nested
 * transactions, and that a nested one's deletes stand before those of the nested ones after it.
 *
 * <p>Cost: puts times deletes; a transaction has at most {@link Limits#TXN_OPERATIONS} of a level.
 */
final class DuplicateKeys {
    private final Set<ByteString> puts = new HashSet<>();
    private final List<KeyRange> deletes = new ArrayList<>();

    private DuplicateKeys() {}

    /** @throws io.grpc.StatusRuntimeException {@link EtcdError#DUPLICATE_KEY} */
    static void refuse(List<RequestOp> branch) {
        collect(branch);
    }

    private static DuplicateKeys collect(List<RequestOp> branch) {
        var written = new DuplicateKeys();
        for (RequestOp operation : branch) {
            if (operation.getRequestCase() == RequestCase.REQUEST_DELETE_RANGE) {
                DeleteRangeRequest delete = operation.getRequestDeleteRange();
                written.deletes.add(KeyRange.ofEtcd(
                        Bytes.wrap(delete.getKey().toByteArray()),
                        Bytes.wrap(delete.getRangeEnd().toByteArray())));
            }
        }
        for (RequestOp operation : branch) {
            if (operation.getRequestCase() == RequestCase.REQUEST_TXN) {
                written.join(
                        collect(operation.getRequestTxn().getSuccessList()),
                        collect(operation.getRequestTxn().getFailureList()));
            }
        }
        for (RequestOp operation : branch) {
            if (operation.getRequestCase() == RequestCase.REQUEST_PUT) {
                written.put(operation.getRequestPut().getKey());
            }
        }
        return written;
    }

    private void join(DuplicateKeys success, DuplicateKeys failure) {
        success.puts.forEach(this::put);
        for (ByteString key : failure.puts) {
            if (!success.puts.contains(key)) {
                put(key);
            }
        }
        deletes.addAll(success.deletes);
        deletes.addAll(failure.deletes);
    }

    private void put(ByteString key) {
        Bytes bytes = Bytes.wrap(key.toByteArray());
        if (!puts.add(key) || deletes.stream().anyMatch(range -> range.contains(bytes))) {
            throw EtcdError.DUPLICATE_KEY.exception();
        }
    }
}
