package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.SyncOutcome;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint in a folder, and at most one that is being made to take its place. Confined to the thread that owns the disk.
 */
public final class Checkpoints {
    /** How opening ended. */
    public sealed interface Opening {
        /** What is there was read, checked, and made durable. */
        record Ready(Checkpoints checkpoints) implements Opening {}

        /** A sync failed: the process must end. */
        record Failed(String reason) implements Opening {}
    }

    private final Disk disk;
    private final long clusterId;
    private final @Nullable Finding finding;
    private @Nullable Checkpoint newest;
    private @Nullable CheckpointWriter writer;

    private Checkpoints(Disk disk, long clusterId, CheckpointScan.Result found) {
        this.disk = disk;
        this.clusterId = clusterId;
        this.newest = found.checkpoint();
        this.finding = found.finding();
    }

    /**
     * Looks at what is there: deletes an unfinished one, and reads and checks all of the other. The name may
     * only seem to be there, so it is renewed, and the folder synced, before anybody may rely on it; the file was before it had
     * the name.
     *
     * @param completion called once, later
     * @throws LogFormatException if it is of another version or cluster
     */
    public static void open(Disk disk, long clusterId, Consumer<Opening> completion) {
        open(disk, clusterId, chunk -> {}, completion);
    }

    /**
     * As {@link #open(Disk, long, Consumer)}, for who wants what is in the checkpoint: it is not read twice.
     *
     * @param reader given each chunk that is as it was written, from the first on, before this returns; its
     *     bytes are others afterwards. That was a checkpoint
     *     only if there is a {@link #newest} one afterwards
     */
    public static void open(Disk disk, long clusterId, Consumer<CheckpointChunk> reader, Consumer<Opening> completion) {
        CheckpointScan.Result found = CheckpointScan.in(disk, reader);
        Checkpoint checkpoint = found.checkpoint();
        if (checkpoint != null && checkpoint.header().clusterId() != clusterId) {
            throw new LogFormatException(
                    CheckpointFormat.NAME,
                    16,
                    "cluster",
                    Long.toHexString(checkpoint.header().clusterId()),
                    Long.toHexString(clusterId));
        }
        deleteUnfinished(disk);
        RenewedName.restore(disk, CheckpointFormat.NAME);
        if (disk.exists(CheckpointFormat.NAME)) {
            RenewedName.renew(disk, CheckpointFormat.NAME);
        }
        disk.sync(outcome -> completion.accept(
                outcome == SyncOutcome.DURABLE
                        ? new Opening.Ready(new Checkpoints(disk, clusterId, found))
                        : new Opening.Failed("the sync of the folder failed")));
    }

    private static void deleteUnfinished(Disk disk) {
        if (disk.exists(CheckpointFormat.UNFINISHED_NAME)) {
            disk.delete(CheckpointFormat.UNFINISHED_NAME);
        }
    }

    /** The newest one, or empty if there is none or it is corrupt. */
    public Optional<Checkpoint> newest() {
        return Optional.ofNullable(newest);
    }

    /**
     * What was wrong with the newest one when it was opened; empty if nothing was. No older one stands in for it: the log does
     * not reach back that far.
     */
    public Optional<Finding> finding() {
        return Optional.ofNullable(finding);
    }

    /**
     * Begins a checkpoint of this member's state. Whatever was being written or received is given up, unless it is being
     * finished: that has to be waited for.
     *
     * @param header its slot is not below that of the newest one
     * @throws DiskException if the disk is full; nothing was begun
     */
    public CheckpointWriter write(CheckpointHeader header) {
        if (header.clusterId() != clusterId) {
            throw new IllegalArgumentException("cluster: " + Long.toHexString(header.clusterId()) + " (expected: "
                    + Long.toHexString(clusterId) + ")");
        }
        if (newest != null && header.slot() < newest.header().slot()) {
            throw new IllegalArgumentException("slot: " + header.slot() + " (expected: "
                    + newest.header().slot() + " or more, as the newest has)");
        }
        if (writer != null && writer.isFinishing()) {
            throw new IllegalStateException("checkpoint of slot " + header.slot() + ": the one of slot "
                    + writer.header().slot() + " is being finished (expected: to wait for its completion)");
        }
        if (writer != null && writer.isOpen()) {
            writer.abort();
        }
        deleteUnfinished(disk);
        CheckpointWriter begun = begin(header);
        writer = begun;
        return begun;
    }

    private CheckpointWriter begin(CheckpointHeader header) {
        try {
            return new CheckpointWriter(disk, header, checkpoint -> newest = checkpoint);
        } catch (DiskException full) {
            deleteUnfinished(disk);
            throw full;
        }
    }

    /** Begins a checkpoint whose chunks come from another member. Whatever was being written or received is given up. */
    public CheckpointReceiver receive(CheckpointHeader header, CheckpointTotals totals) {
        return new CheckpointReceiver(write(header), totals);
    }
}
