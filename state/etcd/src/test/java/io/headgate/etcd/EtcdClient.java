package io.headgate.etcd;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The bare protocol from a client's side: whatever can be said can be asked, and answers are as they came. */
final class EtcdClient implements AutoCloseable {
    /** A method and how it is called. */
    record Method<Q extends Message, R extends Message>(MethodDescriptor<Q, R> descriptor, CallOptions options) {
        Method<Q, R> waitingForReady() {
            return new Method<>(descriptor, options.withWaitForReady());
        }

        @Override
        public String toString() {
            return String.valueOf(descriptor.getBareMethodName());
        }
    }

    static final Method<EtcdProto.RangeRequest, EtcdProto.RangeResponse> RANGE = method(
            "KV", "Range", EtcdProto.RangeRequest.getDefaultInstance(), EtcdProto.RangeResponse.getDefaultInstance());
    static final Method<EtcdProto.PutRequest, EtcdProto.PutResponse> PUT =
            method("KV", "Put", EtcdProto.PutRequest.getDefaultInstance(), EtcdProto.PutResponse.getDefaultInstance());
    static final Method<EtcdProto.DeleteRangeRequest, EtcdProto.DeleteRangeResponse> DELETE = method(
            "KV",
            "DeleteRange",
            EtcdProto.DeleteRangeRequest.getDefaultInstance(),
            EtcdProto.DeleteRangeResponse.getDefaultInstance());
    static final Method<EtcdProto.TxnRequest, EtcdProto.TxnResponse> TXN =
            method("KV", "Txn", EtcdProto.TxnRequest.getDefaultInstance(), EtcdProto.TxnResponse.getDefaultInstance());
    static final Method<EtcdProto.CompactionRequest, EtcdProto.CompactionResponse> COMPACT = method(
            "KV",
            "Compact",
            EtcdProto.CompactionRequest.getDefaultInstance(),
            EtcdProto.CompactionResponse.getDefaultInstance());
    static final Method<EtcdProto.WatchRequest, EtcdProto.WatchResponse> WATCH = method(
            "Watch",
            "Watch",
            EtcdProto.WatchRequest.getDefaultInstance(),
            EtcdProto.WatchResponse.getDefaultInstance());
    static final Method<EtcdProto.LeaseGrantRequest, EtcdProto.LeaseGrantResponse> GRANT = method(
            "Lease",
            "LeaseGrant",
            EtcdProto.LeaseGrantRequest.getDefaultInstance(),
            EtcdProto.LeaseGrantResponse.getDefaultInstance());
    static final Method<EtcdProto.LeaseRevokeRequest, EtcdProto.LeaseRevokeResponse> REVOKE = method(
            "Lease",
            "LeaseRevoke",
            EtcdProto.LeaseRevokeRequest.getDefaultInstance(),
            EtcdProto.LeaseRevokeResponse.getDefaultInstance());
    static final Method<EtcdProto.LeaseKeepAliveRequest, EtcdProto.LeaseKeepAliveResponse> KEEP_ALIVE = method(
            "Lease",
            "LeaseKeepAlive",
            EtcdProto.LeaseKeepAliveRequest.getDefaultInstance(),
            EtcdProto.LeaseKeepAliveResponse.getDefaultInstance());
    static final Method<EtcdProto.LeaseTimeToLiveRequest, EtcdProto.LeaseTimeToLiveResponse> TIME_TO_LIVE = method(
            "Lease",
            "LeaseTimeToLive",
            EtcdProto.LeaseTimeToLiveRequest.getDefaultInstance(),
            EtcdProto.LeaseTimeToLiveResponse.getDefaultInstance());
    static final Method<EtcdProto.LeaseLeasesRequest, EtcdProto.LeaseLeasesResponse> LEASES = method(
            "Lease",
            "LeaseLeases",
            EtcdProto.LeaseLeasesRequest.getDefaultInstance(),
            EtcdProto.LeaseLeasesResponse.getDefaultInstance());
    static final Method<EtcdProto.MemberAddRequest, EtcdProto.MemberAddResponse> MEMBER_ADD = method(
            "Cluster",
            "MemberAdd",
            EtcdProto.MemberAddRequest.getDefaultInstance(),
            EtcdProto.MemberAddResponse.getDefaultInstance());
    static final Method<EtcdProto.MemberRemoveRequest, EtcdProto.MemberRemoveResponse> MEMBER_REMOVE = method(
            "Cluster",
            "MemberRemove",
            EtcdProto.MemberRemoveRequest.getDefaultInstance(),
            EtcdProto.MemberRemoveResponse.getDefaultInstance());
    static final Method<EtcdProto.MemberUpdateRequest, EtcdProto.MemberUpdateResponse> MEMBER_UPDATE = method(
            "Cluster",
            "MemberUpdate",
            EtcdProto.MemberUpdateRequest.getDefaultInstance(),
            EtcdProto.MemberUpdateResponse.getDefaultInstance());
    static final Method<EtcdProto.MemberListRequest, EtcdProto.MemberListResponse> MEMBER_LIST = method(
            "Cluster",
            "MemberList",
            EtcdProto.MemberListRequest.getDefaultInstance(),
            EtcdProto.MemberListResponse.getDefaultInstance());
    static final Method<EtcdProto.MemberPromoteRequest, EtcdProto.MemberPromoteResponse> MEMBER_PROMOTE = method(
            "Cluster",
            "MemberPromote",
            EtcdProto.MemberPromoteRequest.getDefaultInstance(),
            EtcdProto.MemberPromoteResponse.getDefaultInstance());
    static final Method<EtcdProto.AlarmRequest, EtcdProto.AlarmResponse> ALARM = method(
            "Maintenance",
            "Alarm",
            EtcdProto.AlarmRequest.getDefaultInstance(),
            EtcdProto.AlarmResponse.getDefaultInstance());
    static final Method<EtcdProto.StatusRequest, EtcdProto.StatusResponse> STATUS = method(
            "Maintenance",
            "Status",
            EtcdProto.StatusRequest.getDefaultInstance(),
            EtcdProto.StatusResponse.getDefaultInstance());
    static final Method<EtcdProto.HashKVRequest, EtcdProto.HashKVResponse> HASH_KV = method(
            "Maintenance",
            "HashKV",
            EtcdProto.HashKVRequest.getDefaultInstance(),
            EtcdProto.HashKVResponse.getDefaultInstance());
    static final Method<EtcdProto.MoveLeaderRequest, EtcdProto.MoveLeaderResponse> MOVE_LEADER = method(
            "Maintenance",
            "MoveLeader",
            EtcdProto.MoveLeaderRequest.getDefaultInstance(),
            EtcdProto.MoveLeaderResponse.getDefaultInstance());
    static final Method<TransactionsProto.BeginRequest, TransactionsProto.BeginResponse> BEGIN = transactions(
            "Begin",
            TransactionsProto.BeginRequest.getDefaultInstance(),
            TransactionsProto.BeginResponse.getDefaultInstance());
    static final Method<TransactionsProto.CommitRequest, TransactionsProto.CommitResponse> COMMIT = transactions(
            "Commit",
            TransactionsProto.CommitRequest.getDefaultInstance(),
            TransactionsProto.CommitResponse.getDefaultInstance());

