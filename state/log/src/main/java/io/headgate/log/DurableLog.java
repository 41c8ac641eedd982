package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one log of a member: its votes by slot and its hard state, durable by group commit. Confined to the thread that owns
 * the disk; all completions come on it.
 *
 * <p>What is appended takes effect at once for whoever reads it through this object, and is durable when a {@link #sync}
 * that was asked for later says so. When a sync fails the log is dead: every sync from then on says {@code FAILED}, and the
 * process must end, because nobody knows what the disk holds.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class DurableLog {
    /** Hard states have names below this one. */
    public static final int HARD_STATES = 14;

    /** A ballot and a slot take 16; all hard states are written again into each segment. */
    public static final int MOST_HARD_STATE_BYTES = 128;

    /** Given for "no slot". */
    public static final long NO_SLOT = 0;

    private DurableLog() {}

    /**
     * Opens the log in a folder, or begins one. Reads all of it, mends what a crash left, and makes what it found durable.
     *
     * @param completion called once, later or before this returns
     * @throws LogFormatException if a file is of another version, cluster or member; nothing was changed
     */
    public static void open(Disk disk, LogIdentity identity, LogSettings settings, Consumer<Opening> completion) {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes an entry, in place of the one in its slot, if any. Slots may come in any order.
     *
     * @param slot 1 or more, above what the log is truncated through
     * @param ballot 0 or more, not below that of the entry in the slot
     * @param kind whatever it means to the caller
     * @param payload copied, up to {@link LogSettings#mostPayloadBytes}; its position is unchanged
     */
    public Admission append(long slot, long ballot, byte kind, ByteBuffer payload) {
        throw new UnsupportedOperationException();
    }

    /** Like {@link #append}, but whatever the ballot of a faulty entry in the slot: the entry was found elsewhere. */
    public Admission repair(long slot, long ballot, byte kind, ByteBuffer payload) {
        throw new UnsupportedOperationException();
    }

    /**
     * Settles what is faulty in these slots and was not repaired: nobody had it, or it does not matter any more. From now
     * on it counts as never written.
     */
    public Admission discardFaulty(long lowestSlot, long highestSlot) {
        throw new UnsupportedOperationException();
    }

    /**
     * Keeps a value under a name, in place of the one before. Always taken: the log has a reserve for it.
     *
     * @param name {@code 0..}{@link #HARD_STATES}{@code -1}
     * @param value copied, up to {@link #MOST_HARD_STATE_BYTES}; its position is unchanged
     */
    public void keep(int name, ByteBuffer value) {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes all durable that was appended and kept before this call. Calls that come while an earlier sync is under way
     * share the next one.
     *
     * @param completion called once, in the order of calls; before this returns if there is nothing to wait for
     */
    public void sync(Consumer<SyncOutcome> completion) {
        throw new UnsupportedOperationException();
    }

    /** What is in a slot, appended but not yet durable entries included. Reads the disk if need be. */
    public SlotContent read(long slot) {
        throw new UnsupportedOperationException();
    }

    /** The ballot of the entry in a slot, faulty or not, or -1 if there is none. Does not read the disk. */
    public long ballot(long slot) {
        throw new UnsupportedOperationException();
    }

    /** The lowest slot from this one on that has an entry, faulty or not, or {@link #NO_SLOT}. */
    public long nextSlot(long from) {
        throw new UnsupportedOperationException();
    }

    /** The highest slot that has an entry, faulty or not, or {@link #NO_SLOT}. */
    public long highestSlot() {
        throw new UnsupportedOperationException();
    }

    /** Slots up to this one are truncated; 0 if none. */
    public long truncatedThrough() {
        throw new UnsupportedOperationException();
    }

    /**
     * Forgets all entries that a checkpoint covers; those above stay. Takes a {@link Checkpoint} because only a durable one
     * may stand in for a log. Files are deleted later, when that is durable.
     */
    public void truncate(Checkpoint checkpoint) {
        throw new UnsupportedOperationException();
    }

    /**
     * To be called now and then: some milliseconds after the last sync, and about every second. Writes down that what was
     * synced is durable, unless the log says so already, and looks for room again if the disk was full.
     */
    public void maintain() {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives the disk back the segment that is kept ahead, so that a checkpoint can be written on a full disk. No entries
     * are taken until there is room for it again.
     */
    public void releaseReserve() {
        throw new UnsupportedOperationException();
    }

    /** Why the log is dead, or empty. */
    public Optional<String> failure() {
        throw new UnsupportedOperationException();
    }

    /** Bytes of all segments, the one kept ahead included. */
    public long diskBytes() {
        throw new UnsupportedOperationException();
    }
}
