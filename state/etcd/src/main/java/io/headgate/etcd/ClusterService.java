package io.headgate.etcd;

import io.grpc.ServerServiceDefinition;
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
import io.headgate.store.Member;
import io.headgate.store.MemberInfo;
import io.headgate.store.MembershipChange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Who is a member. */
final class ClusterService {
    private final Member member;
    private final Headers headers;

    ClusterService(Member member, Headers headers) {
        this.member = member;
        this.headers = headers;
    }

    ServerServiceDefinition definition() {
        return new ServiceBuilder(EtcdProto.getDescriptor().findServiceByName("Cluster"))
                .unary(
                        "MemberAdd",
                        MemberAddRequest.getDefaultInstance(),
                        MemberAddResponse.getDefaultInstance(),
                        this::add)
                .unary(
                        "MemberRemove",
                        MemberRemoveRequest.getDefaultInstance(),
                        MemberRemoveResponse.getDefaultInstance(),
                        this::remove)
                .unary(
                        "MemberUpdate",
                        MemberUpdateRequest.getDefaultInstance(),
                        MemberUpdateResponse.getDefaultInstance(),
                        this::update)
                .unary(
                        "MemberList",
                        MemberListRequest.getDefaultInstance(),
                        MemberListResponse.getDefaultInstance(),
                        this::list)
                .unary(
                        "MemberPromote",
                        MemberPromoteRequest.getDefaultInstance(),
                        MemberPromoteResponse.getDefaultInstance(),
                        this::promote)
                .build();
    }

    private CompletableFuture<MemberAddResponse> add(MemberAddRequest request) {
        List<String> urls = PeerUrls.require(request.getPeerURLsList());
        List<MemberInfo> before = member.members();
        requireUnused(urls, before);
        Set<Long> known = before.stream().map(MemberInfo::id).collect(Collectors.toSet());
        return member.change(new MembershipChange.Add(urls, request.getIsLearner()))
                .thenApply(members -> {
                    var answer = MemberAddResponse.newBuilder().setHeader(headers.now());
                    for (MemberInfo each : members) {
                        answer.addMembers(encode(each));
                        if (!known.contains(each.id())) {
                            answer.setMember(encode(each));
                        }
                    }
                    return answer.build();
                });
    }

    private CompletableFuture<MemberRemoveResponse> remove(MemberRemoveRequest request) {
        require(request.getID());
        return member.change(new MembershipChange.Remove(request.getID())).thenApply(members -> {
            var answer = MemberRemoveResponse.newBuilder().setHeader(headers.now());
            members.forEach(each -> answer.addMembers(encode(each)));
            return answer.build();
        });
    }

    private CompletableFuture<MemberUpdateResponse> update(MemberUpdateRequest request) {
        List<String> urls = PeerUrls.require(request.getPeerURLsList());
        require(request.getID());
        requireUnused(
                urls,
                member.members().stream()
                        .filter(each -> each.id() != request.getID())
                        .toList());
        return member.change(new MembershipChange.Update(request.getID(), urls)).thenApply(members -> {
            var answer = MemberUpdateResponse.newBuilder().setHeader(headers.now());
            members.forEach(each -> answer.addMembers(encode(each)));
            return answer.build();
        });
    }

    private CompletableFuture<MemberListResponse> list(MemberListRequest request) {
        CompletableFuture<?> known =
                request.getLinearizable() ? member.readIndex() : CompletableFuture.completedFuture(null);
        return known.thenApply(_ -> {
            var answer = MemberListResponse.newBuilder().setHeader(headers.now());
            member.members().forEach(each -> answer.addMembers(encode(each)));
            return answer.build();
        });
    }

    private CompletableFuture<MemberPromoteResponse> promote(MemberPromoteRequest request) {
        if (!require(request.getID()).learner()) {
            throw EtcdError.NOT_A_LEARNER.exception();
        }
        return member.change(new MembershipChange.Promote(request.getID())).thenApply(members -> {
            var answer = MemberPromoteResponse.newBuilder().setHeader(headers.now());
            members.forEach(each -> answer.addMembers(encode(each)));
            return answer.build();
        });
    }

    private MemberInfo require(long id) {
        return member.members().stream()
                .filter(each -> each.id() == id)
                .findAny()
                .orElseThrow(EtcdError.MEMBER_NOT_FOUND::exception);
    }

    private static void requireUnused(List<String> urls, List<MemberInfo> members) {
        Set<String> used = new HashSet<>();
        members.forEach(each -> used.addAll(each.peerUrls()));
        if (urls.stream().anyMatch(used::contains)) {
            throw EtcdError.PEER_URLS_EXIST.exception();
        }
    }

    private static EtcdProto.Member encode(MemberInfo from) {
        return EtcdProto.Member.newBuilder()
                .setID(from.id())
                .setName(from.name())
                .addAllPeerURLs(from.peerUrls())
                .addAllClientURLs(from.clientUrls())
                .setIsLearner(from.learner())
                .build();
    }
}
