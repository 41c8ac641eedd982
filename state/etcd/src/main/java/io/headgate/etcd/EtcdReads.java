package io.headgate.etcd;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.store.Bytes;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import java.util.ArrayList;
import java.util.List;

/** Reads of an etcd cluster, around the reserved keys. May be used by any thread, and blocks. */
final class EtcdReads {
    private static final ByteString NO_END = Operations.LEAST_KEY;

    private final EtcdCalls calls;

    EtcdReads(EtcdCalls calls) {
        this.calls = calls;
    }

    /** The newest revision: of the whole cluster, or as far as the member asked has come. */
    long revision(boolean serializable) {
        RangeResponse answer = calls.range(RangeRequest.newBuilder()
                .setKey(Answers.bytes(Reserved.KEYS.from()))
                .setCountOnly(true)
                .setSerializable(serializable)
                .build());
        return Math.max(answer.getHeader().getRevision(), calls.newest());
    }

    /** Keys in order, after all that anyone was told of before; {@code limit} 0 for all. */
    List<KeyValue> newest(KeyRange range, long limit) {
        return read(range, /* revision= */ 0, limit);
    }

    /** Keys in order, as they were at a revision, 0 for the newest; {@code limit} 0 for all. */
    List<KeyValue> read(KeyRange range, long revision, long limit) {
        var found = new ArrayList<KeyValue>();
        long at = revision;
        for (KeyRange piece : Reserved.around(range)) {
            if (limit != 0 && found.size() == limit) {
                break;
            }
            RangeResponse answer = readAt(at, request(piece).setLimit(limit == 0 ? 0 : limit - found.size()));
            answer.getKvsList().forEach(kv -> found.add(keyValue(kv)));
            // The next piece is of the same revision.
            at = at == 0 ? answer.getHeader().getRevision() : at;
        }
        return found;
    }

    /** Any member can read a revision it has; one that has not may ask how far the cluster is. */
    private RangeResponse readAt(long revision, RangeRequest.Builder request) {
        request.setRevision(revision);
        if (revision == 0) {
            return calls.range(request.build());
        }
        try {
            return calls.range(request.setSerializable(true).build());
        } catch (RefusedException refused) {
            if (!(refused.refusal() instanceof Refusal.FutureRevision)) {
                throw refused;
            }
            return calls.range(request.setSerializable(false).build());
        }
    }

    /** A request for a range that is not empty. */
    static RangeRequest.Builder request(KeyRange range) {
        return RangeRequest.newBuilder().setKey(Answers.bytes(range.from())).setRangeEnd(rangeEnd(range));
    }

    /** As etcd writes where a range ends. */
    static ByteString rangeEnd(KeyRange range) {
        if (range.isPoint()) {
            return ByteString.EMPTY;
        }
        Bytes to = range.to();
        return to == null ? NO_END : Answers.bytes(to);
    }

    static KeyValue keyValue(KvProto.KeyValue from) {
        return new KeyValue(
                Operations.bytes(from.getKey()),
                Operations.bytes(from.getValue()),
                from.getCreateRevision(),
                from.getModRevision(),
                from.getVersion(),
                from.getLease());
    }
}
