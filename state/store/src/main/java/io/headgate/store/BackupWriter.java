package io.headgate.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Writes a state as the bytes of a backup, see {@link BackupFormat}, a buffer at a time. Used by one thread, whichever, at a time.
 * Until it is closed the store frees nothing that the backup shows.
 */
public final class BackupWriter implements AutoCloseable {
    private final StateWriter state;
    private final MessageDigest digest = BackupFormat.digest();
    private final ByteBuffer piece = ByteBuffer.allocate(BackupFormat.PIECE_HEAD_BYTES + BackupFormat.PIECE_BYTES);

    /** What is to be written next, digested already. */
    private ByteBuffer next;

    private Part part = Part.PIECES;
    private int pieces;
    private long bytes;

    /** What comes after {@link #next}, from top to bottom. */
    private enum Part {
        PIECES,
        END,
        DIGEST,
        NOTHING
    }

    /**
     * A backup of this state.
     *
     * @param state closed with this
     */
    public BackupWriter(StateWriter state, long clusterId) {
        this.state = state;
        next = digested(BackupFormat.header(new BackupHeader(clusterId, state.slot(), state.revision())));
    }

    /** The newest revision in it. */
    public long revision() {
        return state.revision();
    }

    /** Fills a buffer, up to its limit or the backup's end. Returns whether there is more. */
    public boolean write(ByteBuffer into) {
        while (into.hasRemaining() && (next.hasRemaining() || part != Part.NOTHING)) {
            if (!next.hasRemaining()) {
                next = make();
            }
            int size = Math.min(next.remaining(), into.remaining());
            into.put(into.position(), next, next.position(), size);
            into.position(into.position() + size);
            next.position(next.position() + size);
        }
        return next.hasRemaining() || part != Part.NOTHING;
    }

    private ByteBuffer make() {
        return switch (part) {
            case PIECES -> digested(piece());
            case END -> digested(end());
            case DIGEST -> {
                part = Part.NOTHING;
                yield ByteBuffer.wrap(digest.digest());
            }
            case NOTHING -> throw new IllegalStateException("the backup has ended");
        };
    }

    private ByteBuffer piece() {
        boolean hasMore = state.write(piece.clear().position(BackupFormat.PIECE_HEAD_BYTES));
        part = hasMore ? Part.PIECES : Part.END;
        int length = piece.flip().limit() - BackupFormat.PIECE_HEAD_BYTES;
        ByteBuffer content = piece.slice(BackupFormat.PIECE_HEAD_BYTES, length);
        return piece.putInt(0, length).putInt(Integer.BYTES, BackupFormat.checksum(pieces++, content));
    }

    private ByteBuffer end() {
        part = Part.DIGEST;
        int padding = BackupFormat.padding(bytes + BackupFormat.PIECE_HEAD_BYTES);
        return ByteBuffer.allocate(BackupFormat.PIECE_HEAD_BYTES + padding)
                .putInt(Integer.BYTES, BackupFormat.checksum(pieces, ByteBuffer.allocate(0)));
    }

    private ByteBuffer digested(ByteBuffer made) {
        bytes += made.remaining();
        digest.update(made.duplicate());
        return made;
    }

    @Override
    public void close() {
        state.close();
    }
}
