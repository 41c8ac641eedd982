package io.headgate.etcd;

import com.google.protobuf.ByteString;
import io.headgate.etcd.EtcdProto.Compare;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.CommitOutcome;
import io.headgate.store.Decimal;
import io.headgate.store.KeyRange;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import io.headgate.store.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One commit as one transaction of etcd's, and its answers read back. Immutable; no I/O.
 *
 * <pre>
 * If    the marker of this commit is absent
 *       and nothing it depends on has changed        see {@link EtcdDependencies}
 *       and each key it adds to is as it was read
 * Then  the marker and the writes
 * Else  the marker, and the same keys and ranges: which of them has changed
 * </pre>
 *
 * <p>The marker makes it happen once: an attempt that finds it gives the outcome of the one that wrote it. A commit that was
 * sent before, and whose answer is not known, writes an aborted marker when it fails. The attempt that is still on
 * its way then finds that, even if a key that was in the way has been deleted in the meantime.
 */
final class EtcdCommit {
    private static final ByteString COMMITTED = ByteString.copyFromUtf8("committed");
    private static final ByteString ABORTED = ByteString.copyFromUtf8("aborted");

    private final Command.Commit commit;
    private final EtcdDependencies dependencies;
    private final ByteString marker;
    private final long markerLease;
    private final List<Write.Add> adds;

    /** @throws RefusedException if it takes more compares or operations than a transaction of etcd's may have */
    EtcdCommit(Command.Commit commit, EtcdDependencies dependencies, long markerLease) {
        this.commit = commit;
        this.dependencies = dependencies;
        this.marker = Answers.bytes(Reserved.marker(commit.id()));
        this.markerLease = markerLease;
        this.adds = commit.writes().stream()
                .filter(Write.Add.class::isInstance)
                .map(Write.Add.class::cast)
                .toList();
        commit.writes().forEach(write -> Reserved.requireFree(write.key()));
        commit.promoted().forEach(Reserved::requireFree);
        requireWithinLimit("compares of a transaction on etcd", 1 + dependencies.count() + adds.size());
        requireWithinLimit(
                "operations of a transaction on etcd", 1 + commit.writes().size());
    }

    private static void requireWithinLimit(String what, int count) {
        if (count > Limits.TXN_OPERATIONS) {
            throw new RefusedException(new Refusal.TooLarge(what, count, Limits.TXN_OPERATIONS));
        }
    }

    /** What etcd's answer says. */
    sealed interface Answer {
        /** How it ended. */
        record Ended(CommitOutcome outcome) implements Answer {}

        /** Only keys that are added to have changed, or were never read: what they are now. */
        record Sums(
                Map<Bytes, KvProto.KeyValue> current,
                @Nullable Bytes changed) implements Answer {}
    }

    boolean hasAdds() {
        return !adds.isEmpty();
    }

    /** Asks what the keys that are added to are, and whether it has committed already. */
    TxnRequest readRequest() {
        var request = TxnRequest.newBuilder().addSuccess(get(marker, /* keysOnly= */ false));
        adds.forEach(add -> request.addSuccess(get(Answers.bytes(add.key()), /* keysOnly= */ false)));
        return request.build();
    }

    Answer readAnswer(TxnResponse answer) {
        CommitOutcome earlier = earlier(answer);
        return earlier == null ? new Answer.Sums(sums(answer, 1), /* changed= */ null) : new Answer.Ended(earlier);
    }

    /**
     * The transaction.
     *
     * @param sums what the keys that are added to are; absent ones are not in it
     * @param isRetry whether an earlier attempt may still be on its way
     * @throws RefusedException if one of them is not a number
     */
    TxnRequest request(Map<Bytes, KvProto.KeyValue> sums, boolean isRetry) {
        var request = TxnRequest.newBuilder()
                .addCompare(absent(marker))
                .addSuccess(put(PutRequest.newBuilder()
                        .setKey(marker)
                        .setValue(COMMITTED)
                        .setLease(markerLease)))
                .addFailure(get(marker, /* keysOnly= */ false));
        dependencies.points().forEach((key, revision) -> {
            request.addCompare(unchanged(key, revision));
            request.addFailure(get(Answers.bytes(key), /* keysOnly= */ true));
        });
        for (KeyRange range : dependencies.ranges()) {
            request.addCompare(nothingNewer(range)).addFailure(newer(range));
        }
        for (Write.Add add : adds) {
            KvProto.KeyValue before = sums.get(add.key());
            request.addCompare(unchanged(add.key(), before == null ? 0 : before.getModRevision()));
            request.addFailure(get(Answers.bytes(add.key()), /* keysOnly= */ false));
        }
        for (Write write : commit.writes()) {
            request.addSuccess(operation(write, sums));
        }
        if (isRetry) {
            request.addFailure(abortMarker());
        }
        return request.build();
    }

