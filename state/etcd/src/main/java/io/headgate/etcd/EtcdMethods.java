package io.headgate.etcd;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.headgate.etcd.EtcdProto.AlarmRequest;
import io.headgate.etcd.EtcdProto.AlarmResponse;
import io.headgate.etcd.EtcdProto.CompactionRequest;
import io.headgate.etcd.EtcdProto.CompactionResponse;
import io.headgate.etcd.EtcdProto.DefragmentRequest;
import io.headgate.etcd.EtcdProto.DefragmentResponse;
import io.headgate.etcd.EtcdProto.DeleteRangeRequest;
import io.headgate.etcd.EtcdProto.DeleteRangeResponse;
import io.headgate.etcd.EtcdProto.LeaseGrantRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantResponse;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveRequest;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveResponse;
import io.headgate.etcd.EtcdProto.LeaseLeasesRequest;
import io.headgate.etcd.EtcdProto.LeaseLeasesResponse;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.etcd.EtcdProto.LeaseRevokeResponse;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveRequest;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveResponse;
import io.headgate.etcd.EtcdProto.MemberAddRequest;
import io.headgate.etcd.EtcdProto.MemberAddResponse;
import io.headgate.etcd.EtcdProto.MemberListRequest;
import io.headgate.etcd.EtcdProto.MemberListResponse;
import io.headgate.etcd.EtcdProto.MemberPromoteRequest;
import io.headgate.etcd.EtcdProto.MemberPromoteResponse;
import io.headgate.etcd.EtcdProto.MemberRemoveRequest;
import io.headgate.etcd.EtcdProto.MemberRemoveResponse;
import io.headgate.etcd.EtcdProto.MemberUpdateRequest;
import io.headgate.etcd.EtcdProto.MemberUpdateResponse;
import io.headgate.etcd.EtcdProto.MoveLeaderRequest;
import io.headgate.etcd.EtcdProto.MoveLeaderResponse;
import io.headgate.etcd.EtcdProto.PutRequest;
import io.headgate.etcd.EtcdProto.PutResponse;
import io.headgate.etcd.EtcdProto.RangeRequest;
import io.headgate.etcd.EtcdProto.RangeResponse;
import io.headgate.etcd.EtcdProto.SnapshotRequest;
import io.headgate.etcd.EtcdProto.SnapshotResponse;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.headgate.etcd.EtcdProto.StatusResponse;
import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.etcd.EtcdProto.WatchRequest;
import io.headgate.etcd.EtcdProto.WatchResponse;

/** The methods of etcd's v3 API, for clients: what {@link EtcdConnection} calls. */
public final class EtcdMethods {
    /** Reads keys in order. */
    public static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
            method("KV", "Range", RangeRequest.getDefaultInstance(), RangeResponse.getDefaultInstance());

    /** Writes a key. */
    public static final MethodDescriptor<PutRequest, PutResponse> PUT =
            method("KV", "Put", PutRequest.getDefaultInstance(), PutResponse.getDefaultInstance());

    /** Deletes keys. */
    public static final MethodDescriptor<DeleteRangeRequest, DeleteRangeResponse> DELETE_RANGE = method(
            "KV", "DeleteRange", DeleteRangeRequest.getDefaultInstance(), DeleteRangeResponse.getDefaultInstance());

    /** Compares, then does one thing or the other, at one revision. */
    public static final MethodDescriptor<TxnRequest, TxnResponse> TXN =
            method("KV", "Txn", TxnRequest.getDefaultInstance(), TxnResponse.getDefaultInstance());

    /** Forgets superseded versions. */
    public static final MethodDescriptor<CompactionRequest, CompactionResponse> COMPACT =
            method("KV", "Compact", CompactionRequest.getDefaultInstance(), CompactionResponse.getDefaultInstance());

    /** Follows changes; requests and answers are streams. */
    public static final MethodDescriptor<WatchRequest, WatchResponse> WATCH =
            method("Watch", "Watch", WatchRequest.getDefaultInstance(), WatchResponse.getDefaultInstance());

    /** Makes a lease. */
    public static final MethodDescriptor<LeaseGrantRequest, LeaseGrantResponse> LEASE_GRANT = method(
            "Lease", "LeaseGrant", LeaseGrantRequest.getDefaultInstance(), LeaseGrantResponse.getDefaultInstance());

