package io.headgate.server;

import io.headgate.replica.MemberIdentity;
import io.headgate.replica.ReplicaSettings;
import io.headgate.store.MemberStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate store serve}: a member of a store, which may be alone, until SIGTERM. */
@Command(
        name = "serve",
        description = {
            "Serve a store over the etcd v3 API until SIGTERM. Without options it is a durable store of one member on"
                    + " loopback. Each member of a cluster that begins is given the same --cluster; one that was added"
                    + " to a cluster is given --join.",
        },
        mixinStandardHelpOptions = true)
final class StoreServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreFolder folder = new StoreFolder();

    @Mixin
    private StoreTls tls = new StoreTls();

    @Option(
            names = "--listen-client",
            paramLabel = "URL",
            description = "Where clients connect; http://127.0.0.1:2379 unless given. https:// needs --cert and --key.")
    private URI client = URI.create("http://127.0.0.1:2379");

    @Option(
            names = "--advertise-client",
            paramLabel = "URL",
            description = "Where clients are told to connect; as --listen-client unless given.")
    private @Nullable URI advertised;

    @Option(
            names = "--listen-peer",
            paramLabel = "URL",
            description =
                    "Where other members connect; http://127.0.0.1:2380 unless given. https:// needs --peer-cert, --peer-key"
                            + " and --peer-ca.")
    private URI peer = URI.create("http://127.0.0.1:2380");

    @Option(
            names = "--join",
            paramLabel = "URL",
            description = "Where a member of a cluster that is there serves clients; this one was added before.")
    private @Nullable URI join;

    @Option(
            names = "--listen-metrics",
            paramLabel = "HOST:PORT",
            converter = StoreEndpoint.Converter.class,
            description = "Answer /metrics, /health and /ready there, on loopback only; nowhere unless given.")
    private @Nullable StoreEndpoint metrics;

    @Override
    public Integer call() throws InterruptedException {
        check();
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch stop = new CountDownLatch(1);
        try (StoreMember member = start(err);
                StoreAdmin admin = StoreAdmin.start(metrics, member)) {
            err.println("ready: member " + folder.name() + " serves clients on " + member.clientAddress()
                    + (metrics == null ? "" : ", metrics on http://" + admin.address() + "/metrics"));
            err.flush();
            Signals.on("TERM", stop::countDown);
            Signals.on("INT", stop::countDown);
            CompletableFuture<Void> removed = member.member().removed();
            var _ = removed.thenRun(stop::countDown);
            stop.await();
            if (removed.isDone()) {
                return failed(err, removedFrom(member));
            }
        } catch (IOException | RuntimeException e) {
            return failed(err, e);
        }
        return CommandLine.ExitCode.OK;
    }

    private String removedFrom(StoreMember member) {
        MemberStatus status = member.member().status();
        return "member " + StoreText.id(status.memberId()) + " was removed from cluster "
                + StoreText.id(status.clusterId()) + " for good (expected: a new member, by headgate store member add,"
                + " with an empty folder; nothing needs " + folder.path() + " any more)";
    }

    private StoreMember start(PrintWriter err) throws IOException {
        MemberIdentity identity = identity();
        return StoreMember.start(
                new StoreMember.Settings(
                        folder.path(),
                        identity,
                        client,
                        peer,
                        tls.forClients(),
                        tls.betweenMembers(),
                        ReplicaSettings.DEFAULT),
                fatal -> {
                    err.println(fatal);
                    err.flush();
                    Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
                });
    }

    private static int failed(PrintWriter err, Exception failure) {
        Throwable cause = failure.getCause();
        Throwable why = failure instanceof UncheckedIOException && cause != null ? cause : failure;
        return failed(err, why.getMessage() == null ? why.toString() : why.getMessage());
    }

    private static int failed(PrintWriter err, String why) {
        err.println("headgate store serve: " + why);
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** As the folder says; at the first start as the options say, which is written down before anything else happens. */
    private MemberIdentity identity() throws IOException {
        List<String> clientUrls = List.of((advertised == null ? client : advertised).toString());
        Optional<MemberFile> before = MemberFile.read(folder.path());
        if (before.isPresent()) {
            folder.requireSame(before.get());
            return before.get().identity(clientUrls);
        }
        URI there = join;
        MemberIdentity identity = there == null
                ? folder.founding(peer, "").identity(folder.name(), clientUrls)
                : Joining.ask(
                        there,
                        "https".equals(there.getScheme()) ? tls.asClient() : null,
                        folder.name(),
                        peer,
                        clientUrls);
        Files.createDirectories(folder.path());
        String origin = there == null ? folder.founding(peer, "").origin() : "joined " + there;
        MemberFile.of(identity, origin).write(folder.path());
        return identity;
    }

    private void check() {
        List<String> problems = new ArrayList<>();
        checkUrl(problems, "--listen-client", client);
        checkUrl(problems, "--listen-peer", peer);
        checkUrl(problems, "--advertise-client", advertised);
        checkUrl(problems, "--join", join);
        if (join != null && folder.cluster() != null) {
            problems.add("--join and --cluster (expected: --cluster for members that begin together, --join for one"
                    + " that was added)");
        }
        folder.problems(problems, peer, join != null);
        if (problems.isEmpty()) {
            problems.addAll(tls.problems("https".equals(client.getScheme()), "https".equals(peer.getScheme())));
            checkLoopback(
                    problems, "--listen-client", client, "--cert and --key, and --client-ca to tell clients apart");
            checkLoopback(problems, "--listen-peer", peer, "--peer-cert, --peer-key and --peer-ca");
            StoreEndpoint wanted = metrics;
            if (wanted != null && !isLoopback(wanted.host())) {
                problems.add("--listen-metrics: " + wanted + " (expected: an address of loopback, such as"
                        + " 127.0.0.1:2381; it has no authentication)");
            }
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", problems));
        }
    }

    private static void checkUrl(List<String> problems, String option, @Nullable URI url) {
        if (url != null && !StoreFolder.isUrl(url)) {
            problems.add(option + ": " + url + " (expected: http://HOST:PORT or https://HOST:PORT)");
        }
    }

    private static void checkLoopback(List<String> problems, String option, URI url, String files) {
        if ("http".equals(url.getScheme()) && !isLoopback(url.getHost())) {
            problems.add(
                    option + ": " + url + " would serve whoever can reach it, in plain text (expected: an address of"
                            + " loopback, or https:// with " + files + ")");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
