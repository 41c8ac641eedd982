package io.headgate.replica;

import io.headgate.replica.Batch.Content;
import io.headgate.store.CommandCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Batch} stands in the log. Format 1, all numbers big-endian:
 *
 * <pre>
 * header    format 1 byte = 1 · origin 8 · incarnation 8 · sequence 8 · time in milliseconds 8
 * contents  how many 4 · for each: kind 1 (0 command of the store, 1 member of the directory) · length 4 · that many bytes
 * </pre>
 *
 * The contents also travel by themselves, from the member whose clients sent them to the leader, which puts the header
 * before them without reading them.
 */
final class BatchCodec {
    static final int HEADER_BYTES = 1 + 4 * Long.BYTES;

    /** What a batch of one content takes besides it. */
    static final int BYTES_BESIDE_ONE = HEADER_BYTES + Integer.BYTES + 1 + Integer.BYTES;

    private static final byte FORMAT = 1;
    private static final byte STORE = 0;
    private static final byte DIRECTORY = 1;

    private BatchCodec() {}

    static byte[] encodeContents(List<Content> contents) {
        int[] sizes = new int[contents.size()];
        int total = Integer.BYTES;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = switch (contents.get(i)) {
                case Content.ForStore(var command) -> CommandCodec.size(command);
                case Content.ForDirectory(var entry) -> DirectoryCodec.size(entry);
            };
            total = Math.addExact(total, 1 + Integer.BYTES + sizes[i]);
        }
        ByteBuffer into = ByteBuffer.allocate(total).putInt(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            switch (contents.get(i)) {
                case Content.ForStore(var command) -> {
                    into.put(STORE).putInt(sizes[i]);
                    CommandCodec.encode(command, into);
                }
                case Content.ForDirectory(var entry) -> {
                    into.put(DIRECTORY).putInt(sizes[i]);
                    DirectoryCodec.encode(entry, into);
                }
            }
        }
        return into.array();
    }

    /** The bytes of a batch: its header, and contents that were encoded before. */
    static byte[] join(BatchName name, long timeMillis, byte[] contents) {
        return ByteBuffer.allocate(HEADER_BYTES + contents.length)
                .put(FORMAT)
                .putLong(name.origin())
                .putLong(name.incarnation())
                .putLong(name.sequence())
                .putLong(timeMillis)
                .put(contents)
                .array();
    }

    /**
     * The batch that these bytes are.
     *
     * @param made gives the contents of batches that were made here: they need not be read; null for any other
     * @throws MalformedException if they are none
     */
    static Batch decode(ByteBuffer from, Function<BatchName, @Nullable List<Content>> made) {
        try {
            byte format = from.get();
            if (format != FORMAT) {
                throw new MalformedException("format of a batch: " + format + " (expected: " + FORMAT + ")");
            }
            BatchName name = new BatchName(from.getLong(), from.getLong(), from.getLong());
            long timeMillis = from.getLong();
            List<Content> known = made.apply(name);
            return new Batch(name, timeMillis, known == null ? decodeContents(from) : known);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new MalformedException("batch: " + e);
        }
    }

    private static List<Content> decodeContents(ByteBuffer from) {
        int count = from.getInt();
        if (count < 0 || count > from.remaining() / (1 + Integer.BYTES)) {
            throw new MalformedException("contents of a batch: " + count + " in " + from.remaining() + " bytes");
        }
        List<Content> contents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte kind = from.get();
            int length = from.getInt();
            if (length < 0 || length > from.remaining()) {
                throw new MalformedException("content of a batch: " + length + " bytes in " + from.remaining());
            }
            ByteBuffer one = from.slice(from.position(), length);
            from.position(from.position() + length);
            contents.add(
                    switch (kind) {
                        case STORE -> new Content.ForStore(CommandCodec.decode(one));
                        case DIRECTORY -> new Content.ForDirectory(DirectoryCodec.decode(one));
                        default -> throw new MalformedException("kind of a content: " + kind + " (expected: 0, 1)");
                    });
        }
        return contents;
    }
}
