package io.headgate.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdProto.DeleteRangeResponse;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.ResponseHeader;
import io.headgate.etcd.EtcdProto.ResponseOp;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.store.Bytes;
import io.headgate.store.KeyValue;
import io.headgate.store.Response;

/** The store's responses as answers of the KV service. Those that are refused become exceptions. */
final class Answers {
    private Answers() {}

    static RangeResponse range(ResponseHeader header, Response response) {
        return range((Response.Ranged) orThrow(response)).setHeader(header).build();
    }

    static PutResponse put(ResponseHeader header, Response response) {
        return put((Response.Written) orThrow(response)).setHeader(header).build();
    }

    static DeleteRangeResponse delete(ResponseHeader header, Response response) {
        return delete((Response.Deleted) orThrow(response)).setHeader(header).build();
    }

    /** @param header with the revision after the transaction */
    static TxnResponse txn(ResponseHeader header, Response response) {
        var decided = (Response.Decided) orThrow(response);
        return new TxnAnswer(header.getRevision(), decided)
                .encode(decided)
                .setHeader(header)
                .build();
    }

    /** @throws StatusRuntimeException if it was refused */
    static Response orThrow(Response response) {
        if (response instanceof Response.Refused(var refusal)) {
            throw EtcdError.of(refusal).exception();
        }
        return response;
    }

    /**
     * Within a transaction etcd's inner headers hold only a revision: the one before as long as nothing was changed, the
     * transaction's own from the first change on. Of a nested transaction not even that.
     */
    private static final class TxnAnswer {
        private final long before;
        private boolean changed;

        TxnAnswer(long after, Response.Decided decided) {
            this.before = changes(decided) ? after - 1 : after;
        }

        private static boolean changes(Response response) {
            return switch (response) {
                case Response.Written _ -> true;
                case Response.Deleted deleted -> deleted.count() > 0;
                case Response.Decided decided -> decided.responses().stream().anyMatch(TxnAnswer::changes);
                default -> false;
            };
        }

        TxnResponse.Builder encode(Response.Decided decided) {
            var answer = TxnResponse.newBuilder().setSucceeded(decided.succeeded());
            for (Response response : decided.responses()) {
                answer.addResponses(operation(response));
            }
            return answer;
        }

        private ResponseOp operation(Response response) {
            var operation = ResponseOp.newBuilder();
            switch (response) {
                case Response.Ranged ranged ->
                    operation.setResponseRange(range(ranged).setHeader(header()));
                case Response.Written written -> {
                    changed = true;
                    operation.setResponsePut(put(written).setHeader(header()));
                }
                case Response.Deleted deleted -> {
                    changed |= deleted.count() > 0;
                    operation.setResponseDeleteRange(delete(deleted).setHeader(header()));
                }
                case Response.Decided nested ->
                    operation.setResponseTxn(encode(nested).setHeader(ResponseHeader.getDefaultInstance()));
                default -> throw new IllegalStateException("in a transaction: " + response);
            }
            return operation.build();
        }

        private ResponseHeader header() {
            return ResponseHeader.newBuilder()
                    .setRevision(changed ? before + 1 : before)
                    .build();
        }
    }

    private static RangeResponse.Builder range(Response.Ranged ranged) {
        var answer = RangeResponse.newBuilder().setCount(ranged.count()).setMore(ranged.more());
        for (KeyValue keyValue : ranged.keyValues()) {
            answer.addKvs(keyValue(keyValue));
        }
        return answer;
    }

    private static PutResponse.Builder put(Response.Written written) {
        var answer = PutResponse.newBuilder();
        if (written.previous() != null) {
            answer.setPrevKv(keyValue(written.previous()));
        }
        return answer;
    }

    private static DeleteRangeResponse.Builder delete(Response.Deleted deleted) {
        var answer = DeleteRangeResponse.newBuilder().setDeleted(deleted.count());
        for (KeyValue keyValue : deleted.previous()) {
            answer.addPrevKvs(keyValue(keyValue));
        }
        return answer;
    }

    static KvProto.KeyValue keyValue(KeyValue from) {
        return KvProto.KeyValue.newBuilder()
                .setKey(bytes(from.key()))
                .setValue(bytes(from.value()))
                .setCreateRevision(from.createRevision())
                .setModRevision(from.modRevision())
                .setVersion(from.version())
                .setLease(from.lease())
                .build();
    }

    static ByteString bytes(Bytes from) {
        return from.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(from.buffer());
    }
}
