package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a segment begins: twice, in two blocks. The fields are in package-info.
 *
 * @param identity whose log it is
 * @param number of the segment, from 1 on, as in its name
 * @param segmentBytes size of the file
 * @param firstSequence of its first batch
 * @param previous what the segment before held
 * @param lastBatch what the last batch of that held
 */
record SegmentHeader(
        LogIdentity identity,
        int number,
        int segmentBytes,
        long firstSequence,
        WrittenSummary previous,
        WrittenSummary lastBatch) {
    /** Two copies, a block each. */
    static final int BYTES = 2 * Block.BYTES;

    /** "HGATELOG". */
    private static final long MAGIC = 0x48474154454C4F47L;

    private static final int VERSION = 1;

    private static final int CHECKSUM = 12;
    private static final int CHECKED_FROM = 16;

    /** Both copies, to be written at the begin of the file. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(0, MAGIC)
                .putInt(8, VERSION)
                .putLong(16, identity.clusterId())
                .putLong(24, identity.memberId())
                .putInt(32, number)
                .putInt(36, segmentBytes)
                .putLong(40, firstSequence);
        previous.write(bytes, 48);
        lastBatch.write(bytes, 48 + WrittenSummary.BYTES);
        bytes.putInt(CHECKSUM, checksum(bytes, 0));
        return bytes.put(Block.BYTES, bytes, 0, Block.BYTES);
    }

    private static int checksum(ByteBuffer bytes, int copy) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(copy + CHECKSUM).position(copy));
        crc.update(bytes.duplicate().clear().limit(copy + Block.BYTES).position(copy + CHECKED_FROM));
        return (int) crc.getValue();
    }

    /** Whether a copy is as it was written, and written for this file: a misdirected one is whole, too. */
    static boolean isIntact(ByteBuffer bytes, int copy, String file) {
        return bytes.getLong(copy) == MAGIC
                && bytes.getInt(copy + CHECKSUM) == checksum(bytes, copy)
                && (bytes.getInt(copy + 8) != VERSION
                        || Segment.number(file).equals(OptionalInt.of(bytes.getInt(copy + 32))));
    }

    /** What all segments before held, as far as it is known: that of the one before, if it is the only one. */
    WrittenSummary before() {
        return number == 2 ? previous : WrittenSummary.UNKNOWN;
    }

    /**
     * Reads what both copies say.
     *
     * @param bytes the whole segment, or its begin
     * @param file its name, for errors
     * @return null if both copies are unreadable
     * @throws LogFormatException if the file is of another version, or somebody else's
     */
    static @Nullable SegmentHeader read(ByteBuffer bytes, String file, LogIdentity expected) {
        for (int copy = 0; copy < BYTES; copy += Block.BYTES) {
            if (isIntact(bytes, copy, file)) {
                checkVersion(bytes, file, copy);
                SegmentHeader header = new SegmentHeader(
                        new LogIdentity(bytes.getLong(copy + 16), bytes.getLong(copy + 24)),
                        bytes.getInt(copy + 32),
                        bytes.getInt(copy + 36),
                        bytes.getLong(copy + 40),
                        WrittenSummary.read(bytes, copy + 48),
                        WrittenSummary.read(bytes, copy + 48 + WrittenSummary.BYTES));
                header.check(file, copy, expected);
                return header;
            }
        }
        // A later version may have another checksum; two equal errors in two blocks are none of the disk's.
        if (bytes.getLong(0) == MAGIC
                && bytes.getLong(Block.BYTES) == MAGIC
                && bytes.getInt(8) == bytes.getInt(Block.BYTES + 8)) {
            checkVersion(bytes, file, 0);
        }
        return null;
    }

    private static void checkVersion(ByteBuffer bytes, String file, int copy) {
        int version = bytes.getInt(copy + 8);
        if (version != VERSION) {
            throw new LogFormatException(file, copy + 8L, "format version", version, VERSION);
        }
    }

    private void check(String file, int copy, LogIdentity expected) {
        if (identity.clusterId() != expected.clusterId()) {
            throw new LogFormatException(
                    file, copy + 16L, "cluster", hex(identity.clusterId()), hex(expected.clusterId()));
        }
        if (identity.memberId() != expected.memberId()) {
            throw new LogFormatException(
                    file, copy + 24L, "member", hex(identity.memberId()), hex(expected.memberId()));
        }
    }

    private static String hex(long id) {
        return Long.toHexString(id);
    }
}
