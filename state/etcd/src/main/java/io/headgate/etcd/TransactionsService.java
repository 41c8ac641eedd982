package io.headgate.etcd;

import com.google.protobuf.ByteString;
import io.grpc.ServerServiceDefinition;
import io.headgate.etcd.TransactionsProto.BeginRequest;
import io.headgate.etcd.TransactionsProto.BeginResponse;
import io.headgate.etcd.TransactionsProto.CommitRequest;
import io.headgate.etcd.TransactionsProto.CommitResponse;
import io.headgate.etcd.TransactionsProto.Committed;
import io.headgate.etcd.TransactionsProto.Conflict;
import io.headgate.etcd.TransactionsProto.Level;
import io.headgate.etcd.TransactionsProto.TooOld;
import io.headgate.etcd.TransactionsProto.Unknown;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.CommitOutcome;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.Member;
import io.headgate.store.Response;
import io.headgate.store.TransactionId;
import io.headgate.store.Unavailable;
import io.headgate.store.Write;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Interactive transactions. Keeps nothing between Begin and Commit: what was read and is to be written comes with Commit. */
final class TransactionsService {
    private static final int ID_BYTES = 16;

    private final Member member;

    TransactionsService(Member member) {
        this.member = member;
    }

    ServerServiceDefinition definition() {
        return new ServiceBuilder(TransactionsProto.getDescriptor().findServiceByName("Transactions"))
                .unary("Begin", BeginRequest.getDefaultInstance(), BeginResponse.getDefaultInstance(), this::begin)
                .unary("Commit", CommitRequest.getDefaultInstance(), CommitResponse.getDefaultInstance(), this::commit)
                .build();
    }

    private CompletableFuture<BeginResponse> begin(BeginRequest request) {
        CompletableFuture<Long> revision = switch (level(request.getLevel())) {
            case STRICT -> member.readIndex();
            case SERIALIZABLE, SNAPSHOT ->
                CompletableFuture.completedFuture(member.keyspace().revision());
        };
        return revision.thenApply(
                at -> BeginResponse.newBuilder().setRevision(at).build());
    }

    private CompletableFuture<CommitResponse> commit(CommitRequest request) {
        if (request.getSerializedSize() > Limits.REQUEST_BYTES) {
            throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
        Command.Commit commit = decode(request);
        return member.submit(commit).handle((reply, failure) -> {
            if (failure == null) {
                return encode(((Response.Ended) Answers.orThrow(reply.response())).outcome());
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof Unavailable unavailable && !unavailable.definite()) {
                return encode(new CommitOutcome.Unknown(commit.id(), String.valueOf(unavailable.getMessage())));
            }
            throw new CompletionException(cause);
        });
    }

    private static Command.Commit decode(CommitRequest request) {
        if (request.getReadsCount() > Limits.COMMIT_READS) {
            throw bad("reads: " + request.getReadsCount() + " (expected: at most " + Limits.COMMIT_READS
                    + "; merge neighbours)");
        }
        List<KeyRange> reads = new ArrayList<>(request.getReadsCount());
        for (TransactionsProto.KeyRange read : request.getReadsList()) {
            reads.add(Operations.keys(read.getKey(), read.getRangeEnd()));
        }
        List<Bytes> promoted =
                request.getPromotedList().stream().map(Operations::bytes).toList();
        return new Command.Commit(
                id(request.getId()),
                level(request.getLevel()),
                request.getRevision(),
                reads,
                promoted,
                writes(request.getWritesList()));
    }

    private static TransactionId id(ByteString id) {
        if (id.size() != ID_BYTES) {
            throw bad("id: " + id.size() + " bytes (expected: " + ID_BYTES + ")");
        }
        ByteBuffer buffer = id.asReadOnlyByteBuffer();
        return new TransactionId(buffer.getLong(), buffer.getLong());
    }

    private static IsolationLevel level(Level level) {
        return switch (level) {
            case SERIALIZABLE -> IsolationLevel.SERIALIZABLE;
            case SNAPSHOT -> IsolationLevel.SNAPSHOT;
            case STRICT -> IsolationLevel.STRICT;
            case UNRECOGNIZED -> throw bad("level (expected: SERIALIZABLE, SNAPSHOT or STRICT)");
        };
    }

    private static List<Write> writes(List<TransactionsProto.Write> requested) {
        List<Write> writes = new ArrayList<>(requested.size());
        Set<ByteString> keys = new HashSet<>();
        for (TransactionsProto.Write write : requested) {
            if (write.getKey().isEmpty()) {
                throw EtcdError.EMPTY_KEY.exception();
            }
            if (!keys.add(write.getKey())) {
                throw bad("writes: two of " + Operations.bytes(write.getKey()) + " (expected: at most one for a key)");
            }
            writes.add(write(write));
        }
        return writes;
    }

    private static Write write(TransactionsProto.Write write) {
        Bytes key = Operations.bytes(write.getKey());
        return switch (write.getChangeCase()) {
            case PUT ->
                new Write.Put(
                        key,
                        Operations.bytes(write.getPut().getValue()),
                        write.getPut().getLease());
            case DELETE -> new Write.Delete(key);
            case ADD -> new Write.Add(key, write.getAdd());
            case CHANGE_NOT_SET -> throw bad("writes: nothing for " + key + " (expected: put, delete or add)");
        };
    }

    private static CommitResponse encode(CommitOutcome outcome) {
        var answer = CommitResponse.newBuilder();
        switch (outcome) {
            case CommitOutcome.Committed(var revision) ->
                answer.setCommitted(Committed.newBuilder().setRevision(revision));
            case CommitOutcome.Conflict conflict ->
                answer.setConflict(Conflict.newBuilder()
                        .setKey(Answers.bytes(conflict.key()))
                        .setModifiedAt(conflict.modifiedAt()));
            case CommitOutcome.TooOld tooOld ->
                answer.setTooOld(TooOld.newBuilder().setForgottenThrough(tooOld.forgottenThrough()));
            case CommitOutcome.Unknown unknown ->
                answer.setUnknown(Unknown.newBuilder().setWhy(unknown.why()));
        }
        return answer.build();
    }

    private static io.grpc.StatusRuntimeException bad(String what) {
        return EtcdError.BAD_TRANSACTION.exception(what);
    }
}
