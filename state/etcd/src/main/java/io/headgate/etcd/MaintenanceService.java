package io.headgate.etcd;

import io.grpc.ServerServiceDefinition;
import io.headgate.etcd.EtcdProto.AlarmMember;
import io.headgate.etcd.EtcdProto.AlarmRequest;
import io.headgate.etcd.EtcdProto.AlarmResponse;
import io.headgate.etcd.EtcdProto.AlarmType;
import io.headgate.etcd.EtcdProto.DefragmentRequest;
import io.headgate.etcd.EtcdProto.DefragmentResponse;
import io.headgate.etcd.EtcdProto.HashKVRequest;
import io.headgate.etcd.EtcdProto.HashKVResponse;
import io.headgate.etcd.EtcdProto.HashRequest;
import io.headgate.etcd.EtcdProto.HashResponse;
import io.headgate.etcd.EtcdProto.MoveLeaderRequest;
import io.headgate.etcd.EtcdProto.MoveLeaderResponse;
import io.headgate.etcd.EtcdProto.SnapshotRequest;
import io.headgate.etcd.EtcdProto.SnapshotResponse;
import io.headgate.etcd.EtcdProto.StatusRequest;
import io.headgate.etcd.EtcdProto.StatusResponse;
import io.headgate.store.Alarm;
import io.headgate.store.Command;
import io.headgate.store.Member;
import io.headgate.store.MemberInfo;
import io.headgate.store.MemberStatus;
import io.headgate.store.Response;
import java.util.concurrent.CompletableFuture;

/** How a member is, and what an operator asks of it. */
final class MaintenanceService {
    /** The version of etcd whose API this is: the first whose answer to a progress request means what ours does. */
    static final String API_VERSION = "3.5.8";

    private final Member member;
    private final Headers headers;

    MaintenanceService(Member member, Headers headers) {
        this.member = member;
        this.headers = headers;
    }

    ServerServiceDefinition definition() {
        return new ServiceBuilder(EtcdProto.getDescriptor().findServiceByName("Maintenance"))
                .unary("Alarm", AlarmRequest.getDefaultInstance(), AlarmResponse.getDefaultInstance(), this::alarm)
                .unary(
                        "Status",
                        StatusRequest.getDefaultInstance(),
                        StatusResponse.getDefaultInstance(),
                        _ -> CompletableFuture.completedFuture(status()))
                .unary(
                        "Defragment",
                        DefragmentRequest.getDefaultInstance(),
                        DefragmentResponse.getDefaultInstance(),
                        _ -> defragment())
                .unary(
                        "Hash",
                        HashRequest.getDefaultInstance(),
                        HashResponse.getDefaultInstance(),
                        _ -> CompletableFuture.completedFuture(hash()))
                .unary(
                        "HashKV",
                        HashKVRequest.getDefaultInstance(),
                        HashKVResponse.getDefaultInstance(),
                        request -> CompletableFuture.completedFuture(hashKv(request)))
                .method(
                        "Snapshot",
                        SnapshotRequest.getDefaultInstance(),
                        SnapshotResponse.getDefaultInstance(),
                        new SnapshotHandler(member, headers))
                .unary(
                        "MoveLeader",
                        MoveLeaderRequest.getDefaultInstance(),
                        MoveLeaderResponse.getDefaultInstance(),
                        this::moveLeader)
                .build();
    }

    private CompletableFuture<AlarmResponse> alarm(AlarmRequest request) {
        return switch (request.getAction()) {
            case GET, UNRECOGNIZED -> CompletableFuture.completedFuture(raised(request.getAlarm()));
            case ACTIVATE -> set(request, /* raised= */ true);
            case DEACTIVATE -> set(request, /* raised= */ false);
        };
    }

    private AlarmResponse raised(AlarmType type) {
        var answer = AlarmResponse.newBuilder().setHeader(headers.now());
        for (Alarm alarm : member.status().alarms()) {
            if (type == AlarmType.NONE || type == encode(alarm.kind())) {
                answer.addAlarms(encode(alarm));
            }
        }
        return answer.build();
    }

    /** What is no alarm, or is already as asked for, changes nothing and is not told back. */
    private CompletableFuture<AlarmResponse> set(AlarmRequest request, boolean raised) {
        Alarm.Kind kind = switch (request.getAlarm()) {
            case NOSPACE -> Alarm.Kind.NO_SPACE;
            case CORRUPT -> Alarm.Kind.CORRUPT;
            case NONE, UNRECOGNIZED -> null;
        };
        if (kind == null) {
            return CompletableFuture.completedFuture(
                    AlarmResponse.newBuilder().setHeader(headers.now()).build());
        }
        var alarm = new Alarm(request.getMemberID(), kind);
        boolean changes = raised != member.keyspace().alarms().contains(alarm);
        return member.submit(new Command.SetAlarm(alarm, raised)).thenApply(reply -> {
            Answers.orThrow(reply.response());
            var answer = AlarmResponse.newBuilder().setHeader(headers.at(reply.revision()));
            if (changes) {
                answer.addAlarms(encode(alarm));
            }
            return answer.build();
        });
    }

    private static AlarmMember encode(Alarm alarm) {
        return AlarmMember.newBuilder()
                .setMemberID(alarm.member())
                .setAlarm(encode(alarm.kind()))
                .build();
    }

    private static AlarmType encode(Alarm.Kind kind) {
        return switch (kind) {
            case NO_SPACE -> AlarmType.NOSPACE;
            case CORRUPT -> AlarmType.CORRUPT;
        };
    }

    private StatusResponse status() {
        MemberStatus status = member.status();
        return StatusResponse.newBuilder()
                .setHeader(Headers.of(status, status.revision()))
                .setVersion(API_VERSION)
                .setDbSize(status.storeBytes())
                .setDbSizeInUse(status.liveBytes())
                .setLeader(status.leader())
                .setRaftIndex(status.chosenSlot())
                .setRaftAppliedIndex(status.appliedSlot())
                .setRaftTerm(status.round())
                .addAllErrors(status.errors())
                .setIsLearner(status.learner())
                .build();
    }

    private CompletableFuture<DefragmentResponse> defragment() {
        return member.checkpoint()
                .thenApply(_ ->
                        DefragmentResponse.newBuilder().setHeader(headers.now()).build());
    }

    private HashResponse hash() {
        var hashed = (Response.Hashed) Answers.orThrow(member.keyspace().hash(/* revision= */ 0));
        return HashResponse.newBuilder()
                .setHeader(headers.at(hashed.revision()))
                .setHash(fold(hashed.hash()))
                .build();
    }

    private HashKVResponse hashKv(HashKVRequest request) {
        var hashed = (Response.Hashed) Answers.orThrow(member.keyspace().hash(Math.max(0, request.getRevision())));
        return HashKVResponse.newBuilder()
                .setHeader(headers.now())
                .setHash(fold(hashed.hash()))
                .setCompactRevision(hashed.compactedRevision())
                .build();
    }

    private static int fold(long hash) {
        return Long.hashCode(hash);
    }

    private CompletableFuture<MoveLeaderResponse> moveLeader(MoveLeaderRequest request) {
        MemberStatus status = member.status();
        if (status.leader() != status.memberId()) {
            throw EtcdError.NOT_LEADER.exception();
        }
        MemberInfo target = member.members().stream()
                .filter(each -> each.id() == request.getTargetID() && !each.learner())
                .findAny()
                .orElseThrow(EtcdError.BAD_TRANSFEREE::exception);
        return member.transferLeadership(target.id())
                .thenApply(_ ->
                        MoveLeaderResponse.newBuilder().setHeader(headers.now()).build());
    }
}
