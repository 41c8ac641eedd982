package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A checkpoint that is being made, a chunk at a time, so that nobody waits long. It becomes the newest by the book: write, sync
 * the file, rename, sync the folder, each after the one before is complete. Confined to the thread that owns the disk.
 */
public final class CheckpointWriter {
    /** How making a checkpoint ended. */
    public sealed interface End {
        /** It is durable and has taken the place of the one before. */
        record Durable(Checkpoint checkpoint) implements End {}

        /** A sync failed: the process must end. After a restart the newest one is this or the one before. */
        record Failed(String reason) implements End {}
    }

    /** From top to bottom only. */
    private enum State {
        OPEN,
        FINISHING,
        OVER
    }

    private final Disk disk;
    private final DiskFile file;
    private final CheckpointHeader header;
    private final Consumer<Checkpoint> installed;
    private final CRC32C all = new CRC32C();
    private long[] positions = new long[16];
    private int chunks;
    private long chunkBytes;
    private long end;
    private State state = State.OPEN;

    /**
     * Begins the file.
     *
     * @param installed told of the checkpoint before anybody else
     * @throws io.headgate.disk.DiskException if there is no room
     */
    CheckpointWriter(Disk disk, CheckpointHeader header, Consumer<Checkpoint> installed) {
        this.disk = disk;
        this.header = header;
        this.installed = installed;
        this.file = disk.create(CheckpointFormat.UNFINISHED_NAME);
        ByteBuffer bytes = CheckpointFormat.header(header);
        all.update(bytes.duplicate());
        end = bytes.remaining();
        file.write(0, bytes);
    }

    /**
     * Adds a chunk.
     *
     * @param bytes {@code 1..}{@link CheckpointChunk#MOST_BYTES} of them; all are taken
     * @throws io.headgate.disk.DiskException if the disk is full; the chunk was not added, and may be tried again
     */
    public void add(ByteBuffer bytes) {
        checkOpen();
        int length = bytes.remaining();
        if (length < 1 || length > CheckpointChunk.MOST_BYTES) {
            throw new IllegalArgumentException(
                    "chunk " + chunks + ": " + length + " bytes (expected: 1.." + CheckpointChunk.MOST_BYTES + ")");
        }
        int checksum = CheckpointFormat.chunkChecksum(header, chunks, bytes);
        // Room for both is asked for at once: what a refused second write left would be overwritten, but why begin.
        ByteBuffer whole = ByteBuffer.allocate(CheckpointFormat.CHUNK_HEAD_BYTES + length)
                .put(CheckpointFormat.chunkHead(chunks, checksum, length))
                .put(bytes.duplicate())
                .flip();
        file.write(end, whole);
        all.update(bytes);
        positions = chunks == positions.length ? Arrays.copyOf(positions, 2 * chunks) : positions;
        positions[chunks++] = end;
        chunkBytes += length;
        end += CheckpointFormat.CHUNK_HEAD_BYTES + length;
    }

    /** How many chunks were added. */
    int chunks() {
        return chunks;
    }

    /** Bytes of the chunks that were added. */
    long chunkBytes() {
        return chunkBytes;
    }

    CheckpointHeader header() {
        return header;
    }

    /** What the chunks so far come to. */
    CheckpointTotals totals() {
        return new CheckpointTotals(chunks, chunkBytes, (int) all.getValue());
    }

    /**
     * Ends it after the last chunk: makes it durable, and switches to it.
     *
     * @throws io.headgate.disk.DiskException if the disk is full; may be tried again
     */
    public void finish(Consumer<End> completion) {
        checkOpen();
        CheckpointTotals totals = totals();
        file.write(end, CheckpointFormat.trailer(totals));
        state = State.FINISHING;
        file.sync(ofFile -> {
            if (ofFile == SyncOutcome.FAILED) {
                state = State.OVER;
                completion.accept(new End.Failed("the sync of " + CheckpointFormat.UNFINISHED_NAME + " failed"));
                return;
            }
            disk.rename(CheckpointFormat.UNFINISHED_NAME, CheckpointFormat.NAME);
            disk.sync(ofFolder -> completion.accept(end(ofFolder, totals)));
        });
    }

    private End end(SyncOutcome ofFolder, CheckpointTotals totals) {
        state = State.OVER;
        if (ofFolder == SyncOutcome.FAILED) {
            return new End.Failed("the sync of the folder failed after " + CheckpointFormat.NAME + " was renamed");
        }
        Checkpoint checkpoint =
                new Checkpoint(CheckpointFormat.NAME, file, header, totals, Arrays.copyOf(positions, chunks));
        installed.accept(checkpoint);
        return new End.Durable(checkpoint);
    }

    /** Gives it up, and deletes what was written. */
    public void abort() {
        checkOpen();
        state = State.OVER;
        disk.delete(CheckpointFormat.UNFINISHED_NAME);
    }

    /** Whether chunks may be added. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it is on its way to become the newest. */
    boolean isFinishing() {
        return state == State.FINISHING;
    }

    private void checkOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException("this checkpoint: " + state + " (expected: OPEN)");
        }
    }
}
