package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries back, and more than was asked for, because who reads one reads the next. Confined to its log.
 */
final class EntryReader {
    private static final int AHEAD_BYTES = 256 << 10;

    private final PlaceChecksum checksum;
    private final Map<Integer, Segment> segments;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private int windowSegment;
    private int windowBegin;
    private int windowEnd;

    /**
     * Knows nothing yet.
     *
     * @param segments by number; may change
     */
    EntryReader(PlaceChecksum checksum, Map<Integer, Segment> segments) {
        this.checksum = checksum;
        this.segments = segments;
    }

    /** The entry at a place, or null if it is not as it was written. */
    SlotContent.@Nullable Intact read(long slot, long ballot, long place, int payloadBytes) {
        int number = SlotIndex.segment(place);
        int offset = SlotIndex.offset(place);
        int bytes = RecordHead.BYTES + payloadBytes;
        if (number != windowSegment || offset < windowBegin || offset + bytes > windowEnd) {
            load(number, offset, bytes);
        }
        int at = offset - windowBegin;
        if (offset + bytes > windowEnd) {
            return null;
        }
        RecordHead head = RecordHead.read(window, at);
        if (head == null
                || head.slot() != slot
                || head.ballot() != ballot
                || head.payloadBytes() != payloadBytes
                || head.checksum() != checksum.of(number, offset, window, at + RecordHead.CHECKED_FROM, at + bytes)) {
            return null;
        }
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes);
        payload.put(0, window, at + RecordHead.BYTES, payloadBytes);
        return new SlotContent.Intact(slot, ballot, head.kind(), payload);
    }

    private void load(int number, int offset, int bytes) {
        Segment segment = segments.get(number);
        if (segment == null) {
            throw new IllegalStateException(
                    "segment " + number + ": missing (expected: one of " + segments.keySet() + ")");
        }
        if (window.capacity() < Math.max(bytes, AHEAD_BYTES)) {
            window = ByteBuffer.allocate(Math.max(bytes, AHEAD_BYTES));
        }
        // Not beyond what is written: that changes.
        window.clear().limit(Math.min(window.capacity(), segment.end - offset));
        int at = offset;
        while (window.hasRemaining()) {
            int read = segment.file.read(at, window);
            if (read == 0) {
                break;
            }
            at += read;
        }
        windowSegment = number;
        windowBegin = offset;
        windowEnd = at;
        window.clear();
    }
}
