package io.headgate.server;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;
import io.headgate.etcd.TransactionsProto;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The API of one member, as a client on the network sees it: each call is sent once, and has a deadline. */
final class TortureClient implements AutoCloseable {
    /** Shorter than some faults, so that clients also give up; longer than an election, so that they also wait one out. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

    static final MethodDescriptor<EtcdProto.HashKVRequest, EtcdProto.HashKVResponse> HASH_KV = describe(
            EtcdProto.getDescriptor().findServiceByName("Maintenance"),
            "HashKV",
            EtcdProto.HashKVRequest.getDefaultInstance(),
            EtcdProto.HashKVResponse.getDefaultInstance());
    static final MethodDescriptor<TransactionsProto.BeginRequest, TransactionsProto.BeginResponse> BEGIN = transactions(
            "Begin",
            TransactionsProto.BeginRequest.getDefaultInstance(),
            TransactionsProto.BeginResponse.getDefaultInstance());
    static final MethodDescriptor<TransactionsProto.CommitRequest, TransactionsProto.CommitResponse> COMMIT =
            transactions(
                    "Commit",
                    TransactionsProto.CommitRequest.getDefaultInstance(),
                    TransactionsProto.CommitResponse.getDefaultInstance());

    /** What a member answers that surely did not do what it was asked, and never will. */
    private static final Set<String> DEFINITE = Set.of("etcdserver: no leader", "etcdserver: too many requests");

    private final ManagedChannel channel;

    private TortureClient(ManagedChannel channel) {
        this.channel = channel;
    }

    /** @param authority of the member's certificate; null if it speaks in plain text */
    static TortureClient to(InetSocketAddress address, @Nullable Path authority) throws IOException {
        var channel = NettyChannelBuilder.forAddress(address).disableRetry().maxInboundMessageSize(Integer.MAX_VALUE);
        if (authority == null) {
            channel.usePlaintext();
        } else {
            channel.sslContext(
                    GrpcSslContexts.forClient().trustManager(authority.toFile()).build());
        }
        return new TortureClient(channel.build());
    }

    /** @throws StatusRuntimeException if it is answered with an error, or not in time: see {@link #isDefinite} */
    <Q extends Message, R extends Message> R call(MethodDescriptor<Q, R> method, Q request) {
        // A client that backs off for minutes would not see what it is here to see.
        channel.resetConnectBackoff();
        return ClientCalls.blockingUnaryCall(
                channel,
                method,
                CallOptions.DEFAULT.withDeadlineAfter(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS),
                request);
    }

    /** Opens a stream of watches. */
    StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> answers) {
        channel.resetConnectBackoff();
        return ClientCalls.asyncBidiStreamingCall(channel.newCall(EtcdMethods.WATCH, CallOptions.DEFAULT), answers);
    }

    /** Whether what failed so was surely not done. */
    static boolean isDefinite(StatusRuntimeException failed) {
        Status status = failed.getStatus();
        return status.getDescription() != null && DEFINITE.contains(status.getDescription());
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> transactions(
            String name, Q request, R answer) {
        return describe(TransactionsProto.getDescriptor().findServiceByName("Transactions"), name, request, answer);
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> describe(
            ServiceDescriptor service, String name, Q request, R answer) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service.getFullName(), name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
