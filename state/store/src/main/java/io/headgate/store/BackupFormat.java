package io.headgate.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * The bytes of a backup. All numbers are big-endian.
 *
 * <pre>
 * header   "HGATEBAK" 8 · version 4, 1 · checksum 4 of the rest of the header · cluster 8 · slot 8 · revision 8
 * pieces   length 4, 1.. · checksum 4 of number and bytes · bytes of the state as StateWriter has them
 * end      length 4, 0 · checksum 4 of the number of pieces
 * zeros    up to a multiple of 512 bytes
 * digest   SHA-256, 32, of all before
 * </pre>
 *
 * The last two are as in a snapshot file of etcd, so that {@code etcdctl snapshot save} takes it for a whole one. A piece's
 * checksum says where a file is broken, the digest that nothing escaped.
 */
final class BackupFormat {
    /** "HGATEBAK". */
    private static final long MAGIC = 0x484741544542414BL;

    private static final int VERSION = 1;

    static final int HEADER_BYTES = 2 * Long.BYTES + 3 * Long.BYTES;

    /** Before the bytes of a piece. */
    static final int PIECE_HEAD_BYTES = 2 * Integer.BYTES;

    /** State in one piece. */
    static final int PIECE_BYTES = 64 << 10;

    static final int BLOCK_BYTES = 512;

    static final int DIGEST_BYTES = 32;

    private BackupFormat() {}

    static ByteBuffer header(BackupHeader header) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES)
                .putLong(0, MAGIC)
                .putInt(8, VERSION)
                .putLong(16, header.clusterId())
                .putLong(24, header.slot())
                .putLong(32, header.revision());
        return bytes.putInt(12, checksum(bytes.slice(16, HEADER_BYTES - 16)));
    }

    /**
     * Reads a header.
     *
     * @throws BackupException if it is none, or of another version
     */
    static BackupHeader readHeader(ByteBuffer bytes) {
        if (bytes.getLong(0) != MAGIC) {
            throw new BackupException(
                    0,
                    "it is no backup of a store: it begins with " + Long.toHexString(bytes.getLong(0)) + " (expected: "
                            + Long.toHexString(MAGIC) + ")");
        }
        if (bytes.getInt(8) != VERSION) {
            throw new BackupException(8, "format version " + bytes.getInt(8) + " (expected: " + VERSION + ")");
        }
        if (bytes.getInt(12) != checksum(bytes.slice(16, HEADER_BYTES - 16))) {
            throw new BackupException(12, "the header's checksum does not fit");
        }
        return new BackupHeader(bytes.getLong(16), bytes.getLong(24), bytes.getLong(32));
    }

    private static int checksum(ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Of what a piece holds and where it belongs. */
    static int checksum(int number, ByteBuffer bytes) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** Zeros after so many bytes. */
    static int padding(long bytes) {
        return (int) (-bytes & (BLOCK_BYTES - 1));
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
