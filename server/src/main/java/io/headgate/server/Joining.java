package io.headgate.server;

import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdClientTls;
import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.Member;
import io.headgate.etcd.EtcdProto.MemberListRequest;
import io.headgate.etcd.EtcdProto.MemberListResponse;
import io.headgate.replica.MemberIdentity;
import io.headgate.store.MemberInfo;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a member that was added finds out who it is: it asks the cluster, and finds itself by its peer URL. */
final class Joining {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Joining() {}

    /**
     * Asks a member that is there.
     *
     * @param peer where others were told that this member is reached
     * @throws IOException if there is no answer, or this member is not among them, or has been started before
     */
    static MemberIdentity ask(URI endpoint, @Nullable EtcdClientTls tls, String name, URI peer, List<String> clientUrls)
            throws IOException {
        try (EtcdConnection connection = EtcdConnection.to(endpoint.getHost(), endpoint.getPort(), tls)) {
            MemberListResponse answer = connection.call(
                    EtcdMethods.MEMBER_LIST,
                    MemberListRequest.newBuilder().setLinearizable(true).build(),
                    PATIENCE);
            return identity(endpoint, answer, name, peer, clientUrls);
        } catch (StatusRuntimeException e) {
            throw new IOException("--join " + endpoint + ": " + StoreClient.reason(e.getStatus()), e);
        }
    }

    static MemberIdentity identity(
            URI endpoint, MemberListResponse answer, String name, URI peer, List<String> clientUrls)
            throws IOException {
        MemberInfo self = null;
        List<MemberInfo> others = new ArrayList<>();
        for (Member member : answer.getMembersList()) {
            if (member.getPeerURLsList().contains(peer.toString())) {
                if (!member.getName().isEmpty()) {
                    throw new IOException("--join " + endpoint + ": " + peer + " is member "
                            + StoreText.id(member.getID()) + ", " + member.getName()
                            + ", which has been started before (expected: a new one; remove that one and add it anew,"
                            + " or start it with its own folder)");
                }
                self = new MemberInfo(member.getID(), name, List.of(peer.toString()), clientUrls, true);
            } else {
                others.add(new MemberInfo(
                        member.getID(),
                        member.getName(),
                        member.getPeerURLsList(),
                        member.getClientURLsList(),
                        member.getIsLearner()));
            }
        }
        if (self == null) {
            throw new IOException("--join " + endpoint + ": no member with peer URL " + peer + " among "
                    + answer.getMembersList().stream()
                            .map(Member::getPeerURLsList)
                            .toList() + " (expected: headgate store member add " + peer + " before)");
        }
        return new MemberIdentity(answer.getHeader().getClusterId(), self, others, /* isJoining= */ true);
    }
}
