package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskFile;
import io.headgate.log.Finding.Severity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads all segments of a log from the first to the last, and changes nothing: what {@link DurableLog#open} begins with and
 * {@link FolderCheck} ends with. Batches are numbered without gaps, which shows what is missing. Confined to one owner.
 */
final class LogScan {
    /** Reads ask for this much at once: a real disk copies through a buffer of that size and keeps it. */
    private static final int READ_BYTES = 256 << 10;

    final PlaceChecksum checksum;
    private final LogIdentity identity;

    LogContents contents = new LogContents();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();

    /** The number that the next batch has; 0 as long as none was met and nobody knows. */
    long nextSequence;

    /** What the last batch held. */
    private WrittenSummary lastBatch = WrittenSummary.EMPTY;

    /** Whether a batch was found without its index since the last one that was found with it. */
    private boolean isSalvaged;

    /** Whether something was passed of which only a later batch can say what it was. */
    private boolean isUnaccounted;

    /** Where the last batch begins, in the last segment. */
    private int lastBatchOffset = SegmentHeader.BYTES;

    /** The header of the last segment; if it is unreadable, as far as it is known what it was. */
    private @Nullable SegmentHeader lastHeader;

    private ByteBuffer buffer = ByteBuffer.allocate(0);

    private LogScan(LogIdentity identity) {
        this.identity = identity;
        this.checksum = new PlaceChecksum(identity);
    }

    /**
     * Reads the log in a folder.
     *
     * @throws LogFormatException if a segment is of another version, cluster or member
     */
    static LogScan of(Disk disk, LogIdentity identity) {
        TreeMap<Integer, DiskFile> files = new TreeMap<>();
        for (String name : disk.list()) {
            Segment.number(RenewedName.meant(name)).ifPresent(number -> files.put(number, disk.open(name)));
        }
        LogScan scan = new LogScan(identity);
        scan.run(files, /* isBeginMissing= */ false);
        int first = scan.contents.firstSegment();
        if (files.isEmpty() || first == 0 || files.firstKey() == first) {
            return scan;
        }
        // Where the log begins is known when all of it is read. Segments before were deleted when the power failed,
        // some
        // of them; together with what follows they would look like a loss. If some are missing, what follows may settle
        // it.
        LogScan again = new LogScan(identity);
        again.run(files.tailMap(first, true), files.firstKey() > first);
        return again;
    }

    private void run(NavigableMap<Integer, DiskFile> files, boolean isBeginMissing) {
        if (isBeginMissing) {
            loseBegin(files.firstEntry());
        }
        for (Map.Entry<Integer, DiskFile> entry : files.entrySet()) {
            int number = entry.getKey();
            DiskFile file = entry.getValue();
            scan(number, file, files.lowerKey(number), number == files.lastKey());
        }
        if (isUnaccounted) {
            contents.lost(WrittenSummary.UNKNOWN);
            lastBatch = WrittenSummary.UNKNOWN;
            nextSequence++;
        }
        contents.truncateThrough(truncatedThrough());
    }

    /** Segments before the first one that is there are missing. */
    private void loseBegin(Map.Entry<Integer, DiskFile> begin) {
        String name = Segment.name(begin.getKey());
        ByteBuffer bytes = load(begin.getValue());
        SegmentHeader header =
                bytes.capacity() < SegmentHeader.BYTES ? null : SegmentHeader.read(bytes, name, identity);
        contents.lost(header == null ? WrittenSummary.UNKNOWN : header.before());
        find(name, 0, Severity.LOST, "segments before it are missing");
    }

    private void scan(int number, DiskFile file, @Nullable Integer before, boolean isLast) {
        String name = Segment.name(number);
        ByteBuffer bytes = load(file);
        SegmentHeader header =
                bytes.capacity() < SegmentHeader.BYTES ? null : SegmentHeader.read(bytes, name, identity);
        checkHeader(name, bytes, header, isLast);
        int size = header == null ? bytes.capacity() : header.segmentBytes();
        if (size != file.size()) {
            find(
                    name,
                    file.size(),
                    Severity.REPAIRABLE,
                    "the file's size: " + file.size() + " (expected: " + size + ")");
            bytes = resized(bytes, size);
        }
        SegmentScan scan = new SegmentScan(this, number, isLast, bytes);
        if (header != null) {
            reach(header, before, name, scan);
        } else if (number == 1) {
            nextSequence = 1;
        }
        SegmentHeader begin = new SegmentHeader(
                identity,
                number,
                size,
                Math.max(1, nextSequence),
                segments.isEmpty() ? WrittenSummary.UNKNOWN : segments.getLast().written,
                lastBatch);
        scan.run();
        if (isLast && header == null && scan.end() == SegmentHeader.BYTES) {
            find(name, 0, Severity.HARMLESS, "a segment that was not begun when the power failed");
            return;
        }
        segments.add(new Segment(number, file, size, scan.end(), scan.written()));
        lastHeader = header == null ? begin : header;
        lastBatchOffset = scan.lastBatchOffset();
    }

    private void checkHeader(String name, ByteBuffer bytes, @Nullable SegmentHeader header, boolean isLast) {
        for (int copy = 0; copy < SegmentHeader.BYTES && copy + Block.BYTES <= bytes.capacity(); copy += Block.BYTES) {
            if (!SegmentHeader.isIntact(bytes, copy, name)) {
                find(
                        name,
                        copy,
                        isLast && Block.isZero(bytes, copy) ? Severity.HARMLESS : Severity.REPAIRABLE,
                        header == null ? "the header is unreadable" : "one of two copies of the header is unreadable");
            }
        }
    }

    private ByteBuffer load(DiskFile file) {
        int size = Math.toIntExact(Math.min(file.size(), LogSettings.MOST_SEGMENT_BYTES)) / Block.BYTES * Block.BYTES;
        if (buffer.capacity() != size) {
            buffer = ByteBuffer.allocate(size);
        }
        int at = 0;
        while (at < size) {
            buffer.limit(Math.min(size, at + READ_BYTES)).position(at);
            int read = file.read(at, buffer);
            if (read == 0) {
                throw new IllegalStateException("read at " + at + ": nothing (expected: " + size + " bytes in all)");
            }
            at += read;
        }
        return buffer.clear();
    }

    private ByteBuffer resized(ByteBuffer bytes, int size) {
        buffer = ByteBuffer.allocate(size);
        return buffer.put(0, bytes, 0, Math.min(size, bytes.capacity()));
    }

    /** A segment begins: its header says what the batches before it were. */
    private void reach(SegmentHeader header, @Nullable Integer before, String name, SegmentScan scan) {
        long missing = nextSequence == 0 ? 0 : header.firstSequence() - nextSequence;
        if (missing > 0) {
            boolean isOneSegment = before != null && before >= header.number() - 2;
            lose(
                    missing == 1 && !isSalvaged
                            ? header.lastBatch()
                            : isOneSegment ? header.previous() : WrittenSummary.UNKNOWN,
                    scan);
            find(name, 0, Severity.LOST, missing + " batches before it are missing or unreadable");
        }
        nextSequence = Math.max(nextSequence, header.firstSequence());
        lastBatch = header.lastBatch();
        isUnaccounted = false;
        isSalvaged = false;
    }

    /** A batch is there. If it is not the one expected, what is missing is lost. */
    void arrive(long sequence, WrittenSummary previous, String name, int place, SegmentScan scan) {
        long missing = nextSequence == 0 ? 0 : sequence - nextSequence;
        if (missing > 0) {
            // It speaks of the batch right before it, which is not the missing one if that was salvaged.
            lose(missing == 1 && !isSalvaged ? previous : WrittenSummary.UNKNOWN, scan);
            find(name, place, Severity.LOST, missing + " batches before it are missing or unreadable");
        }
        nextSequence = sequence;
        isUnaccounted = false;
        isSalvaged = false;
    }

    private void lose(WrittenSummary summary, SegmentScan scan) {
        contents.lost(summary);
        scan.lost(summary);
    }

    /** The batch that was expected is dealt with. */
    void accounted(WrittenSummary summary) {
        nextSequence++;
        lastBatch = summary;
    }

    /** The batch that was expected is dealt with, but it was only expected and may have been another one. */
    void salvaged(WrittenSummary summary) {
        accounted(summary);
        isSalvaged = true;
    }

    /** A batch is there of which nobody knows what it holds until the next one says so. */
    void unaccounted() {
        isUnaccounted = true;
    }

    void find(String file, long offset, Severity severity, String text) {
        findings.add(new Finding(file, offset, severity, text));
    }

    /** Slots up to this one are truncated. */
    long truncatedThrough() {
        return contents.hardState(LogContents.FLOOR) instanceof HardState.Intact intact
                ? intact.value().getLong(0)
                : 0;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** The segments in ascending order; a last one that was not begun is not among them. */
    List<Segment> segments() {
        return List.copyOf(segments);
    }

    WrittenSummary lastBatch() {
        return lastBatch;
    }

    /** Where the last batch begins, in the last segment, or would if there were one. */
    int lastBatchOffset() {
        return lastBatchOffset;
    }

    /** The header that the last segment has or should have; null if there is no segment. */
    @Nullable
    SegmentHeader lastHeader() {
        return lastHeader;
    }
}
