package io.headgate.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Reads a backup, and checks every byte of it. Confined to one thread. */
public final class BackupReader {
    private final MessageDigest digest = BackupFormat.digest();
    private final DigestInputStream from;
    private long offset;

    private BackupReader(InputStream from) {
        this.from = new DigestInputStream(from, digest);
    }

    /**
     * What a whole backup holds.
     *
     * @param keyspace the store as it was
     * @param digest of the file, 64 hexadecimal digits: two backups of one digest are the same
     */
    public record Backup(BackupHeader header, Keyspace keyspace, String digest) {}

    /**
     * Reads a backup to its end.
     *
     * @param from buffered, or not: it is read in large pieces; not closed
     * @throws BackupException if it is not as it was written
     * @throws IOException if it cannot be read
     */
    public static Backup read(InputStream from) throws IOException {
        return new BackupReader(from).read();
    }

    private Backup read() throws IOException {
        BackupHeader header = BackupFormat.readHeader(take(BackupFormat.HEADER_BYTES));
        var state = new StateReader();
        int pieces = 0;
        while (readPiece(pieces, state)) {
            pieces++;
        }
        ByteBuffer zeros = take(BackupFormat.padding(offset));
        while (zeros.hasRemaining()) {
            if (zeros.get() != 0) {
                throw new BackupException(
                        offset - zeros.remaining() - 1, "a byte that is not 0 after the end of the state");
            }
        }
        String sum = checkDigest();
        return new Backup(header, finish(state, header), sum);
    }

    /** Returns whether it was one, not the end. */
    private boolean readPiece(int number, StateReader state) throws IOException {
        long begin = offset;
        ByteBuffer head = take(BackupFormat.PIECE_HEAD_BYTES);
        int length = head.getInt();
        if (length < 0 || length > BackupFormat.PIECE_BYTES) {
            throw new BackupException(
                    begin,
                    "piece " + number + ": " + length + " bytes (expected: 0.." + BackupFormat.PIECE_BYTES + ")");
        }
        ByteBuffer bytes = take(length);
        if (head.getInt() != BackupFormat.checksum(number, bytes)) {
            throw new BackupException(begin, "piece " + number + ": the checksum does not fit");
        }
        try {
            state.read(bytes);
        } catch (CodecException e) {
            throw new BackupException(begin, "piece " + number + ": " + e.getMessage());
        }
        return length > 0;
    }

    private String checkDigest() throws IOException {
        byte[] computed = digest.digest();
        from.on(false);
        long begin = offset;
        ByteBuffer written = take(BackupFormat.DIGEST_BYTES);
        if (!written.equals(ByteBuffer.wrap(computed))) {
            throw new BackupException(begin, "the digest of the whole does not fit");
        }
        if (from.read() >= 0) {
            throw new BackupException(offset, "bytes after the end");
        }
        return HexFormat.of().formatHex(computed);
    }

    private Keyspace finish(StateReader state, BackupHeader header) {
        try {
            Keyspace keyspace = state.finish();
            if (keyspace.slot() != header.slot() || keyspace.revision() != header.revision()) {
                throw new BackupException(
                        0,
                        "it holds slot " + keyspace.slot() + ", revision " + keyspace.revision() + " (expected: "
                                + header.slot() + ", " + header.revision() + ", as its header says)");
            }
            return keyspace;
        } catch (CodecException e) {
            throw new BackupException(offset, String.valueOf(e.getMessage()));
        }
    }

    private ByteBuffer take(int size) throws IOException {
        byte[] bytes = new byte[size];
        if (from.readNBytes(bytes, 0, size) < size) {
            throw new BackupException(offset, "it ends too early: " + size + " bytes more were expected");
        }
        offset += size;
        return ByteBuffer.wrap(bytes);
    }
}
