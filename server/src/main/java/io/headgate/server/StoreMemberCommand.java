package io.headgate.server;

import io.grpc.StatusRuntimeException;
import io.headgate.etcd.EtcdConnection;
import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.Member;
import io.headgate.etcd.EtcdProto.MemberAddRequest;
import io.headgate.etcd.EtcdProto.MemberAddResponse;
import io.headgate.etcd.EtcdProto.MemberListRequest;
import io.headgate.etcd.EtcdProto.MemberPromoteRequest;
import io.headgate.etcd.EtcdProto.MemberRemoveRequest;
import io.headgate.etcd.EtcdProto.MemberUpdateRequest;
import io.headgate.etcd.EtcdProto.MoveLeaderRequest;
import io.headgate.etcd.EtcdProto.StatusResponse;
import io.headgate.server.TextTable.Column;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headgate store member}: who is a member, and who leads. */
@Command(name = "member", description = "List and change the members.", mixinStandardHelpOptions = true)
final class StoreMemberCommand {
    @Command(name = "list", description = "List the members.", mixinStandardHelpOptions = true)
    int list(@Mixin StoreClient client) throws InterruptedException {
        return client.run(session -> {
            print(
                    client,
                    session.call(
                                    EtcdMethods.MEMBER_LIST,
                                    MemberListRequest.newBuilder()
                                            .setLinearizable(true)
                                            .build())
                            .getMembersList());
            return CommandLine.ExitCode.OK;
        });
    }

    @Command(
            name = "add",
            description = "Add a member that is not started yet, and say how to start it.",
            mixinStandardHelpOptions = true)
    int add(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "URL", description = "Where the others will reach it, http://HOST:PORT.") URI url,
            @Option(names = "--learner", description = "It only follows until it is promoted.") boolean isLearner)
            throws InterruptedException {
        return client.run(session -> {
            MemberAddResponse answer = session.call(
                    EtcdMethods.MEMBER_ADD,
                    MemberAddRequest.newBuilder()
                            .addPeerURLs(url.toString())
                            .setIsLearner(isLearner)
                            .build());
            String id = StoreText.id(answer.getMember().getID());
            client.print(
                    "added member " + id + "; start it with an empty folder:\n  headgate store serve --name NAME"
                            + " --listen-peer " + url + " --listen-client URL --join http"
                            + (client.isTls(session.endpoint()) ? "s" : "") + "://" + session.endpoint() + "\n",
                    document(answer.getMember()));
            return CommandLine.ExitCode.OK;
        });
    }

    @Command(
            name = "remove",
            description = "Remove a member. It never comes back under its id.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "ID", description = "Its id.", converter = StoreIdConverter.class) long id)
            throws InterruptedException {
        return client.run(session -> {
            session.call(
                    EtcdMethods.MEMBER_REMOVE,
                    MemberRemoveRequest.newBuilder().setID(id).build());
            return done(client, "removed", id);
        });
    }

    @Command(
            name = "update",
            description = "Say where a member is reached from now on.",
            mixinStandardHelpOptions = true)
    int update(
            @Mixin StoreClient client,
            @Parameters(index = "0", paramLabel = "ID", description = "Its id.", converter = StoreIdConverter.class)
                    long id,
            @Parameters(index = "1", paramLabel = "URL", description = "Its new peer URL.") URI url)
            throws InterruptedException {
        return client.run(session -> {
            session.call(
                    EtcdMethods.MEMBER_UPDATE,
                    MemberUpdateRequest.newBuilder()
                            .setID(id)
                            .addPeerURLs(url.toString())
                            .build());
            return done(client, "updated", id);
        });
    }

    @Command(name = "promote", description = "Let a learner vote that has caught up.", mixinStandardHelpOptions = true)
    int promote(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "ID", description = "Its id.", converter = StoreIdConverter.class) long id)
            throws InterruptedException {
        return client.run(session -> {
            session.call(
                    EtcdMethods.MEMBER_PROMOTE,
                    MemberPromoteRequest.newBuilder().setID(id).build());
            return done(client, "promoted", id);
        });
    }

    @Command(
            name = "transfer",
            description = "Make another voter the leader. Asks whichever endpoint leads.",
            mixinStandardHelpOptions = true)
    int transfer(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "ID", description = "Its id.", converter = StoreIdConverter.class) long id) {
        String wrong = "";
        for (StoreEndpoint endpoint : client.endpoints()) {
            try (EtcdConnection connection = client.connect(endpoint)) {
                StatusResponse status = client.status(connection);
                if (status.getLeader() == status.getHeader().getMemberId()) {
                    connection.call(
                            EtcdMethods.MOVE_LEADER,
                            MoveLeaderRequest.newBuilder().setTargetID(id).build(),
                            client.timeout());
                    return done(client, "leads:", id);
                }
                wrong += endpoint + ": led by " + StoreText.id(status.getLeader()) + "; ";
            } catch (StatusRuntimeException e) {
                wrong += endpoint + ": " + StoreClient.reason(e.getStatus()) + "; ";
            }
        }
        return client.failed(wrong + "nothing was done (expected: the leader among --endpoints)");
    }

    private static int done(StoreClient client, String what, long id) {
        client.print(what + " " + StoreText.id(id) + "\n", Map.of("member", StoreText.id(id)));
        return CommandLine.ExitCode.OK;
    }

    private static void print(StoreClient client, List<Member> members) {
        TextTable table = new TextTable(
                Column.text("ID"),
                Column.text("NAME"),
                Column.text("ROLE"),
                Column.text("PEER"),
                Column.text("CLIENT"));
        for (Member member : members) {
            table.row(
                    StoreText.id(member.getID()),
                    member.getName().isEmpty() ? "(not started)" : member.getName(),
                    member.getIsLearner() ? "learner" : "voter",
                    String.join(" ", member.getPeerURLsList()),
                    String.join(" ", member.getClientURLsList()));
        }
        client.print(
                table.render(),
                Map.of(
                        "members",
                        members.stream().map(StoreMemberCommand::document).toList()));
    }

    private static Map<String, Object> document(Member member) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", StoreText.id(member.getID()));
        document.put("name", member.getName());
        document.put("learner", member.getIsLearner());
        document.put("peerUrls", List.copyOf(member.getPeerURLsList()));
        document.put("clientUrls", List.copyOf(member.getClientURLsList()));
        return document;
    }
}