    private final ManagedChannel channel;

    private EtcdClient(ManagedChannel channel) {
        this.channel = channel;
    }

    static EtcdClient to(InetSocketAddress address) {
        return new EtcdClient(NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build());
    }

    static EtcdClient to(InetSocketAddress address, SslContext tls) {
        return new EtcdClient(
                NettyChannelBuilder.forAddress(address).sslContext(tls).build());
    }

    private static <Q extends Message, R extends Message> Method<Q, R> method(
            String service, String name, Q request, R answer) {
        return new Method<>(
                ServiceBuilder.describe(EtcdProto.getDescriptor().findServiceByName(service), name, request, answer),
                CallOptions.DEFAULT);
    }

    private static <Q extends Message, R extends Message> Method<Q, R> transactions(String name, Q request, R answer) {
        return new Method<>(
                ServiceBuilder.describe(
                        TransactionsProto.getDescriptor().findServiceByName("Transactions"), name, request, answer),
                CallOptions.DEFAULT);
    }

    /** @throws StatusRuntimeException if it is answered with an error, or not within some time */
    <Q extends Message, R extends Message> R call(Method<Q, R> method, Q request) {
        return ClientCalls.blockingUnaryCall(
                channel,
                method.descriptor(),
                method.options().withDeadlineAfter(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS),
                request);
    }

    /** For calls that {@link #call} does not do. */
    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
