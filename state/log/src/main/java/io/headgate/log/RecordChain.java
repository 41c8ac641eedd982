package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of one batch, found without its index: each says how many stand before and after it. Confined to one scan.
 *
 * @param records from the first one on, as far as they can be read
 * @param isComplete whether these are all
 * @param end after the last of them, in the segment
 */
record RecordChain(List<Located> records, boolean isComplete, int end) {
    /**
     * A record that was read whole.
     *
     * @param offset of its head in the segment
     */
    record Located(RecordHead head, int offset) {}

    RecordChain {
        records = List.copyOf(records);
    }

    /** What the records say that they are. */
    WrittenSummary summary() {
        WrittenSummary summary = WrittenSummary.EMPTY;
        for (Located record : records) {
            summary = summary.with(record.head());
        }
        return summary;
    }

    /** Whether the record whose head is at a place is as it was written there. */
    static boolean isIntact(
            RecordHead head, ByteBuffer bytes, PlaceChecksum checksum, int segment, int offset, int limit) {
        return head.payloadBytes() <= limit - offset - RecordHead.BYTES
                && head.checksum()
                        == checksum.of(segment, offset, bytes, offset + RecordHead.CHECKED_FROM, offset + head.bytes());
    }

    /**
     * Follows the records that begin at a place.
     *
     * @param bytes the whole segment
     * @param limit where they end at the latest
     */
    static RecordChain from(int offset, int limit, ByteBuffer bytes, PlaceChecksum checksum, int segment) {
        List<Located> records = new ArrayList<>();
        int at = offset;
        while (at + RecordHead.BYTES <= limit) {
            RecordHead head = RecordHead.read(bytes, at);
            if (head == null
                    || head.ordinal() != records.size()
                    || !isIntact(head, bytes, checksum, segment, at, limit)) {
                break;
            }
            records.add(new Located(head, at));
            at += head.bytes();
            if (head.remaining() == 0) {
                return new RecordChain(records, /* isComplete= */ true, at);
            }
        }
        return new RecordChain(records, /* isComplete= */ false, at);
    }

    /** The first chain that begins with a block between two places; none and not complete if there is none. */
    static RecordChain find(int from, int limit, ByteBuffer bytes, PlaceChecksum checksum, int segment) {
        for (int offset = from; offset < limit; offset += Block.BYTES) {
            RecordChain chain = from(offset, limit, bytes, checksum, segment);
            if (!chain.records.isEmpty()) {
                return chain;
            }
        }
        return new RecordChain(List.of(), /* isComplete= */ false, limit);
    }
}
