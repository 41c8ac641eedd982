package io.headgate.etcd;

import io.grpc.ServerServiceDefinition;
import io.headgate.etcd.EtcdProto.LeaseGrantRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantResponse;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveRequest;
import io.headgate.etcd.EtcdProto.LeaseKeepAliveResponse;
import io.headgate.etcd.EtcdProto.LeaseLeasesRequest;
import io.headgate.etcd.EtcdProto.LeaseLeasesResponse;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.etcd.EtcdProto.LeaseRevokeResponse;
import io.headgate.etcd.EtcdProto.LeaseStatus;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveRequest;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveResponse;
import io.headgate.store.Command;
import io.headgate.store.Member;
import io.headgate.store.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

/** Leases. */
final class LeaseService {
    private final Member member;
    private final Headers headers;
    private final Loops loops;

    LeaseService(Member member, Headers headers, Loops loops) {
        this.member = member;
        this.headers = headers;
        this.loops = loops;
    }

    ServerServiceDefinition definition() {
        return new ServiceBuilder(EtcdProto.getDescriptor().findServiceByName("Lease"))
                .unary(
                        "LeaseGrant",
                        LeaseGrantRequest.getDefaultInstance(),
                        LeaseGrantResponse.getDefaultInstance(),
                        this::grant)
                .unary(
                        "LeaseRevoke",
                        LeaseRevokeRequest.getDefaultInstance(),
                        LeaseRevokeResponse.getDefaultInstance(),
                        this::revoke)
                .method(
                        "LeaseKeepAlive",
                        LeaseKeepAliveRequest.getDefaultInstance(),
                        LeaseKeepAliveResponse.getDefaultInstance(),
                        (call, _) -> new KeepAliveStream(member, headers, call, loops.current()))
                .unary(
                        "LeaseTimeToLive",
                        LeaseTimeToLiveRequest.getDefaultInstance(),
                        LeaseTimeToLiveResponse.getDefaultInstance(),
                        this::timeToLive)
                .unary(
                        "LeaseLeases",
                        LeaseLeasesRequest.getDefaultInstance(),
                        LeaseLeasesResponse.getDefaultInstance(),
                        _ -> leases())
                .build();
    }

    private CompletableFuture<LeaseGrantResponse> grant(LeaseGrantRequest request) {
        long id = request.getID() != 0
                ? request.getID()
                : ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
        return member.submit(new Command.GrantLease(id, request.getTTL())).thenApply(reply -> {
            var granted = (Response.LeaseGranted) Answers.orThrow(reply.response());
            return LeaseGrantResponse.newBuilder()
                    .setHeader(headers.at(reply.revision()))
                    .setID(granted.id())
                    .setTTL(granted.ttlSeconds())
                    .build();
        });
    }

    private CompletableFuture<LeaseRevokeResponse> revoke(LeaseRevokeRequest request) {
        return member.submit(new Command.RevokeLease(request.getID())).thenApply(reply -> {
            Answers.orThrow(reply.response());
            return LeaseRevokeResponse.newBuilder()
                    .setHeader(headers.at(reply.revision()))
                    .build();
        });
    }

    private CompletableFuture<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request) {
        return member.timeToLive(request.getID()).thenApply(seconds -> {
            var answer = LeaseTimeToLiveResponse.newBuilder()
                    .setHeader(headers.now())
                    .setID(request.getID())
                    .setTTL(-1);
            member.keyspace().lease(request.getID()).filter(_ -> seconds >= 0).ifPresent(lease -> {
                answer.setTTL(seconds).setGrantedTTL(lease.ttlSeconds());
                if (request.getKeys()) {
                    lease.keys().stream().map(Answers::bytes).forEach(answer::addKeys);
                }
            });
            return answer.build();
        });
    }

    private CompletableFuture<LeaseLeasesResponse> leases() {
        return member.readIndex().thenApply(_ -> {
            var answer = LeaseLeasesResponse.newBuilder().setHeader(headers.now());
            for (long id : member.keyspace().leaseIds()) {
                answer.addLeases(LeaseStatus.newBuilder().setID(id));
            }
            return answer.build();
        });
    }
}
