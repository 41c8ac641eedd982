package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskFile;
import io.headgate.log.Finding.Severity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a whole checkpoint file and checks every byte of it. Confined to one scan. */
final class CheckpointScan {
    private final String name;
    private final DiskFile file;
    private final Consumer<CheckpointChunk> reader;
    private @Nullable Finding finding;

    /** The chunk that was read last: outside of the heap, as a checkpoint may be as large as that. */
    private ByteBuffer chunk = ByteBuffer.allocateDirect(0);

    private CheckpointScan(String name, DiskFile file, Consumer<CheckpointChunk> reader) {
        this.name = name;
        this.file = file;
        this.reader = reader;
    }

    /** What was found: one of both, or neither if there is none. */
    record Result(@Nullable Checkpoint checkpoint, @Nullable Finding finding) {}

    /**
     * Reads the checkpoint in a folder, if there is one: otherwise there is neither a checkpoint nor a finding.
     *
     * @param reader given every chunk that is intact, in order, whose bytes are others afterwards; what follows may not be
     * @throws LogFormatException if it is of another version
     */
    static Result in(Disk disk, Consumer<CheckpointChunk> reader) {
        String actual = RenewedName.actual(disk, CheckpointFormat.NAME);
        if (!disk.exists(actual)) {
            return new Result(null, null);
        }
        CheckpointScan scan = new CheckpointScan(CheckpointFormat.NAME, disk.open(actual), reader);
        return new Result(scan.run(), scan.finding);
    }

    private @Nullable Checkpoint run() {
        ByteBuffer begin = read(0, CheckpointFormat.HEADER_BYTES + CheckpointHeader.MOST_METADATA_BYTES);
        CheckpointHeader header = CheckpointFormat.readHeader(begin, name);
        if (header == null) {
            return find(0, "the header is unreadable");
        }
        long end = file.size() - CheckpointFormat.TRAILER_BYTES;
        CheckpointTotals totals =
                end < 0 ? null : CheckpointFormat.readTrailer(read(end, CheckpointFormat.TRAILER_BYTES));
        if (totals == null) {
            return find(Math.max(0, end), "the trailer is missing or unreadable");
        }
        ByteBuffer headerBytes = CheckpointFormat.header(header);
        long position = headerBytes.limit();
        CRC32C all = new CRC32C();
        all.update(headerBytes);
        long[] positions = new long[16];
        long bytes = 0;
        int count = 0;
        while (position < end) {
            CheckpointChunk chunk = chunk(header, count, position, end);
            if (chunk == null) {
                return find(position, "chunk " + count + " of " + totals.chunks() + " is unreadable");
            }
            positions = count == positions.length ? Arrays.copyOf(positions, 2 * count) : positions;
            positions[count++] = position;
            all.update(chunk.bytes());
            reader.accept(chunk);
            bytes += chunk.bytes().remaining();
            position += CheckpointFormat.CHUNK_HEAD_BYTES + chunk.bytes().remaining();
        }
        CheckpointTotals found = new CheckpointTotals(count, bytes, (int) all.getValue());
        if (!found.equals(totals)) {
            return find(end, "it holds " + found + " (expected: " + totals + ")");
        }
        return new Checkpoint(name, file, header, totals, Arrays.copyOf(positions, count));
    }

    private @Nullable CheckpointChunk chunk(CheckpointHeader header, int index, long position, long end) {
        return Checkpoint.read(file, header, index, position, end, this::buffer);
    }

    private ByteBuffer buffer(int bytes) {
        if (chunk.capacity() < bytes) {
            chunk = ByteBuffer.allocateDirect(bytes);
        }
        return chunk.clear().limit(bytes);
    }

    private ByteBuffer read(long position, int most) {
        return Checkpoint.read(file, position, most);
    }

    private @Nullable Checkpoint find(long offset, String text) {
        finding = new Finding(name, offset, Severity.LOST, text);
        return null;
    }
}
