package io.headgate.log;

import io.headgate.disk.Disk;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints in a folder: the newest one, and at most one that is being made. Confined to the thread that owns the
 * disk.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Checkpoints {
    private Checkpoints() {}

    /**
     * Looks at what is there: reads and checks all of the newest checkpoint, and deletes what an unfinished one and older
     * ones left.
     *
     * @throws LogFormatException if it is of another version or cluster
     */
    public static Checkpoints open(Disk disk, long clusterId) {
        throw new UnsupportedOperationException();
    }

    /** The newest one, or empty if there is none or it is corrupt. */
    public Optional<Checkpoint> newest() {
        throw new UnsupportedOperationException();
    }

    /**
     * What is wrong with the newest one; empty if nothing is. An older one never stands in for it: the log does not reach
     * back to that.
     */
    public List<Finding> findings() {
        throw new UnsupportedOperationException();
    }

    /**
     * Begins a checkpoint of this member's state. Whatever was being written or received is given up.
     *
     * @param header its slot is not below that of the newest one
     */
    public CheckpointWriter write(CheckpointHeader header) {
        throw new UnsupportedOperationException();
    }

    /** Begins a checkpoint whose chunks come from another member. Whatever was being written or received is given up. */
    public CheckpointReceiver receive(CheckpointHeader header, CheckpointTotals totals) {
        throw new UnsupportedOperationException();
    }
}
