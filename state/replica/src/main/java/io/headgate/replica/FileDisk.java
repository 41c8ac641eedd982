package io.headgate.replica;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.DiskException.Reason;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a real file system, on Linux or another POSIX system. Confined to the owner's thread, where the completions of
 * syncs come, too; only syncs themselves run on a thread of their own. The owner's thread must not be interrupted: that closes
 * files under the hands of whoever uses them.
 *
 * <p>A file called {@value #LOCK} is locked as long as the disk is open, so that no other process shares the folder. It is not
 * listed.
 *
 * <p>What goes wrong but is no {@link DiskException} is an {@link UncheckedIOException}; then the process should end.
 */
public final class FileDisk implements Disk, AutoCloseable {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel folderChannel;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final DiskSyncer syncer;

    /** Files that were opened, by the names they have now. */
    private final Map<String, FileDiskFile> files = new HashMap<>();

    private FileDisk(Path folder, FileChannel folderChannel, FileChannel lockChannel, FileLock lock, Executor owner) {
        this.folder = folder;
        this.folderChannel = folderChannel;
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.syncer = new DiskSyncer(folder, owner);
    }

    /**
     * Takes a folder, and makes it if there is none.
     *
     * @param owner runs the completions of syncs, on the owner's thread, in the order in which it is given them
     * @throws UncheckedIOException if the folder cannot be used, or another process has it
     */
    public static FileDisk open(Path folder, Executor owner) {
        try {
            makeFolder(folder);
            FileChannel lockChannel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(lockChannel);
            if (lock == null) {
                lockChannel.close();
                throw new IOException(folder + ": in use by another process (expected: a folder of one's own)");
            }
            return new FileDisk(folder, FileChannel.open(folder, StandardOpenOption.READ), lockChannel, lock, owner);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    /** The name of a new folder has to be durable before what is in it can be. */
    private static void makeFolder(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return;
        }
        makeFolder(parent);
        Files.createDirectory(folder);
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public List<String> list() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> folder.relativize(entry).toString())
                    .filter(name -> !name.equals(LOCK))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name) || Files.exists(path(name));
    }

    @Override
    public DiskFile create(String name) {
        return open(name, "create", StandardOpenOption.CREATE_NEW);
    }

    @Override
    public DiskFile open(String name) {
        FileDiskFile open = files.get(name);
        return open == null ? open(name, "open") : open;
    }

    private DiskFile open(String name, String what, StandardOpenOption... more) {
        StandardOpenOption[] options = Stream.concat(
                        Stream.of(StandardOpenOption.READ, StandardOpenOption.WRITE), Stream.of(more))
                .toArray(StandardOpenOption[]::new);
        try {
            FileChannel channel = FileChannel.open(path(name), options);
            FileDiskFile file = new FileDiskFile(path(name), channel, syncer);
            files.put(name, file);
            return file;
        } catch (FileAlreadyExistsException _) {
            throw new DiskException(Reason.EXISTS, what + " " + path(name) + ": there is such a file");
        } catch (NoSuchFileException _) {
            throw missing(what, name);
        } catch (IOException failed) {
            throw FullDisk.is(failed)
                    ? new DiskException(Reason.FULL, what + " " + path(name) + ": no room")
                    : new UncheckedIOException(failed);
        }
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException _) {
            throw missing("rename", from);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        FileDiskFile file = files.remove(from);
        // The file that had the name goes on for whoever has it open; its channel ends with its last reference.
        if (file == null) {
            files.remove(to);
        } else {
            files.put(to, file);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.delete(path(name));
        } catch (NoSuchFileException _) {
            throw missing("delete", name);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        files.remove(name);
    }

    @Override
    public void sync(Consumer<SyncOutcome> completion) {
        syncer.sync(folderChannel, /* withSize= */ true, completion);
    }

    /** How long its syncs took. May be read by any thread. */
    public SyncTimes syncTimes() {
        return syncer.times();
    }

    private DiskException missing(String what, String name) {
        return new DiskException(Reason.NOT_FOUND, what + " " + path(name) + ": there is no such file");
    }

    private Path path(String name) {
        if (name.isEmpty() || name.equals(LOCK) || name.contains("/") || name.startsWith(".")) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\" (expected: a file's, without a folder, not " + LOCK + ")");
        }
        return folder.resolve(name);
    }

    /** Waits for the sync that is under way, and gives the folder back. No completion comes any more. */
    @Override
    public void close() {
        syncer.close();
        try {
            for (FileDiskFile file : files.values()) {
                file.close();
            }
            folderChannel.close();
            lock.release();
            lockChannel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
