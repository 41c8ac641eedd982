package io.headgate.server;

import io.headgate.log.Finding;
import io.headgate.log.FolderCheck;
import io.headgate.log.LogFormatException;
import io.headgate.log.LogIdentity;
import io.headgate.replica.FileDisk;
import io.headgate.store.BackupException;
import io.headgate.store.BackupReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate store verify}: reads every byte of a backup or of a stopped member's folder. */
@Command(
        name = "verify",
        description = {
            "Read every byte of a backup, or of the folder of a member that is stopped, and list what is not as it was"
                    + " written: file, offset, what it means. Changes nothing. Exits with 1 if there is anything."
        },
        mixinStandardHelpOptions = true)
final class StoreVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FILE|DIR", description = "A backup, or a member's folder.")
    private Path path = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(path)) {
            throw new ParameterException(
                    spec.commandLine(), path + ": there is nothing (expected: a backup, or a member's folder)");
        }
        return Files.isDirectory(path) ? folder() : backup();
    }

    private int backup() throws IOException {
        try {
            BackupReader.Backup backup = StoreBackupCommand.read(path);
            say(path + ": whole: cluster " + StoreText.id(backup.header().clusterId()) + ", slot "
                    + backup.header().slot() + ", revision " + backup.header().revision() + ", sha256 "
                    + backup.digest());
            return CommandLine.ExitCode.OK;
        } catch (BackupException e) {
            say(path + ":" + e.offset() + ": LOST: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int folder() throws IOException {
        MemberFile member = MemberFile.read(path)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), path + ": no " + MemberFile.NAME + " (expected: a member's folder)"));
        var whose = new LogIdentity(
                Long.parseUnsignedLong(member.cluster(), 16), Long.parseUnsignedLong(member.member(), 16));
        try (FileDisk disk = FileDisk.open(path, Runnable::run)) {
            List<Finding> findings = FolderCheck.verify(disk, whose);
            findings.forEach(finding -> say(path.resolve(finding.file()) + ":" + finding.offset() + ": "
                    + finding.severity() + ": " + finding.text()));
            if (findings.isEmpty()) {
                say(path + ": whole: member " + member.name() + " of cluster " + member.cluster());
            }
            return findings.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (LogFormatException e) {
            complain(path + ": " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (UncheckedIOException e) {
            Throwable cause = e.getCause();
            complain(String.valueOf((cause == null ? e : cause).getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void complain(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
