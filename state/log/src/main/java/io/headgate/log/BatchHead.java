package io.headgate.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The head of a batch: what was written at once and becomes durable at once. A batch is an index of whole blocks, with this
 * head and the heads of all records, and the records themselves, in blocks of their own. The next batch is written only when
 * this one is durable, so that whoever finds a batch knows that all before it once were there. The fields are in
 * package-info.
 *
 * @param indexChecksum over the index after this head
 * @param indexBytes of the index, this head included
 * @param recordsBytes of all records together; 0 in a batch that only says that all before it is durable
 * @param records how many there are
 * @param zeroBlocks how many blocks of the records hold only zeros, as those do that were never written
 * @param sequence of the batch in the whole log, from 1 on
 * @param previous what the batch before held
 */
record BatchHead(
        int indexChecksum,
        int indexBytes,
        int recordsBytes,
        int records,
        int zeroBlocks,
        long sequence,
        WrittenSummary previous) {
    static final int BYTES = 72;

    /** "HGB1". */
    private static final int MAGIC = 0x48474231;

    private static final int CHECKED_FROM = 8;

    /** Where the records begin, from the begin of the batch. */
    int recordsOffset() {
        return Block.roundUp(indexBytes);
    }

    /** Bytes of the whole batch, in whole blocks. */
    int bytes() {
        return recordsOffset() + Block.roundUp(recordsBytes);
    }

    void write(ByteBuffer into, int at, PlaceChecksum checksum, int segment, int offset) {
        into.putInt(at, MAGIC)
                .putInt(at + 8, indexChecksum)
                .putInt(at + 12, indexBytes)
                .putInt(at + 16, recordsBytes)
                .putInt(at + 20, records)
                .putInt(at + 24, zeroBlocks)
                .putInt(at + 28, 0)
                .putLong(at + 32, sequence);
        previous.write(into, at + 40);
        into.putInt(at + 4, checksum.of(segment, offset, into, at + CHECKED_FROM, at + BYTES));
    }

    /** The head at a place of a segment that is in the buffer, or null if there is none. */
    static @Nullable BatchHead read(ByteBuffer from, PlaceChecksum checksum, int segment, int offset) {
        if (from.getInt(offset) != MAGIC
                || from.getInt(offset + 4)
                        != checksum.of(segment, offset, from, offset + CHECKED_FROM, offset + BYTES)) {
            return null;
        }
        BatchHead head = new BatchHead(
                from.getInt(offset + 8),
                from.getInt(offset + 12),
                from.getInt(offset + 16),
                from.getInt(offset + 20),
                from.getInt(offset + 24),
                from.getLong(offset + 32),
                WrittenSummary.read(from, offset + 40));
        boolean isWithin = head.indexBytes >= BYTES
                && head.recordsBytes >= 0
                && head.indexBytes <= from.capacity()
                && head.recordsBytes <= from.capacity()
                && offset + (long) head.bytes() <= from.capacity();
        return isWithin ? head : null;
    }
}
