package io.headgate.server;

import io.headgate.etcd.EtcdMethods;
import io.headgate.etcd.EtcdProto.SnapshotRequest;
import io.headgate.etcd.EtcdProto.SnapshotResponse;
import io.headgate.store.BackupException;
import io.headgate.store.BackupReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate store backup}: the whole state of a running member in a file. */
@Command(
        name = "backup",
        description = {
            "Write all that a running member has into FILE, while it goes on. The file is read back and checked before it"
                    + " gets its name; it takes no other file's place."
        },
        mixinStandardHelpOptions = true)
final class StoreBackupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreClient client = new StoreClient();

    @Parameters(index = "0", paramLabel = "FILE", description = "The file, which must not be there.")
    private Path file = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        if (Files.exists(file)) {
            throw new ParameterException(spec.commandLine(), "FILE: " + file + " is there (expected: a new name)");
        }
        return client.run(session -> {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            try {
                write(part, session.connection().stream(EtcdMethods.SNAPSHOT, SnapshotRequest.getDefaultInstance()));
                BackupReader.Backup backup = read(part);
                publish(part);
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("file", file.toString());
                document.put("bytes", Files.size(file));
                document.put("cluster", StoreText.id(backup.header().clusterId()));
                document.put("slot", backup.header().slot());
                document.put("revision", backup.header().revision());
                document.put("sha256", backup.digest());
                client.print(
                        file + ": " + document.get("bytes") + " bytes, revision "
                                + backup.header().revision() + ", sha256 " + backup.digest() + "\n",
                        document);
                return CommandLine.ExitCode.OK;
            } catch (BackupException e) {
                return client.failed(file + ":" + e.offset() + " " + e.getMessage() + "; no backup was made");
            } finally {
                Files.deleteIfExists(part);
            }
        });
    }

    private static void write(Path part, Iterator<SnapshotResponse> pieces) throws IOException {
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (pieces.hasNext()) {
                var bytes = pieces.next().getBlob().asReadOnlyByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
    }

    /** @throws BackupException if it is not whole */
    static BackupReader.Backup read(Path file) throws IOException {
        try (InputStream from = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return BackupReader.read(from);
        }
    }

    private void publish(Path part) throws IOException {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
