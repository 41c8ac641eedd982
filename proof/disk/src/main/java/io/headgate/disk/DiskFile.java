package io.headgate.disk;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * An open file of a {@link Disk}. Stays with the file when its name changes. Confined to the node's thread.
 */
public interface DiskFile {
    /** The file's size in bytes. */
    long size();

    /**
     * Reads from a position up to the buffer's limit or the end of the file, whichever comes first.
     *
     * @return how many bytes, 0 from the end on
     */
    int read(long position, ByteBuffer into);

    /**
     * Writes what remains in the buffer. Where that begins after the end of the file the gap is zeros.
     *
     * <p>Not durable before a sync. After a power failure each sector of 512 bytes holds what
     * it held after some of the writes since the last sync, whatever its neighbours do.
     *
     * @throws DiskException if there is no room; nothing was written
     */
    void write(long position, ByteBuffer from);

    /** Writes at the end of the file: see {@link #write}. */
    default void append(ByteBuffer from) {
        write(size(), from);
    }

    /** Makes the file shorter, or longer with zeros. */
    void truncate(long size);

    /**
     * Makes all durable that was written before this call.
     *
     * @param completion called once, later, on the node's thread; syncs complete in the order in which they began
     */
    void sync(Consumer<SyncOutcome> completion);
}
