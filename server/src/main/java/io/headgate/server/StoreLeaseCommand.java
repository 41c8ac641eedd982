package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.LeaseGrantRequest;
import io.headgate.etcd.EtcdProto.LeaseGrantResponse;
import io.headgate.etcd.EtcdProto.LeaseLeasesRequest;
import io.headgate.etcd.EtcdProto.LeaseRevokeRequest;
import io.headgate.etcd.EtcdProto.LeaseStatus;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveRequest;
import io.headgate.etcd.EtcdProto.LeaseTimeToLiveResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headgate store lease}: keys that go when nobody renews them. */
@Command(
        name = "lease",
        description = "Grant, renew and revoke leases.",
        subcommands = {StoreKeepAliveCommand.class},
        mixinStandardHelpOptions = true)
final class StoreLeaseCommand {
    @Command(name = "grant", description = "Make a lease. Prints its id.", mixinStandardHelpOptions = true)
    int grant(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "SECONDS", description = "How long it lives without being renewed.") long seconds)
            throws InterruptedException {
        return client.run(session -> {
            LeaseGrantResponse answer = session.call(
                    EtcdMethods.LEASE_GRANT,
                    LeaseGrantRequest.newBuilder().setTTL(seconds).build());
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("lease", StoreText.id(answer.getID()));
            document.put("ttlSeconds", answer.getTTL());
            client.print(StoreText.id(answer.getID()) + "\n", document);
            return CommandLine.ExitCode.OK;
        });
    }

    @Command(name = "revoke", description = "End a lease, and delete its keys.", mixinStandardHelpOptions = true)
    int revoke(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "ID", description = "The lease.", converter = StoreIdConverter.class) long id)
            throws InterruptedException {
        return client.run(session -> {
            session.call(
                    EtcdMethods.LEASE_REVOKE,
                    LeaseRevokeRequest.newBuilder().setID(id).build());
            client.print("revoked " + StoreText.id(id) + "\n", Map.of("lease", StoreText.id(id)));
            return CommandLine.ExitCode.OK;
        });
    }

    @Command(
            name = "ttl",
            description = "Show what a lease has left. Exits with 1 if there is none.",
            mixinStandardHelpOptions = true)
    int ttl(
            @Mixin StoreClient client,
            @Parameters(paramLabel = "ID", description = "The lease.", converter = StoreIdConverter.class) long id,
            @Option(names = "--keys", description = "Show its keys, too.") boolean withKeys)
            throws InterruptedException {
        return client.run(session -> {
            LeaseTimeToLiveResponse answer = session.call(
                    EtcdMethods.LEASE_TIME_TO_LIVE,
                    LeaseTimeToLiveRequest.newBuilder()
                            .setID(id)
                            .setKeys(withKeys)
                            .build());
            if (answer.getTTL() < 0) {
                return client.failed("lease " + StoreText.id(id) + ": there is none (expected: one of `lease list`)");
            }
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("lease", StoreText.id(id));
            document.put("ttlSeconds", answer.getTTL());
            document.put("grantedSeconds", answer.getGrantedTTL());
            var lines = new StringBuilder()
                    .append(answer.getTTL())
                    .append(" s of ")
                    .append(answer.getGrantedTTL())
                    .append(" s left\n");
            if (withKeys) {
                document.put(
                        "keys",
                        answer.getKeysList().stream().map(StoreText::shown).toList());
                answer.getKeysList()
                        .forEach(key -> lines.append(StoreText.shown(key)).append('\n'));
            }
            client.print(lines.toString(), document);
            return CommandLine.ExitCode.OK;
        });
    }

    @Command(name = "list", description = "List the leases.", mixinStandardHelpOptions = true)
    int list(@Mixin StoreClient client) throws InterruptedException {
        return client.run(session -> {
            List<String> leases =
                    session
                            .call(EtcdMethods.LEASE_LEASES, LeaseLeasesRequest.getDefaultInstance())
                            .getLeasesList()
                            .stream()
                            .map(LeaseStatus::getID)
                            .map(StoreText::id)
                            .toList();
            var lines = new StringBuilder();
            leases.forEach(lease -> lines.append(lease).append('\n'));
            client.print(lines.toString(), Map.of("leases", leases));
            return CommandLine.ExitCode.OK;
        });
    }
}
