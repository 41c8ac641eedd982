package io.headgate.etcd;

import com.google.protobuf.Message;
import io.grpc.ServerServiceDefinition;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import io.headgate.etcd.EtcdProto.CompactionResponse;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.DeleteRangeResponse;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.RequestOp;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.store.Command;
import io.headgate.store.Member;
import io.headgate.store.Operation;
import io.headgate.store.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Reads and writes of keys. */
final class KvService {
    private final Member member;
    private final Headers headers;
    private final Reads reads;
    private final Loops loops;

    KvService(Member member, Headers headers, Loops loops) {
        this.member = member;
        this.headers = headers;
        this.reads = new Reads(member);
        this.loops = loops;
    }

    ServerServiceDefinition definition() {
        return new ServiceBuilder(EtcdProto.getDescriptor().findServiceByName("KV"))
                .unary("Range", RangeRequest.getDefaultInstance(), RangeResponse.getDefaultInstance(), this::range)
                .unary("Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance(), this::put)
                .unary(
                        "DeleteRange",
                        DeleteRangeRequest.getDefaultInstance(),
                        DeleteRangeResponse.getDefaultInstance(),
                        this::delete)
                .unary("Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance(), this::txn)
                .unary(
                        "Compact",
                        CompactionRequest.getDefaultInstance(),
                        CompactionResponse.getDefaultInstance(),
                        this::compact)
                .build();
    }

    private CompletableFuture<RangeResponse> range(RangeRequest request) {
        Operation.Range range = Operations.range(request);
        if (request.getSerializable()) {
            return CompletableFuture.completedFuture(range(range));
        }
        if (range.range().isPoint()) {
            return member.readIndex().thenApply(_ -> range(range));
        }
        return member.readIndex().thenApplyAsync(_ -> range(range), longReads());
    }

    private RangeResponse range(Operation.Range range) {
        Reads.Read read = reads.range(range);
        return Answers.range(headers.at(read.revision()), read.response());
    }

    private CompletableFuture<PutResponse> put(PutRequest request) {
        Operation.Put put = Operations.put(request);
        return execute(request, put).thenApply(reply -> Answers.put(headers.at(reply.revision()), reply.response()));
    }

    private CompletableFuture<DeleteRangeResponse> delete(DeleteRangeRequest request) {
        Operation.DeleteRange delete = Operations.delete(request);
        return execute(request, delete)
                .thenApply(reply -> Answers.delete(headers.at(reply.revision()), reply.response()));
    }

    private CompletableFuture<TxnResponse> txn(TxnRequest request) {
        Operation.Txn txn = Operations.txn(request);
        if (!Reads.isReadOnly(txn)) {
            return execute(request, txn)
                    .thenApply(reply -> Answers.txn(headers.at(reply.revision()), reply.response()));
        }
        if (isSerializable(request)) {
            return CompletableFuture.completedFuture(txn(txn));
        }
        return member.readIndex().thenApplyAsync(_ -> txn(txn), longReads());
    }

    private TxnResponse txn(Operation.Txn txn) {
        Reads.Read read = reads.txn(txn);
        return Answers.txn(headers.at(read.revision()), read.response());
    }

    /** Whether every range of it, and there is one at least, is content with what this member knows. */
    private static boolean isSerializable(TxnRequest request) {
        return request.getSuccessCount() + request.getFailureCount() > 0
                && request.getSuccessList().stream().allMatch(KvService::isSerializable)
                && request.getFailureList().stream().allMatch(KvService::isSerializable);
    }

    private static boolean isSerializable(RequestOp operation) {
        return operation.hasRequestTxn()
                ? isSerializable(operation.getRequestTxn())
                : operation.getRequestRange().getSerializable();
    }

    /** What is compacted is gone at once, so that {@code physical} asks for nothing more. */
    private CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
        return member.submit(new Command.Compact(request.getRevision())).thenApply(reply -> {
            Answers.orThrow(reply.response());
            return CompactionResponse.newBuilder()
                    .setHeader(headers.at(reply.revision()))
                    .build();
        });
    }

    private CompletableFuture<Reply> execute(Message request, Operation operation) {
        if (request.getSerializedSize() > Limits.REQUEST_BYTES) {
            throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
        return member.submit(new Command.Execute(operation));
    }

    /** Where reads of many keys are done that have waited for the log: not on the member's thread, which all wait for. */
    private Executor longReads() {
        return loops.current();
    }
}
