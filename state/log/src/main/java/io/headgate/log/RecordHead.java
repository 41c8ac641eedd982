package io.headgate.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The head of a record, before its payload. Stands once more in the index of its batch, in another block: the identifier
 * that survives when the record does not. The fields are in package-info.
 *
 * @param checksum {@link PlaceChecksum} over the rest of the head and the payload
 * @param payloadBytes 0 or more
 * @param kind of an entry
 * @param ordinal how many records of the batch stand before it
 * @param remaining how many stand after it
 * @param slot of an entry, the first one to discard, or the name of a hard state
 * @param ballot of an entry, or the last slot to discard
 */
record RecordHead(
        int checksum,
        int payloadBytes,
        RecordType type,
        byte kind,
        int ordinal,
        int remaining,
        long slot,
        long ballot) {
    static final int BYTES = 32;

    /** From here on the checksum covers it. */
    static final int CHECKED_FROM = 4;

    private static final int CHECKSUM = 0;
    private static final int PAYLOAD_BYTES = 4;
    private static final int TYPE = 8;
    private static final int KIND = 9;
    private static final int ORDINAL = 10;
    private static final int REMAINING = 12;
    private static final int SLOT = 16;
    private static final int BALLOT = 24;

    /** Bytes of the record. */
    int bytes() {
        return BYTES + payloadBytes;
    }

    /** Writes a head that has neither its place in the batch nor its checksum yet. */
    static void write(ByteBuffer into, int at, RecordType type, byte kind, long slot, long ballot, int payloadBytes) {
        into.putInt(at + CHECKSUM, 0)
                .putInt(at + PAYLOAD_BYTES, payloadBytes)
                .put(at + TYPE, type.code())
                .put(at + KIND, kind)
                .putShort(at + ORDINAL, (short) 0)
                .putInt(at + REMAINING, 0)
                .putLong(at + SLOT, slot)
                .putLong(at + BALLOT, ballot);
    }

    static void place(ByteBuffer head, int at, int ordinal, int remaining) {
        head.putShort(at + ORDINAL, (short) ordinal).putShort(at + REMAINING, (short) remaining);
    }

    static void seal(ByteBuffer head, int at, int checksum) {
        head.putInt(at + CHECKSUM, checksum);
    }

    static int payloadBytes(ByteBuffer head, int at) {
        return head.getInt(at + PAYLOAD_BYTES);
    }

    static long slot(ByteBuffer head, int at) {
        return head.getLong(at + SLOT);
    }

    /** The head at a place, or null if these bytes cannot be one. Its checksum is not checked. */
    static @Nullable RecordHead read(ByteBuffer from, int at) {
        RecordType type = RecordType.of(from.get(at + TYPE));
        int payloadBytes = payloadBytes(from, at);
        if (type == null || payloadBytes < 0) {
            return null;
        }
        return new RecordHead(
                from.getInt(at + CHECKSUM),
                payloadBytes,
                type,
                from.get(at + KIND),
                Short.toUnsignedInt(from.getShort(at + ORDINAL)),
                Short.toUnsignedInt(from.getShort(at + REMAINING)),
                from.getLong(at + SLOT),
                from.getLong(at + BALLOT));
    }
}
