package io.headgate.log;

import io.headgate.log.Finding.Severity;
import io.headgate.log.RecordChain.Located;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches of one segment, and tells what a crash left from what the disk broke.
 *
 * <p>Source: Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018. A record that cannot be read
 * was either never written whole, which a crash explains and nobody was promised, or it was durable and is broken; taking the
 * second for the first loses chosen entries. What tells them apart:
 *
 * <ol>
 *   <li>A batch is written only when the one before is durable. So a later batch, or a later segment, is the evidence that all
 *       before was durable: nothing there is ever cut off. {@link DurableLog#maintain} writes an empty batch for the last.
 *   <li>Without such evidence: a disk writes blocks of 512 bytes whole or not at all, and before it writes them they are zeros,
 *       because segments are zeroed ahead. So a torn batch has more blocks of zeros than its head tells. If it has not, it was
 *       written whole, and what is wrong in it is broken.
 * </ol>
 *
 * <p>What is broken keeps its name: the heads of all records stand in the index too, which shares no block with them. And if
 * the index is broken the records tell themselves how many they are. Only if both are broken, which takes two faults in one
 * batch, does the next batch have to say what slots it had.
 *
 * <p>Where we differ from the paper: it keeps identifiers in an own file region and cannot decide on the last entry; here they
 * share the write with their entries, and zeros decide. What remains: a write of the last batch that the disk confirmed and
 * never made, without a sign of it by {@code maintain} before the power fails, looks torn.
 *
 * <p>Confined to one scan.
 */
final class SegmentScan {
    private final LogScan log;
    private final String name;
    private final int number;
    private final boolean isLast;
    private final ByteBuffer bytes;

    /** After the last block that does not hold only zeros. */
    private final int used;

    /** Where the next batch is, or was before it was torn. */
    private int place = SegmentHeader.BYTES;

    /** Where the last batch is that was not torn. */
    private int lastBatchOffset = SegmentHeader.BYTES;

    private boolean isTorn;
    private WrittenSummary written = WrittenSummary.EMPTY;

    SegmentScan(LogScan log, int number, boolean isLast, ByteBuffer bytes) {
        this.log = log;
        this.name = Segment.name(number);
        this.number = number;
        this.isLast = isLast;
        this.bytes = bytes;
        this.used = used(bytes);
    }

    private static int used(ByteBuffer bytes) {
        int used = bytes.capacity();
        while (used > 0 && Block.isZero(bytes, used - Block.BYTES)) {
            used -= Block.BYTES;
        }
        return used;
    }

    /** After the last batch. */
    int end() {
        return place;
    }

    /** Where the last batch begins. */
    int lastBatchOffset() {
        return lastBatchOffset;
    }

    WrittenSummary written() {
        return written;
    }

    void run() {
        while (place < used && !isTorn) {
            BatchHead head = head(place);
            int next = head == null ? passDamaged() : pass(head);
            lastBatchOffset = isTorn ? lastBatchOffset : place;
            place = next;
        }
    }

    private @Nullable BatchHead head(int offset) {
        BatchHead head = BatchHead.read(bytes, log.checksum, number, offset);
        return head != null && head.sequence() >= log.nextSequence ? head : null;
    }

    /** The next place after one where a batch begins, or {@link #used} if there is none. */
    private int nextHead(int after) {
        int offset = after;
        while (offset < used && head(offset) == null) {
            offset += Block.BYTES;
        }
        return offset;
    }

    private boolean isEvident(int next) {
        return !isLast || next < used;
    }

    private int pass(BatchHead head) {
        int end = place + head.bytes();
        log.arrive(head.sequence(), head.previous(), name, place, this);
        boolean hasIndex = head.indexChecksum()
                == log.checksum.of(number, place, bytes, place + BatchHead.BYTES, place + head.indexBytes());
        if (hasIndex && isIntact(head)) {
            applyByIndex(head);
            return end;
        }
        if (!isEvident(nextHead(end)) && Block.countZero(bytes, place, end) > head.zeroBlocks()) {
            return torn();
        }
        if (hasIndex) {
            applyByIndex(head);
            return end;
        }
        RecordChain chain = RecordChain.from(
                place + head.recordsOffset(),
                place + head.recordsOffset() + head.recordsBytes(),
                bytes,
                log.checksum,
                number);
        applyChain(chain);
        return end;
    }

    /** Whether all records are as the index says; it is. */
    private boolean isIntact(BatchHead head) {
        int index = place + BatchHead.BYTES;
        int offset = place + head.recordsOffset();
        for (int i = 0; i < head.records(); i++) {
            RecordHead record = recordHead(index);
            if (!isIntact(record, index, offset, head)) {
                return false;
            }
            index += indexBytes(record);
            offset += record.bytes();
        }
        return true;
    }

    private boolean isIntact(RecordHead record, int index, int offset, BatchHead head) {
        for (int i = 0; i < RecordHead.BYTES; i++) {
            if (bytes.get(index + i) != bytes.get(offset + i)) {
                return false;
            }
        }
        int limit = place + head.recordsOffset() + head.recordsBytes();
        return RecordChain.isIntact(record, bytes, log.checksum, number, offset, limit);
    }

    private RecordHead recordHead(int at) {
        RecordHead head = RecordHead.read(bytes, at);
        if (head == null) {
            throw new LogFormatException(name, at, "record type", bytes.get(at + 8), "1..4");
        }
        return head;
    }

    private static int indexBytes(RecordHead record) {
        return record.type().isHardState() ? record.bytes() : RecordHead.BYTES;
    }

    /** Takes what the index names, what is broken as such; hard state is in the index whole. */
    private void applyByIndex(BatchHead head) {
        WrittenSummary summary = WrittenSummary.EMPTY;
        int index = place + BatchHead.BYTES;
        int offset = place + head.recordsOffset();
        for (int i = 0; i < head.records(); i++) {
            RecordHead record = recordHead(index);
            summary = summary.with(record);
            boolean isIntact = isIntact(record, index, offset, head);
            if (!isIntact) {
                findBroken(record, offset);
            }
            if (isIntact || record.type() != RecordType.ENTRY) {
                log.contents.apply(
                        record,
                        SlotIndex.place(number, offset),
                        payload(index + RecordHead.BYTES, record.type().isHardState() ? record.payloadBytes() : 0));
            } else {
                log.contents.faultyEntry(record.slot(), record.ballot());
            }
            index += indexBytes(record);
            offset += record.bytes();
        }
        account(summary);
    }

    private void findBroken(RecordHead record, int offset) {
        switch (record.type()) {
            case ENTRY ->
                log.find(
                        name,
                        offset,
                        Severity.LOST,
                        "the entry in slot " + record.slot() + ", ballot " + record.ballot() + ", is unreadable");
            case DISCARD, HARD_STATE, FAULTY_HARD_STATE ->
                log.find(name, offset, Severity.REPAIRABLE, "one of two copies of " + record.type() + " is unreadable");
        }
    }

    private ByteBuffer payload(int offset, int length) {
        ByteBuffer payload = ByteBuffer.allocate(length);
        return payload.put(0, bytes, offset, length);
    }

    /** Takes the records of a batch whose index is broken. */
    private void applyChain(RecordChain chain) {
        for (Located record : chain.records()) {
            boolean isHardState = record.head().type().isHardState();
            log.contents.apply(
                    record.head(),
                    SlotIndex.place(number, record.offset()),
                    payload(
                            record.offset() + RecordHead.BYTES,
                            isHardState ? record.head().payloadBytes() : 0));
        }
        if (chain.isComplete()) {
            log.find(name, place, Severity.REPAIRABLE, "the index of a batch is unreadable, its records are not");
            written = written.with(chain.summary());
            log.salvaged(chain.summary());
        } else {
            log.find(name, place, Severity.LOST, "a batch is unreadable, with its index");
            written = written.with(chain.summary());
            log.unaccounted();
        }
    }

    private void account(WrittenSummary summary) {
        written = written.with(summary);
        log.accounted(summary);
    }

    /** Takes note of what was in this segment, as the next batch says. */
    void lost(WrittenSummary summary) {
        written = written.with(summary);
    }

    /** Passes something that is not a batch. */
    private int passDamaged() {
        int next = nextHead(place + Block.BYTES);
        RecordChain chain = RecordChain.find(place + Block.BYTES, next, bytes, log.checksum, number);
        if (!isEvident(next) && !chain.isComplete() && mayBeTorn()) {
            return torn();
        }
        applyChain(chain);
        while (chain.isComplete()) {
            chain = RecordChain.find(Block.roundUp(chain.end()), next, bytes, log.checksum, number);
            if (!chain.records().isEmpty()) {
                applyChain(chain);
            }
        }
        return next;
    }

    /**
     * Whether a crash explains what begins here, and nothing after is readable. Records take another block than the head, so
     * a broken head alone is an empty batch, or one that is torn besides.
     */
    private boolean mayBeTorn() {
        return used == place + Block.BYTES || Block.countZero(bytes, place, used) > 0;
    }

    private int torn() {
        isTorn = true;
        log.find(name, place, Severity.HARMLESS, "a batch that was torn by a crash before it was durable");
        return place;
    }
}
