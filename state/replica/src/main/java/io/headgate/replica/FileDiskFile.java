package io.headgate.replica;

import io.headgate.disk.DiskException;
import io.headgate.disk.DiskException.Reason;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A file of a {@link FileDisk}. Confined to the owner's thread. */
final class FileDiskFile implements DiskFile {
    /** Zeros are written in pieces of this size. */
    private static final int ZEROS_BYTES = 256 << 10;

    private final Path path;
    private final FileChannel channel;
    private final DiskSyncer syncer;
    private long size;

    FileDiskFile(Path path, FileChannel channel, DiskSyncer syncer) throws IOException {
        this.path = path;
        this.channel = channel;
        this.syncer = syncer;
        this.size = channel.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        int before = into.position();
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, position + into.position() - before) < 0) {
                    break;
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return into.position() - before;
    }

    @Override
    public void write(long position, ByteBuffer from) {
        long at = position;
        try {
            while (from.hasRemaining()) {
                at += channel.write(from, at);
            }
        } catch (IOException failed) {
            throw refused(position, failed);
        }
        size = Math.max(size, at);
    }

    /**
     * Makes the file shorter; or longer with zeros that are really written, so that later writes need no new room and no
     * change of the file's layout. That takes time with its size: prepare long files in steps.
     *
     * @throws DiskException if there is no room; the size is what it was
     */
    @Override
    public void truncate(long newSize) {
        try {
            if (newSize < size) {
                channel.truncate(newSize);
                size = newSize;
                return;
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        fill(newSize);
    }

    private void fill(long newSize) {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, newSize - size));
        long at = size;
        try {
            while (at < newSize) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), newSize - at));
                at += channel.write(zeros, at);
            }
        } catch (IOException failed) {
            throw refused(size, failed);
        }
        size = newSize;
    }

    /** Takes back what a write did to the file's size before it failed. */
    private RuntimeException refused(long position, IOException failed) {
        if (!FullDisk.is(failed) || position < size) {
            // Bytes that were there before may be others now.
            return new UncheckedIOException(failed);
        }
        try {
            if (channel.size() > size) {
                channel.truncate(size);
            }
        } catch (IOException again) {
            failed.addSuppressed(again);
            return new UncheckedIOException(failed);
        }
        return new DiskException(Reason.FULL, "write " + path + " at " + position + ": no room");
    }

    @Override
    public void sync(Consumer<SyncOutcome> completion) {
        syncer.sync(channel, /* withSize= */ false, completion);
    }

    void close() throws IOException {
        channel.close();
    }
}
