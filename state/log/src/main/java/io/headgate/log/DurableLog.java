package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one log of a member: its votes by slot and its hard state, durable by group commit. Confined to the thread that owns
 * the disk; all completions come on it.
 *
 * <p>What is appended takes effect at once for whoever reads it through this object, and is durable when a {@link #sync}
 * that was asked for later says so. When a sync fails the log is dead: every sync from then on says {@code FAILED}, and the
 * process must end, because nobody knows what the disk holds.
 */
public final class DurableLog {
    /** Hard states have names below this one. */
    public static final int HARD_STATES = 14;

    /** A ballot and a slot take 16; all hard states are written again into each segment. */
    public static final int MOST_HARD_STATE_BYTES = 128;

    /** Given for "no slot". */
    public static final long NO_SLOT = 0;

    private final Disk disk;
    private final LogIdentity identity;
    private final LogSettings settings;
    private final PlaceChecksum checksum;
    private final LogContents contents;
    private final TreeMap<Integer, Segment> segments = new TreeMap<>();
    private final SpareSegment spare;
    private final EntryReader reader;

    /** The segment that is written to: the last one. */
    private Segment current;

    /** The number of the next batch. */
    private long nextSequence;

    /** What the last batch held. */
    private WrittenSummary lastBatch;

    /** Whether the last batch is an empty one, which says that all before it is durable. */
    private boolean isMaintained;

    private long truncatedThrough;

    /** What waits to be written: the first batch is written when nothing is under way, records are added to the last. */
    private final Deque<Batch> waiting = new ArrayDeque<>();

    /** Completions of the batch that is written and not known to be durable; null if there is none. */
    private @Nullable List<Consumer<SyncOutcome>> underWay;

    /** A batch to use again; null if none is idle. */
    private @Nullable Batch idle;

    /** Records that this log was given, hard state not counted. */
    private long serial;

    /** Why it is dead, or null. */
    private @Nullable String failure;

    /** Told when it dies. */
    private Consumer<String> onDeath = _ -> {};

    DurableLog(Disk disk, LogIdentity identity, LogSettings settings, LogScan scan, List<Segment> segments) {
        this.disk = disk;
        this.identity = identity;
        this.settings = settings;
        this.checksum = scan.checksum;
        this.contents = scan.contents;
        this.nextSequence = Math.max(1, scan.nextSequence);
        this.lastBatch = scan.lastBatch();
        this.truncatedThrough = scan.truncatedThrough();
        this.spare = new SpareSegment(disk, settings.segmentBytes(), this::writeNext);
        segments.forEach(segment -> this.segments.put(segment.number, segment));
        this.current = segments.getLast();
        this.reader = new EntryReader(checksum, this.segments);
    }

    /**
     * Opens the log in a folder, or begins one. Reads all of it, mends what a crash left, and makes what it found durable.
     *
     * @param completion called once, later or before this returns
     * @throws LogFormatException if a file is of another version, cluster or member; nothing was changed
     */
    public static void open(Disk disk, LogIdentity identity, LogSettings settings, Consumer<Opening> completion) {
        new LogOpening(disk, identity, settings, completion).run();
    }

    /** Begins to write, with a sign that all that was read is durable, if there is room for one. */
    void begin(Consumer<SyncOutcome> completion) {
        spare.prepare();
        if (current.room() >= Block.BYTES) {
            batch().ask(completion);
            writeNext();
        } else {
            completion.accept(SyncOutcome.DURABLE);
        }
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
        if (contents.index.state(slot) != SlotIndex.State.ABSENT && ballot < contents.index.ballot(slot)) {
            throw new IllegalArgumentException("slot " + slot + ", ballot: " + ballot + " (expected: "
                    + contents.index.ballot(slot) + " or more, as it has)");
        }
        return repair(slot, ballot, kind, payload);
    }

    /** What {@link #append} would say now to an entry with a payload of that many bytes. Nothing is changed. */
    public Admission admission(int payloadBytes) {
        int bytes = waitingBytes(payloadBytes);
        if (bytes > current.room() - settings.reserveBytes()
                && (!spare.isReady() || bytes > settings.capacityBytes() - 2 * settings.reserveBytes())) {
            return spare.isRefused() ? Admission.FULL : Admission.BUSY;
        }
        return Admission.TAKEN;
    }

    /** Like {@link #append}, but whatever the ballot of a faulty entry in the slot: the entry was found elsewhere. */
    public Admission repair(long slot, long ballot, byte kind, ByteBuffer payload) {
        checkSlot(slot);
        if (ballot < 0) {
            throw new IllegalArgumentException("slot " + slot + ", ballot: " + ballot + " (expected: 0 or more)");
        }
        if (payload.remaining() > settings.mostPayloadBytes()) {
            throw new IllegalArgumentException("slot " + slot + ", payload: " + payload.remaining()
                    + " bytes (expected: " + settings.mostPayloadBytes() + " at most)");
        }
        Admission admission = add(RecordType.ENTRY, slot, ballot, kind, payload);
        if (admission == Admission.TAKEN) {
            contents.entry(slot, ballot, -serial, payload.remaining());
        }
        return admission;
    }

    /**
     * Settles what is faulty in these slots and was not repaired: nobody had it, or it does not matter any more. From now
     * on it counts as never written.
     *
     * @param lowestSlot 1 or more
     * @param highestSlot {@link Long#MAX_VALUE} for all from there on
     */
    public Admission discardFaulty(long lowestSlot, long highestSlot) {
        if (lowestSlot < 1 || highestSlot < lowestSlot) {
            throw new IllegalArgumentException(
                    "slots: " + lowestSlot + ".." + highestSlot + " (expected: 1 or more, ascending)");
        }
        Admission admission = add(RecordType.DISCARD, lowestSlot, highestSlot, (byte) 0, ByteBuffer.allocate(0));
        if (admission == Admission.TAKEN) {
            contents.discard(lowestSlot, highestSlot);
        }
        return admission;
    }

    private void checkSlot(long slot) {
        if (slot <= truncatedThrough || slot == Long.MAX_VALUE) {
            throw new IllegalArgumentException("slot: " + slot + " (expected: above " + truncatedThrough
                    + ", which the log is truncated through)");
        }
    }

    private Admission add(RecordType type, long slot, long ballot, byte kind, ByteBuffer payload) {
        checkAlive();
        Admission admission = admission(payload.remaining());
        if (admission != Admission.TAKEN) {
            return admission;
        }
        Batch last = waiting.peekLast();
        Batch batch = last != null && last.hasRoom(payload.remaining(), settings.mostBatchBytes()) ? last : batch();
        serial++;
        batch.add(type, slot, ballot, kind, payload);
        return Admission.TAKEN;
    }

    /** Bytes of what waits, with one record more. */
    private int waitingBytes(int payloadBytes) {
        int bytes = 2 * Block.BYTES + RecordHead.BYTES + payloadBytes;
        for (Batch batch : waiting) {
            bytes += batch.bytes() + Block.BYTES;
        }
        return bytes;
    }

    private Batch batch() {
        Batch batch = idle == null ? new Batch() : idle;
        idle = null;
        batch.begin(serial + 1);
        waiting.add(batch);
        return batch;
    }

    /**
     * Keeps a value under a name, in place of the one before. Always taken: the log has a reserve for it.
     *
     * @param name {@code 0..}{@link #HARD_STATES}{@code -1}
     * @param value copied, up to {@link #MOST_HARD_STATE_BYTES}; its position is unchanged
     */
    public void keep(int name, ByteBuffer value) {
        if (name < 0 || name >= HARD_STATES) {
            throw new IllegalArgumentException("name: " + name + " (expected: 0.." + (HARD_STATES - 1) + ")");
        }
        if (value.remaining() > MOST_HARD_STATE_BYTES) {
            throw new IllegalArgumentException("value of " + name + ": " + value.remaining() + " bytes (expected: "
                    + MOST_HARD_STATE_BYTES + " at most)");
        }
        ByteBuffer copy = ByteBuffer.allocate(value.remaining());
        copy.put(0, value, value.position(), value.remaining());
        keepCopy(name, copy);
    }

    private void keepCopy(int name, ByteBuffer value) {
        checkAlive();
        HardState state = new HardState.Intact(value);
        contents.keep(name, state);
        Batch last = waiting.peekLast();
        (last == null ? batch() : last).keep(name, state);
    }

    /**
     * Makes all durable that was appended and kept before this call. Calls that come while an earlier sync is under way
     * share the next one.
     *
     * @param completion called once, in the order of calls; before this returns if there is nothing to wait for
     */
    public void sync(Consumer<SyncOutcome> completion) {
        Batch last = waiting.peekLast();
        if (failure != null) {
            completion.accept(SyncOutcome.FAILED);
        } else if (last != null) {
            last.ask(completion);
            writeNext();
        } else if (underWay != null) {
            underWay.add(completion);
        } else {
            completion.accept(SyncOutcome.DURABLE);
        }
    }

    /** Writes the next batch, if a sync was asked for, the one before is durable, and there is a place for it. */
    private void writeNext() {
        Batch next = waiting.peek();
        if (failure != null
                || underWay != null
                || next == null
                || waiting.stream().noneMatch(Batch::isAsked)) {
            return;
        }
        boolean isFirst = current.end == SegmentHeader.BYTES;
        boolean rolls = next.bytes() + (isFirst ? Batch.HARD_STATE_BYTES : 0) > current.room();
        if (rolls && !spare.isReady()) {
            return;
        }
        waiting.remove();
        underWay = new ArrayList<>(next.completions());
        boolean isWritten = false;
        try {
            if (rolls) {
                roll();
            }
            if (rolls || isFirst) {
                next.carry(contents.hardStates());
            }
            write(next);
            isWritten = true;
        } finally {
            if (!isWritten) {
                die("writing to " + Segment.name(current.number) + " failed");
            }
        }
        sync(rolls);
        idle = next;
        spare.prepare();
    }

    private void roll() {
        int number = current.number + 1;
        WrittenSummary before = current.written;
        current = new Segment(
                number,
                spare.take(Segment.name(number)),
                settings.segmentBytes(),
                SegmentHeader.BYTES,
                WrittenSummary.EMPTY);
        segments.put(number, current);
        SegmentHeader header = new SegmentHeader(identity, number, current.bytes, nextSequence, before, lastBatch);
        current.file.write(0, header.toBytes());
    }

    private void write(Batch batch) {
        long first = batch.firstSerial();
        ByteBuffer bytes = batch.seal(
                checksum,
                current.number,
                current.end,
                nextSequence,
                lastBatch,
                (ordinal, slot, offset) ->
                        contents.index.written(slot, first + ordinal, SlotIndex.place(current.number, offset)));
        int length = bytes.remaining();
        current.file.write(current.end, bytes);
        current.end += length;
        nextSequence++;
        lastBatch = batch.summary();
        isMaintained = lastBatch.isEmpty();
        current.written = current.written.with(lastBatch);
    }

    /** Makes what was written durable, and the name of its segment, if that is new. */
    private void sync(boolean isNewSegment) {
        String name = Segment.name(current.number);
        if (!isNewSegment) {
            current.file.sync(outcome -> synced(name, outcome));
            return;
        }
        current.file.sync(ofFile -> {
            if (ofFile == SyncOutcome.FAILED) {
                synced(name, ofFile);
            }
        });
        disk.sync(ofFolder -> synced("the folder", ofFolder));
    }

    private void synced(String what, SyncOutcome outcome) {
        List<Consumer<SyncOutcome>> completions = underWay;
        if (failure != null || completions == null) {
            return;
        }
        if (outcome == SyncOutcome.FAILED) {
            die("the sync of " + what + " failed");
            return;
        }
        underWay = null;
        writeNext();
        completions.forEach(completion -> completion.accept(SyncOutcome.DURABLE));
    }

    private void die(String why) {
        failure = why;
        onDeath.accept(why);
        List<Consumer<SyncOutcome>> completions = underWay == null ? new ArrayList<>() : underWay;
        waiting.forEach(batch -> completions.addAll(batch.completions()));
        underWay = null;
        waiting.clear();
        completions.forEach(completion -> completion.accept(SyncOutcome.FAILED));
    }

    private void checkAlive() {
        if (failure != null) {
            throw new IllegalStateException("the log is dead: " + failure + " (expected: the process to end)");
        }
    }

    /** What is in a slot, appended but not yet durable entries included. Reads the disk if need be. */
    public SlotContent read(long slot) {
        if (contents.index.state(slot) != SlotIndex.State.INTACT) {
            return contents.withoutPayload(slot);
        }
        long ballot = contents.index.ballot(slot);
        long place = contents.index.place(slot);
        if (place < 0) {
            return readWaiting(-place);
        }
        SlotContent.Intact entry = reader.read(slot, ballot, place, contents.index.payloadBytes(slot));
        if (entry == null) {
            contents.faultyEntry(slot, ballot);
            return contents.withoutPayload(slot);
        }
        return entry;
    }

    private SlotContent readWaiting(long wanted) {
        for (Batch batch : waiting) {
            if (batch.contains(wanted)) {
                return batch.read(wanted);
            }
        }
        throw new IllegalStateException(
                "record " + wanted + ": neither written nor waiting; the log is dead: " + failure);
    }

    /** The ballot of the entry in a slot, faulty or not, or -1 if there is none. Does not read the disk. */
    public long ballot(long slot) {
        return contents.index.state(slot) == SlotIndex.State.ABSENT ? -1 : contents.index.ballot(slot);
    }

    /** The lowest slot from this one on that has an entry, faulty or not, or {@link #NO_SLOT}. */
    public long nextSlot(long from) {
        return contents.index.next(from);
    }

    /** The highest slot that has an entry, faulty or not, or {@link #NO_SLOT}. */
    public long highestSlot() {
        return contents.index.highest();
    }

    /** Slots up to this one are truncated; 0 if none. */
    public long truncatedThrough() {
        return truncatedThrough;
    }

    /**
     * Forgets all entries that a checkpoint covers; those above stay. Takes a {@link Checkpoint} because only a durable one
     * may stand in for a log. Files are deleted later, when that is durable.
     */
    public void truncate(Checkpoint checkpoint) {
        truncateThrough(checkpoint.header().slot());
    }

    void truncateThrough(long slot) {
        checkAlive();
        // What it was released for is done. To wait until there is less might be for ever: if the last segment has
        // no room left, not even the truncation can be written.
        spare.reclaim();
        if (slot <= truncatedThrough) {
            return;
        }
        truncatedThrough = slot;
        contents.truncateThrough(slot);
        int first = firstNeeded(slot);
        keepCopy(
                LogContents.FLOOR,
                ByteBuffer.allocate(LogContents.FLOOR_BYTES).putLong(0, slot).putLong(Long.BYTES, first));
        sync(outcome -> {
            if (outcome == SyncOutcome.DURABLE) {
                deleteBefore(first);
            }
        });
    }

    /**
     * The first segment with something that is still needed. Every segment begins with all hard state, so entries decide,
     * and what is broken: the segment that shows it goes last. If the begin is missing its absence shows it, so that the
     * log begins where it did before.
     */
    private int firstNeeded(long slot) {
        if (contents.hasFaultyRange()) {
            int before = contents.firstSegment();
            return before == 0 ? segments.firstKey() : before;
        }
        for (Segment segment : segments.values()) {
            if (segment.written.highestSlot() > slot) {
                return segment.number;
            }
        }
        return current.number;
    }

    private void deleteBefore(int number) {
        Map<Integer, Segment> old = segments.headMap(number);
        old.keySet().forEach(segment -> disk.delete(Segment.name(segment)));
        old.clear();
        spare.prepare();
    }

    /**
     * To be called now and then: some milliseconds after the last sync, and about every second. Writes down that what was
     * synced is durable, unless the log says so already, and looks for room again if the disk was full.
     */
    public void maintain() {
        if (failure != null) {
            return;
        }
        if (!isMaintained && underWay == null && waiting.isEmpty()) {
            batch().ask(_ -> {});
        }
        spare.prepare();
        writeNext();
    }

    /**
     * Gives the disk back the segment that is kept ahead, so that a checkpoint can be written on a full disk. No entries
     * are taken beyond the current segment until the log is truncated and there is room for it again.
     */
    public void releaseReserve() {
        spare.release();
    }

    /**
     * Has somebody told when the log dies, before all completions: its own syncs, of {@link #maintain} and {@link #truncate}, may
     * fail as well.
     *
     * @param told called once, with the reason; at once if it is dead already. It ends the process
     */
    public void whenDead(Consumer<String> told) {
        onDeath = told;
        if (failure != null) {
            told.accept(failure);
        }
    }

    /** Why the log is dead, or empty. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Bytes of all segments, the one kept ahead included. */
    public long diskBytes() {
        long bytes = spare.bytes();
        for (Segment segment : segments.values()) {
            bytes += segment.bytes;
        }
        return bytes;
    }
}
