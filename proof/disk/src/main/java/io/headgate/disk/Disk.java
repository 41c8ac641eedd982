package io.headgate.disk;

import java.util.List;
import java.util.function.Consumer;

/**
 * A folder on a disk, as a POSIX file system gives it. Everything but a sync takes effect at once, for whoever reads it
 * through this interface, and is <em>not durable</em>: after a power failure it may be gone.
 *
 * <p>A name becomes durable by {@link #sync} of the folder, what is in a file by {@link DiskFile#sync} of the file.
 * Neither stands for the other: a file that was created, written and synced is gone after a power failure unless the
 * folder was synced, too. A new file takes an old one's place for good by: write, sync the file, {@link #rename}, sync
 * the folder, each step after the one before is complete.
 *
 * <p>Confined to the node's thread.
 */
public interface Disk {
    /** The names of all files, sorted. */
    List<String> list();

    /**
     * Makes an empty file.
     *
     * @throws DiskException if there is one of that name
     */
    DiskFile create(String name);

    /**
     * The file of a name.
     *
     * @throws DiskException if there is none
     */
    DiskFile open(String name);

    /** Whether there is a file of that name. */
    boolean exists(String name);

    /**
     * Gives a file another name, in place of the file that had it, if any. After a power failure either all of it has
     * happened or nothing.
     *
     * @throws DiskException if there is no file {@code from}
     */
    void rename(String from, String to);

    /**
     * Takes a name away. Who has the file open goes on with it.
     *
     * @throws DiskException if there is none
     */
    void delete(String name);

    /**
     * Makes all names durable that were made, changed and taken away before this call.
     *
     * @param completion called once, later, on the node's thread
     */
    void sync(Consumer<SyncOutcome> completion);
}