    private static Compare.Builder absent(ByteString key) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(0);
    }

    private static Compare.Builder unchanged(Bytes key, long revision) {
        return Compare.newBuilder()
                .setKey(Answers.bytes(key))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(revision);
    }

    private Compare.Builder nothingNewer(KeyRange range) {
        return Compare.newBuilder()
                .setKey(Answers.bytes(range.from()))
                .setRangeEnd(EtcdReads.rangeEnd(range))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.LESS)
                .setModRevision(commit.startedAt() + 1);
    }

    private RequestOp newer(KeyRange range) {
        return operation(EtcdReads.request(range)
                .setMinModRevision(commit.startedAt() + 1)
                .setLimit(1)
                .setKeysOnly(true));
    }

    private static RequestOp get(ByteString key, boolean keysOnly) {
        return operation(RangeRequest.newBuilder().setKey(key).setKeysOnly(keysOnly));
    }

    private static RequestOp operation(RangeRequest.Builder request) {
        return RequestOp.newBuilder().setRequestRange(request).build();
    }

    private static RequestOp put(PutRequest.Builder request) {
        return RequestOp.newBuilder().setRequestPut(request).build();
    }

    private RequestOp abortMarker() {
        var request = TxnRequest.newBuilder()
                .addCompare(absent(marker))
                .addSuccess(put(
                        PutRequest.newBuilder().setKey(marker).setValue(ABORTED).setLease(markerLease)));
        return RequestOp.newBuilder().setRequestTxn(request).build();
    }

    private static RequestOp operation(Write write, Map<Bytes, KvProto.KeyValue> sums) {
        ByteString key = Answers.bytes(write.key());
        return switch (write) {
            case Write.Put(var _, var value, var lease) ->
                put(PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(Answers.bytes(value))
                        .setLease(lease));
            case Write.Delete _ ->
                RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                        .build();
            case Write.Add add -> {
                KvProto.KeyValue before = sums.get(add.key());
                yield put(PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(Answers.bytes(sum(add, before)))
                        .setIgnoreLease(before != null));
            }
        };
    }

    private static Bytes sum(Write.Add add, KvProto.@Nullable KeyValue before) {
        long number = 0;
        if (before != null) {
            OptionalLong parsed = Decimal.parse(Operations.bytes(before.getValue()));
            number = parsed.orElseThrow(() -> new RefusedException(new Refusal.NotANumber(add.key())));
        }
        return Decimal.format(Decimal.sum(number, add.delta()));
    }

    /** What became of it. */
    Answer answer(TxnResponse answer) {
        if (answer.getSucceeded()) {
            return new Answer.Ended(
                    new CommitOutcome.Committed(answer.getHeader().getRevision()));
        }
        CommitOutcome.Conflict conflict = conflict(answer);
        CommitOutcome earlier = earlier(answer);
        if (earlier != null) {
            boolean isAborted = earlier instanceof CommitOutcome.TooOld;
            return new Answer.Ended(isAborted && conflict != null ? conflict : earlier);
        }
        if (conflict != null) {
            return new Answer.Ended(conflict);
        }
        if (adds.isEmpty()) {
            throw new IllegalStateException("etcd says that something has changed and shows nothing: " + commit.id()
                    + " (expected: a key newer than " + commit.startedAt() + ")");
        }
        return new Answer.Sums(
                sums(answer, 1 + dependencies.count()), adds.getFirst().key());
    }

    /** What an earlier attempt has come to, or null. */
    private @Nullable CommitOutcome earlier(TxnResponse answer) {
        var found = answer.getResponses(0).getResponseRange();
        if (found.getKvsCount() == 0) {
            return null;
        }
        KvProto.KeyValue written = found.getKvs(0);
        return written.getValue().equals(COMMITTED)
                ? new CommitOutcome.Committed(written.getCreateRevision())
                : new CommitOutcome.TooOld(commit.startedAt(), written.getCreateRevision());
    }

    /** The lowest key that has changed, or null. */
    private CommitOutcome.@Nullable Conflict conflict(TxnResponse answer) {
        long now = answer.getHeader().getRevision();
        Bytes lowest = null;
        long modifiedAt = 0;
        int index = 1;
        for (var point : dependencies.points().entrySet()) {
            var found = answer.getResponses(index++).getResponseRange();
            boolean isAbsent = found.getKvsCount() == 0;
            long current = isAbsent ? 0 : found.getKvs(0).getModRevision();
            if (lowest == null && current != point.getValue()) {
                lowest = point.getKey();
                // etcd keeps no revision of a key that is gone.
                modifiedAt = isAbsent ? now : current;
            }
        }
        for (int i = 0; i < dependencies.ranges().size(); i++) {
            for (KvProto.KeyValue kv :
                    answer.getResponses(index++).getResponseRange().getKvsList()) {
                Bytes key = Operations.bytes(kv.getKey());
                if (lowest == null || key.compareTo(lowest) < 0) {
                    lowest = key;
                    modifiedAt = kv.getModRevision();
                }
            }
        }
        return lowest == null ? null : new CommitOutcome.Conflict(lowest, modifiedAt, commit.startedAt());
    }

    private Map<Bytes, KvProto.KeyValue> sums(TxnResponse answer, int first) {
        var sums = new HashMap<Bytes, KvProto.KeyValue>();
        for (int i = 0; i < adds.size(); i++) {
            Bytes key = adds.get(i).key();
            answer.getResponses(first + i).getResponseRange().getKvsList().forEach(kv -> sums.put(key, kv));
        }
        return sums;
    }
}