    /** Ends a lease, and deletes its keys. */
    public static final MethodDescriptor<LeaseRevokeRequest, LeaseRevokeResponse> LEASE_REVOKE = method(
            "Lease", "LeaseRevoke", LeaseRevokeRequest.getDefaultInstance(), LeaseRevokeResponse.getDefaultInstance());

    /** Renews leases; requests and answers are streams. */
    public static final MethodDescriptor<LeaseKeepAliveRequest, LeaseKeepAliveResponse> LEASE_KEEP_ALIVE = method(
            "Lease",
            "LeaseKeepAlive",
            LeaseKeepAliveRequest.getDefaultInstance(),
            LeaseKeepAliveResponse.getDefaultInstance());

    /** What a lease has left, and which keys. */
    public static final MethodDescriptor<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> LEASE_TIME_TO_LIVE = method(
            "Lease",
            "LeaseTimeToLive",
            LeaseTimeToLiveRequest.getDefaultInstance(),
            LeaseTimeToLiveResponse.getDefaultInstance());

    /** All leases. */
    public static final MethodDescriptor<LeaseLeasesRequest, LeaseLeasesResponse> LEASE_LEASES = method(
            "Lease", "LeaseLeases", LeaseLeasesRequest.getDefaultInstance(), LeaseLeasesResponse.getDefaultInstance());

    /** Adds a member. */
    public static final MethodDescriptor<MemberAddRequest, MemberAddResponse> MEMBER_ADD = method(
            "Cluster", "MemberAdd", MemberAddRequest.getDefaultInstance(), MemberAddResponse.getDefaultInstance());

    /** Removes a member. */
    public static final MethodDescriptor<MemberRemoveRequest, MemberRemoveResponse> MEMBER_REMOVE = method(
            "Cluster",
            "MemberRemove",
            MemberRemoveRequest.getDefaultInstance(),
            MemberRemoveResponse.getDefaultInstance());

    /** Changes where a member is reached. */
    public static final MethodDescriptor<MemberUpdateRequest, MemberUpdateResponse> MEMBER_UPDATE = method(
            "Cluster",
            "MemberUpdate",
            MemberUpdateRequest.getDefaultInstance(),
            MemberUpdateResponse.getDefaultInstance());

    /** All members. */
    public static final MethodDescriptor<MemberListRequest, MemberListResponse> MEMBER_LIST = method(
            "Cluster", "MemberList", MemberListRequest.getDefaultInstance(), MemberListResponse.getDefaultInstance());

    /** Lets a learner vote. */
    public static final MethodDescriptor<MemberPromoteRequest, MemberPromoteResponse> MEMBER_PROMOTE = method(
            "Cluster",
            "MemberPromote",
            MemberPromoteRequest.getDefaultInstance(),
            MemberPromoteResponse.getDefaultInstance());

    /** Lists, raises and lowers alarms. */
    public static final MethodDescriptor<AlarmRequest, AlarmResponse> ALARM =
            method("Maintenance", "Alarm", AlarmRequest.getDefaultInstance(), AlarmResponse.getDefaultInstance());

    /** How the member that is asked is. */
    public static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
            method("Maintenance", "Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance());

    /** Lets the member that is asked write a checkpoint. */
    public static final MethodDescriptor<DefragmentRequest, DefragmentResponse> DEFRAGMENT = method(
            "Maintenance",
            "Defragment",
            DefragmentRequest.getDefaultInstance(),
            DefragmentResponse.getDefaultInstance());

    /** A backup of the member that is asked; the answers are a stream. */
    public static final MethodDescriptor<SnapshotRequest, SnapshotResponse> SNAPSHOT = method(
            "Maintenance", "Snapshot", SnapshotRequest.getDefaultInstance(), SnapshotResponse.getDefaultInstance());

    /** Asked of the leader, makes another member the leader. */
    public static final MethodDescriptor<MoveLeaderRequest, MoveLeaderResponse> MOVE_LEADER = method(
            "Maintenance",
            "MoveLeader",
            MoveLeaderRequest.getDefaultInstance(),
            MoveLeaderResponse.getDefaultInstance());

    private EtcdMethods() {}

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            String service, String name, Q request, R answer) {
        FileDescriptor protocol = EtcdProto.getDescriptor();
        return ServiceBuilder.describe(protocol.findServiceByName(service), name, request, answer);
    }
}
