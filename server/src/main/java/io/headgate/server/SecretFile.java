package io.headgate.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secret of persistence cookies as a file of the node's data folder, so that clients find their endpoints again after a restart.
 * Made at random when it is first wanted and not there; refused when others might have read it, for they could write cookies.
 * Confined to one thread.
 */
final class SecretFile implements PersistenceSecret {
    static final String NAME = "persistence-secret";
    private static final int LENGTH = 32;

    /** Where files have owners and permissions; elsewhere the folder's own protection has to do. */
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final FileAttribute<?>[] FOLDER_ATTRIBUTES = attributes("rwx------");
    private static final FileAttribute<?>[] FILE_ATTRIBUTES = attributes("rw-------");
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.range(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);

    private final Path folder;
    private byte @Nullable [] known;

    /** @param folder made when it is needed */
    SecretFile(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder for a node's data unless one is named: systemd's, else the XDG base directory specification's.
     *
     * @param environment of the process
     * @param home of the user
     */
    static Path defaultFolder(Map<String, String> environment, String home) {
        String bySystemd = environment.getOrDefault("STATE_DIRECTORY", "");
        if (!bySystemd.isEmpty()) {
            // systemd lists several as in a search path; the first is as good as any.
            return Path.of(bySystemd.split(":", 2)[0]);
        }
        String byXdg = environment.getOrDefault("XDG_STATE_HOME", "");
        return (byXdg.isEmpty() ? Path.of(home, ".local", "state") : Path.of(byXdg)).resolve("headgate");
    }

    @Override
    public byte[] bytes() throws IOException {
        byte[] secret = known;
        if (secret == null) {
            Path file = folder.resolve(NAME);
            if (!Files.exists(file)) {
                create(file);
            }
            // Read back even if just made: of two nodes that start together the first one's file is both's.
            secret = read(file);
            known = secret;
        }
        return secret.clone();
    }

    private static byte[] read(Path file) throws IOException {
        if (POSIX) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new IOException(file + ": " + PosixFilePermissions.toString(permissions)
                        + " (expected: rw-------; if nobody else has read it: chmod 600)");
            }
        }
        long length = Files.size(file);
        if (length != LENGTH) {
            throw new IOException(
                    file + ": " + length + " bytes (expected: " + LENGTH + "; without the file a new one is made)");
        }
        return Files.readAllBytes(file);
    }

    /** Whole or not at all, and never over another: written beside, forced to the disk, linked to its name. */
    private void create(Path file) throws IOException {
        Files.createDirectories(folder, FOLDER_ATTRIBUTES);
        Path beside = Files.createTempFile(folder, NAME, ".new", FILE_ATTRIBUTES);
        try {
            byte[] secret = new byte[LENGTH];
            new SecureRandom().nextBytes(secret);
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(secret);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.createLink(file, beside);
        } catch (FileAlreadyExistsException _) {
            // Another node was first.
        } finally {
            Files.deleteIfExists(beside);
        }
        if (POSIX) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
