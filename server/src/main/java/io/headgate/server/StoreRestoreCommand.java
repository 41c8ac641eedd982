package io.headgate.server;

import io.headgate.log.LogSettings;
import io.headgate.replica.FileDisk;
import io.headgate.replica.MemberIdentity;
import io.headgate.replica.Restore;
import io.headgate.store.BackupException;
import io.headgate.store.BackupReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate store restore}: the folder of a member whose cluster begins with a backup. */
@Command(
        name = "restore",
        description = {
            "Make the folder of a member of a new cluster that begins with a backup: same keys, revisions and leases, a"
                    + " cluster id of its own. Each member is restored from the same file with the same --cluster and"
                    + " --token, then started by `serve`."
        },
        mixinStandardHelpOptions = true)
final class StoreRestoreCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreFolder folder = new StoreFolder();

    @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
    private Path file = Path.of("");

    @Option(
            names = "--listen-peer",
            paramLabel = "URL",
            description = "Where the member is reached if it is alone; http://127.0.0.1:2380 unless given.")
    private URI peer = URI.create("http://127.0.0.1:2380");

    @Override
    public Integer call() throws IOException {
        check();
        PrintWriter err = spec.commandLine().getErr();
        try {
            BackupReader.Backup backup = StoreBackupCommand.read(file);
            Founding founding = folder.founding(peer, backup.digest());
            MemberIdentity identity = founding.identity(folder.name(), List.of());
            restore(backup, identity);
            MemberFile.of(identity, founding.origin()).write(folder.path());
            spec.commandLine()
                    .getOut()
                    .println(folder.path() + ": member " + folder.name() + " of the new cluster "
                            + StoreText.id(identity.clusterId()) + " at revision "
                            + backup.header().revision());
            return CommandLine.ExitCode.OK;
        } catch (BackupException e) {
            err.println(file + ":" + e.offset() + ": " + e.getMessage() + "; nothing was restored");
        } catch (UncheckedIOException e) {
            err.println(folder.path() + ": " + e.getMessage());
        } catch (CompletionException e) {
            err.println(folder.path() + ": " + (e.getCause() == null ? e : e.getCause()).getMessage());
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private void restore(BackupReader.Backup backup, MemberIdentity identity) {
        AtomicBoolean isClosed = new AtomicBoolean();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            // The log makes its next segment ahead, and would go on with that after the disk was closed.
            Executor owner = task -> thread.execute(() -> {
                if (!isClosed.get()) {
                    task.run();
                }
            });
            FileDisk disk = CompletableFuture.supplyAsync(() -> FileDisk.open(folder.path(), owner), owner)
                    .join();
            try {
                CompletableFuture.supplyAsync(
                                () -> Restore.write(
                                        disk, identity, LogSettings.DEFAULT, backup.keyspace(), new Random()),
                                owner)
                        .thenCompose(done -> done)
                        .join();
            } finally {
                CompletableFuture.runAsync(
                                () -> {
                                    isClosed.set(true);
                                    disk.close();
                                },
                                owner)
                        .join();
            }
        }
    }

    private void check() throws IOException {
        List<String> problems = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            problems.add("FILE: " + file + " (expected: a backup that is there)");
        }
        if (!StoreFolder.isUrl(peer)) {
            problems.add("--listen-peer: " + peer + " (expected: http://HOST:PORT or https://HOST:PORT)");
        }
        folder.problems(problems, peer, /* isJoining= */ false);
        if (Files.isDirectory(folder.path())) {
            try (Stream<Path> entries = Files.list(folder.path())) {
                entries.findAny()
                        .ifPresent(entry -> problems.add("--data: " + folder.path() + " holds " + entry.getFileName()
                                + " (expected: an empty folder, or none)"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", problems));
        }
    }
}
