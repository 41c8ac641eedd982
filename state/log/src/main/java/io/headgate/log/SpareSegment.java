package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.DiskFile;
import io.headgate.disk.SyncOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The segment that comes after the current one, zeroed ahead. Entries are only taken while what waits fits into the current
 * segment or into this one, so that nothing that was taken ever meets a full disk.
 *
 * <p>Why zeros and not a growing file: an fdatasync of 4 KiB took 97 µs and 33 µs of CPU where the file had its blocks, 164 µs
 * and 66 µs where it grew (ext4, 1,500 syncs each). Segments of old logs written again were not faster, and zeros show what was
 * torn; see {@link SegmentScan}. It grows in steps so that no sync waits long for its own.
 *
 * <p>Confined to its log.
 */
final class SpareSegment {
    static final String NAME = "log-spare";

    /** A sync waits for one such step at most: a millisecond or two. */
    private static final int STEP_BYTES = 1 << 20;

    private enum State {
        NONE,
        GROWING,
        READY,
        /** The disk is full. */
        REFUSED,
        /** Given back for something more urgent. */
        RELEASED
    }

    private final Disk disk;
    private final int segmentBytes;
    private final Runnable changed;
    private State state = State.NONE;
    private @Nullable DiskFile file;

    /** Counts the files that were begun: the sync of one that was given up says nothing. */
    private int attempt;

    /**
     * None yet.
     *
     * @param changed called when it is ready or refused
     */
    SpareSegment(Disk disk, int segmentBytes, Runnable changed) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        this.changed = changed;
    }

    boolean isReady() {
        return state == State.READY;
    }

    /** Whether there is no room for it. */
    boolean isRefused() {
        return state == State.REFUSED || state == State.RELEASED;
    }

    /** Begins one if there is none, and it was not released. */
    void prepare() {
        if (state != State.NONE && state != State.REFUSED) {
            return;
        }
        attempt++;
        try {
            deleteFile();
            DiskFile created = disk.create(NAME);
            file = created;
            state = State.GROWING;
            grow(created, attempt);
        } catch (DiskException _) {
            refuse();
        }
    }

    private void grow(DiskFile growing, int ofAttempt) {
        growing.truncate(Math.min(segmentBytes, growing.size() + STEP_BYTES));
        growing.sync(outcome -> grown(growing, ofAttempt, outcome));
    }

    private void grown(DiskFile growing, int ofAttempt, SyncOutcome outcome) {
        if (ofAttempt != attempt || state != State.GROWING) {
            return;
        }
        if (outcome == SyncOutcome.FAILED) {
            // Nothing stands in it. If the disk is not full but broken, the next sync of the log will say so.
            refuse();
        } else if (growing.size() < segmentBytes) {
            try {
                grow(growing, ofAttempt);
                return;
            } catch (DiskException _) {
                refuse();
            }
        } else {
            state = State.READY;
        }
        changed.run();
    }

    private void refuse() {
        state = State.REFUSED;
        deleteFile();
    }

    private void deleteFile() {
        file = null;
        if (disk.exists(NAME)) {
            disk.delete(NAME);
        }
    }

    /** Gives it away under another name; it is ready. The name is not durable yet. */
    DiskFile take(String name) {
        DiskFile taken = file;
        if (state != State.READY || taken == null) {
            throw new IllegalStateException("spare segment: " + state + " (expected: READY)");
        }
        disk.rename(NAME, name);
        file = null;
        state = State.NONE;
        return taken;
    }

    /** Gives its room back to the disk; {@link #prepare} does nothing until {@link #reclaim}. */
    void release() {
        attempt++;
        deleteFile();
        state = State.RELEASED;
    }

    /** Takes the room again that was released, if it was and there is any. */
    void reclaim() {
        if (state == State.RELEASED) {
            state = State.NONE;
        }
        prepare();
    }

    /** Bytes that it takes. */
    long bytes() {
        return file == null ? 0 : file.size();
    }
}
