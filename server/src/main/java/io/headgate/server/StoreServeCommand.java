package io.headgate.server;

import io.headgate.replica.ReplicaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headgate store serve}: a member of a store, which may be alone, until SIGTERM. */
@Command(
        name = "serve",
        description = {
            "Serve a store over the etcd v3 API until SIGTERM. Without options it is a durable store of one member on"
                    + " loopback. Each member of a cluster that begins is given the same --cluster.",
        },
        mixinStandardHelpOptions = true)
final class StoreServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--name", paramLabel = "NAME", description = "This member's name; default unless given.")
    private String name = "default";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The member's folder; NAME.store in the current one unless given.")
    private @Nullable Path data;

    @Option(
            names = "--listen-client",
            paramLabel = "URL",
            description = "Where clients connect; http://127.0.0.1:2379 unless given.")
    private URI client = URI.create("http://127.0.0.1:2379");

    @Option(
            names = "--listen-peer",
            paramLabel = "URL",
            description = "Where other members connect; http://127.0.0.1:2380 unless given.")
    private URI peer = URI.create("http://127.0.0.1:2380");

    @Option(
            names = "--cluster",
            paramLabel = "NAME=URL",
            split = ",",
            description = "All members of a cluster that begins and their peer URLs; this one alone unless given.")
    private @Nullable Map<String, URI> cluster;

    @Option(
            names = "--token",
            paramLabel = "TEXT",
            description = "What tells this cluster from another one with the same members.")
    private String token = "headgate";

    @Override
    public Integer call() throws InterruptedException {
        Map<String, URI> founders = cluster == null ? Map.of(name, peer) : cluster;
        if (!founders.containsKey(name)) {
            throw new ParameterException(
                    spec.commandLine(), "--cluster: no " + name + " (expected: this member among " + founders + ")");
        }
        checkUrl("--listen-client", client);
        checkUrl("--listen-peer", peer);
        Path folder = data == null ? Path.of(name + ".store") : data;
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch stop = new CountDownLatch(1);
        try (StoreMember member = StoreMember.start(
                new StoreMember.Settings(name, folder, client, peer, founders, token, ReplicaSettings.DEFAULT),
                fatal -> {
                    err.println(fatal);
                    err.flush();
                    Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
                })) {
            err.println("ready: member " + name + " serves clients on " + member.clientAddress());
            err.flush();
            Signals.on("TERM", stop::countDown);
            Signals.on("INT", stop::countDown);
            stop.await();
        } catch (IOException | RuntimeException e) {
            err.println("headgate store serve: " + e.getMessage());
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        }
        return CommandLine.ExitCode.OK;
    }

    private void checkUrl(String option, URI url) {
        if (!"http".equals(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
            throw new ParameterException(spec.commandLine(), option + ": " + url + " (expected: http://HOST:PORT)");
        }
    }
}
