package io.headgate.replica;

import java.util.concurrent.atomic.AtomicLong;

/** What a member has counted since it started. Written by the member's thread, read by any. */
public final class MemberCounters {
    private final AtomicLong leaderChanges = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong pendingBatches = new AtomicLong();
    private final AtomicLong logBytes = new AtomicLong();

    MemberCounters() {}

    /** How often it followed another leader than before, or none. */
    public long leaderChanges() {
        return leaderChanges.get();
    }

    /** Commands of clients that this member was given. */
    public long commands() {
        return commands.get();
    }

    /** Reads of clients that this member asked the leader for a place in the log for. */
    public long reads() {
        return reads.get();
    }

    /** Batches of commands that were not seen applied at the end of the last turn. */
    public long pendingBatches() {
        return pendingBatches.get();
    }

    /** Bytes of the log's files, as of a second ago. */
    public long logBytes() {
        return logBytes.get();
    }

    void leaderChanged() {
        add(leaderChanges);
    }

    void command() {
        add(commands);
    }

    void read() {
        add(reads);
    }

    /** There is one writer: no bus lock is needed. */
    private static void add(AtomicLong counter) {
        counter.setRelease(counter.getPlain() + 1);
    }

    void pending(long batches) {
        pendingBatches.setRelease(batches);
    }

    void log(long bytes) {
        logBytes.setRelease(bytes);
    }
}
