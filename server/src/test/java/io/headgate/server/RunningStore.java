package io.headgate.server;

import io.headgate.replica.PeerTls;
import io.headgate.replica.ReplicaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store of one member in this process, as {@code store serve} starts it, and the commands that talk to it. */
final class RunningStore implements AutoCloseable {
    final StoreMember member;
    final String endpoint;

    private RunningStore(StoreMember member) {
        this.member = member;
        this.endpoint = "127.0.0.1:" + member.clientAddress().getPort();
    }

    /** Starts, or goes on with, the member of a folder. */
    static RunningStore in(Path folder) throws IOException {
        return in(folder, ReplicaSettings.DEFAULT);
    }

    /** As the other, with other sizes and times. */
    static RunningStore in(Path folder, ReplicaSettings replica) throws IOException {
        URI client = URI.create("http://127.0.0.1:" + freePort());
        URI peer = URI.create("http://127.0.0.1:" + freePort());
        var founding = new Founding(Map.of("default", peer), "headgate", "");
        Optional<MemberFile> before = MemberFile.read(folder);
        MemberFile file =
                before.orElseGet(() -> MemberFile.of(founding.identity("default", List.of()), founding.origin()));
        if (before.isEmpty()) {
            Files.createDirectories(folder);
            file.write(folder);
        }
        var settings = new StoreMember.Settings(
                folder, file.identity(List.of(client.toString())), client, peer, null, PeerTls.NONE, replica);
        return new RunningStore(StoreMember.start(settings, fatal -> {}));
    }

    /** What a command printed, and how it ended. */
    record Run(int exitCode, String out, String err) {}

    /** Runs {@code headgate store} with these arguments, asking this store. */
    Run run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("store"));
        all.addAll(List.of(command.split(" ")));
        all.addAll(List.of("--endpoints", endpoint));
        all.addAll(List.of(arguments));
        return RunningStore.headgate(all.toArray(String[]::new));
    }

    /** What it printed; nothing else was expected of it than to succeed. */
    String ok(String command, String... arguments) {
        Run run = run(command, arguments);
        if (run.exitCode() != 0) {
            throw new AssertionError(command + ": " + run);
        }
        return run.out();
    }

    /** Runs {@code headgate}. */
    static Run headgate(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        member.close();
    }
}
