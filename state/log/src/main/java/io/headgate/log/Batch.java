package io.headgate.log;

import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Records that wait to be written at once. Records are encoded where they will be written from, after room for the index,
 * so that nothing is copied twice; what depends on the place in the file is filled in by {@link #seal}. Used again and again.
 * Confined to its log.
 */
final class Batch {
    /** Hard states beside it. With heads of 32 bytes the index stays under 40 KiB. */
    static final int MOST_ENTRIES = 1024;

    /** Bytes that all hard states take at most, in index and records, with the batch that carries them. */
    static final int HARD_STATE_BYTES =
            Block.roundUp(BatchHead.BYTES + LogContents.NAMES * (RecordHead.BYTES + DurableLog.MOST_HARD_STATE_BYTES))
                    + Block.roundUp(LogContents.NAMES * (RecordHead.BYTES + DurableLog.MOST_HARD_STATE_BYTES));

    private static final int INDEX_ROOM =
            Block.roundUp(BatchHead.BYTES + MOST_ENTRIES * RecordHead.BYTES) + HARD_STATE_BYTES;
    private static final int FIRST_ROOM = 64 << 10;

    /** What becomes of a record that was given its place. */
    @FunctionalInterface
    interface Placed {
        /**
         * Called for each entry.
         *
         * @param ordinal among all records of the batch
         * @param offset of its head in the segment
         */
        void entry(int ordinal, long slot, int offset);
    }

    private ByteBuffer buffer = ByteBuffer.allocateDirect(INDEX_ROOM + FIRST_ROOM);
    private int end = INDEX_ROOM;
    private int records;
    private WrittenSummary summary = WrittenSummary.EMPTY;
    private final TreeMap<Integer, HardState> hardStates = new TreeMap<>();
    private final List<Consumer<SyncOutcome>> completions = new ArrayList<>();

    /** Serial number of its first record among all records of the log's life; see {@link SlotIndex}. */
    private long firstSerial;

    /** Whether a sync was asked for after its first record. */
    private boolean isAsked;

    /** Empties it for new records. */
    void begin(long serial) {
        end = INDEX_ROOM;
        records = 0;
        summary = WrittenSummary.EMPTY;
        hardStates.clear();
        completions.clear();
        firstSerial = serial;
        isAsked = false;
    }

    boolean hasRoom(int payloadBytes, int mostBytes) {
        return records < MOST_ENTRIES && bytesWith(1, payloadBytes) <= mostBytes;
    }

    /** Bytes of the whole batch as it is. */
    int bytes() {
        return bytesWith(0, -RecordHead.BYTES);
    }

    /** Bytes of the whole batch with one record more. */
    int bytesWith(int payloadBytes) {
        return bytesWith(1, payloadBytes);
    }

    private int bytesWith(int more, int payloadBytes) {
        int hardBytes = 0;
        for (HardState state : hardStates.values()) {
            hardBytes += RecordHead.BYTES + bytesOf(state);
        }
        int index = BatchHead.BYTES + (records + more) * RecordHead.BYTES + hardBytes;
        return Block.roundUp(index) + Block.roundUp(end - INDEX_ROOM + RecordHead.BYTES + payloadBytes + hardBytes);
    }

    private static int bytesOf(HardState state) {
        return switch (state) {
            case HardState.Intact intact -> intact.value().remaining();
            case HardState.Faulty _ -> 0;
        };
    }

    /** Adds a record; there is room. */
    void add(RecordType type, long slot, long ballot, byte kind, ByteBuffer payload) {
        int payloadBytes = payload.remaining();
        makeRoom(RecordHead.BYTES + payloadBytes);
        RecordHead.write(buffer, end, type, kind, slot, ballot, payloadBytes);
        buffer.put(end + RecordHead.BYTES, payload, payload.position(), payloadBytes);
        end += RecordHead.BYTES + payloadBytes;
        records++;
        if (type == RecordType.ENTRY) {
            summary = summary.withEntry(slot, ballot);
        }
    }

    void keep(int name, HardState state) {
        hardStates.put(name, state);
    }

    /** Has it begin a segment: with all hard state that it does not bring itself. */
    void carry(Map<Integer, HardState> all) {
        all.forEach(hardStates::putIfAbsent);
    }

    private void makeRoom(int bytes) {
        int needed = Block.roundUp(end + bytes);
        if (needed > buffer.capacity()) {
            ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(needed, 2 * buffer.capacity() - INDEX_ROOM));
            buffer = larger.put(INDEX_ROOM, buffer, INDEX_ROOM, end - INDEX_ROOM);
        }
    }

    /**
     * Gives the batch its place, and makes it ready to be written there.
     *
     * @param previous what the batch before held
     * @return all of it, to be written before anything is added
     */
    ByteBuffer seal(
            PlaceChecksum checksum, int segment, int offset, long sequence, WrittenSummary previous, Placed placed) {
        int all = records + hardStates.size();
        int indexBytes = BatchHead.BYTES + all * RecordHead.BYTES;
        for (Map.Entry<Integer, HardState> state : hardStates.entrySet()) {
            indexBytes += bytesOf(state.getValue());
            addHardState(state.getKey(), state.getValue());
        }
        int begin = INDEX_ROOM - Block.roundUp(indexBytes);
        int padded = Block.roundUp(end);
        clear(begin + indexBytes, INDEX_ROOM);
        clear(end, padded);
        int shift = offset - begin;
        int index = begin + BatchHead.BYTES;
        int at = INDEX_ROOM;
        for (int ordinal = 0; ordinal < all; ordinal++) {
            int recordEnd = at + RecordHead.BYTES + RecordHead.payloadBytes(buffer, at);
            RecordHead.place(buffer, at, ordinal, all - 1 - ordinal);
            RecordHead.seal(
                    buffer, at, checksum.of(segment, at + shift, buffer, at + RecordHead.CHECKED_FROM, recordEnd));
            int copied = ordinal < records ? RecordHead.BYTES : recordEnd - at;
            buffer.put(index, buffer, at, copied);
            index += copied;
            if (ordinal < records) {
                placed.entry(ordinal, RecordHead.slot(buffer, at), at + shift);
            }
            at = recordEnd;
        }
        int indexChecksum = checksum.of(segment, offset, buffer, begin + BatchHead.BYTES, begin + indexBytes);
        new BatchHead(
                        indexChecksum,
                        indexBytes,
                        end - INDEX_ROOM,
                        all,
                        Block.countZero(buffer, INDEX_ROOM, padded),
                        sequence,
                        previous)
                .write(buffer, begin, checksum, segment, offset);
        return buffer.duplicate().limit(padded).position(begin);
    }

    private void addHardState(int name, HardState state) {
        int before = records;
        switch (state) {
            case HardState.Intact intact -> add(RecordType.HARD_STATE, name, 0, (byte) 0, intact.value());
            case HardState.Faulty _ -> add(RecordType.FAULTY_HARD_STATE, name, 0, (byte) 0, ByteBuffer.allocate(0));
        }
        records = before;
        summary = summary.withHardState(name);
    }

    private void clear(int from, int to) {
        for (int i = from; i < to; i++) {
            buffer.put(i, (byte) 0);
        }
    }

    /** Where in the buffer the record with a serial number begins, or -1 if it is not in this batch. */
    private int find(long serial) {
        if (serial < firstSerial || serial >= firstSerial + records) {
            return -1;
        }
        int at = INDEX_ROOM;
        for (long i = firstSerial; i < serial; i++) {
            at += RecordHead.BYTES + RecordHead.payloadBytes(buffer, at);
        }
        return at;
    }

    /** Whether a record is in this batch. */
    boolean contains(long serial) {
        return find(serial) >= 0;
    }

    /** An entry that waits here. */
    SlotContent.Intact read(long serial) {
        RecordHead head = RecordHead.read(buffer, find(serial));
        if (head == null) {
            throw new IllegalStateException("record " + serial + ": not readable (expected: as it was added)");
        }
        ByteBuffer payload = ByteBuffer.allocate(head.payloadBytes());
        payload.put(0, buffer, find(serial) + RecordHead.BYTES, head.payloadBytes());
        return new SlotContent.Intact(head.slot(), head.ballot(), head.kind(), payload);
    }

    long firstSerial() {
        return firstSerial;
    }

    /** What it holds; with hard state only after {@link #seal}. */
    WrittenSummary summary() {
        return summary;
    }

    void ask(Consumer<SyncOutcome> completion) {
        isAsked = true;
        completions.add(completion);
    }

    boolean isAsked() {
        return isAsked;
    }

    List<Consumer<SyncOutcome>> completions() {
        return List.copyOf(completions);
    }
}
