package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of a checkpoint file; the fields are in package-info. */
final class CheckpointFormat {
    /** The newest one: its slot is in its header and not in its name, so that one rename switches. */
    static final String NAME = "checkpoint";

    /** The one that is being made. */
    static final String UNFINISHED_NAME = "checkpoint-unfinished";

    /** "HGATECKP". */
    private static final long MAGIC = 0x4847415445434B50L;

    /** "HGATEND!". */
    private static final long END_MAGIC = 0x48474154454E4421L;

    private static final int VERSION = 1;

    /** Of the header, before the metadata. */
    static final int HEADER_BYTES = 48;

    /** Before the bytes of a chunk. */
    static final int CHUNK_HEAD_BYTES = 12;

    static final int TRAILER_BYTES = 28;

    private CheckpointFormat() {}

    static ByteBuffer header(CheckpointHeader header) {
        ByteBuffer metadata = header.metadata();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + metadata.remaining());
        bytes.putLong(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .putLong(header.clusterId())
                .putLong(header.slot())
                .putLong(header.ballot())
                .putInt(metadata.remaining())
                .putInt(0)
                .put(metadata)
                .flip();
        return bytes.putInt(12, checksum(bytes, 16, bytes.limit()));
    }

    /**
     * Reads a header.
     *
     * @param bytes the file's begin, of the longest header or the whole file
     * @return null if it is not as it was written
     * @throws LogFormatException if it is of another version
     */
    static @Nullable CheckpointHeader readHeader(ByteBuffer bytes, String file) {
        if (bytes.limit() < HEADER_BYTES || bytes.getLong(0) != MAGIC) {
            return null;
        }
        int metadataBytes = bytes.getInt(40);
        boolean isIntact = metadataBytes >= 0
                && metadataBytes <= Math.min(CheckpointHeader.MOST_METADATA_BYTES, bytes.limit() - HEADER_BYTES)
                && bytes.getInt(12) == checksum(bytes, 16, HEADER_BYTES + metadataBytes);
        if (bytes.getInt(8) != VERSION) {
            throw new LogFormatException(file, 8, "format version", bytes.getInt(8), VERSION);
        }
        if (!isIntact) {
            return null;
        }
        return new CheckpointHeader(
                bytes.getLong(16), bytes.getLong(24), bytes.getLong(32), bytes.slice(HEADER_BYTES, metadataBytes));
    }

    private static int checksum(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(to).position(from));
        return (int) crc.getValue();
    }

    /** The checksum of a chunk: of what it holds and where it belongs. */
    static int chunkChecksum(CheckpointHeader header, int index, ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(28)
                .putLong(header.clusterId())
                .putLong(header.slot())
                .putLong(header.ballot())
                .putInt(index)
                .flip());
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    static ByteBuffer chunkHead(int index, int checksum, int length) {
        return ByteBuffer.allocate(CHUNK_HEAD_BYTES)
                .putInt(checksum)
                .putInt(length)
                .putInt(index)
                .flip();
    }

    static ByteBuffer trailer(CheckpointTotals totals) {
        ByteBuffer bytes = ByteBuffer.allocate(TRAILER_BYTES)
                .putLong(END_MAGIC)
                .putInt(totals.chunks())
                .putLong(totals.bytes())
                .putInt(totals.checksum())
                .putInt(0)
                .flip();
        return bytes.putInt(24, checksum(bytes, 0, 24));
    }

    /** What a trailer says, or null if it is not as it was written. */
    static @Nullable CheckpointTotals readTrailer(ByteBuffer bytes) {
        boolean isIntact = bytes.limit() == TRAILER_BYTES
                && bytes.getLong(0) == END_MAGIC
                && bytes.getInt(24) == checksum(bytes, 0, 24)
                && bytes.getInt(8) >= 0
                && bytes.getLong(12) >= 0;
        return isIntact ? new CheckpointTotals(bytes.getInt(8), bytes.getLong(12), bytes.getInt(20)) : null;
    }
}
