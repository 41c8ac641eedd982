package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens a log: reads it, makes durable what may not be, and only then lets anybody write. May crash at any time and be repeated.
 * Confined to the thread that owns the disk.
 *
 * <p>All but the last batch was durable before that was written. The last one may have been in the cache only of a machine whose
 * process was killed, or worse, whose last sync failed: then it is in the cache, counts as clean, and no sync writes it (Rebello
 * et al., "Can Applications Recover from fsync Failures?", ATC 2020). So from the last batch on everything is written again as it
 * was read, zeros after the end included, and so are the header and the segment's name.
 */
final class LogOpening {
    /** Written at once: a real disk copies through a buffer of that size and keeps it. */
    private static final int PIECE_BYTES = 256 << 10;

    private final Disk disk;
    private final LogIdentity identity;
    private final LogSettings settings;
    private final LogScan scan;
    private final List<Segment> segments;
    private final SpareSegment spare;
    private final Consumer<Opening> completion;

    LogOpening(Disk disk, LogIdentity identity, LogSettings settings, Consumer<Opening> completion) {
        this.disk = disk;
        this.identity = identity;
        this.settings = settings;
        this.completion = completion;
        this.scan = LogScan.of(disk, identity);
        this.segments = new ArrayList<>(scan.segments());
        this.spare = new SpareSegment(disk, settings.segmentBytes(), this::spareChanged);
    }

    void run() {
        if (segments.isEmpty()) {
            spare.prepare();
            if (spare.isRefused()) {
                spareChanged();
            }
            return;
        }
        Segment last = segments.getLast();
        RenewedName.restore(disk, Segment.name(last.number));
        writeAgain(last);
        sync(last);
    }

    /** Segments that were truncated, or that were not begun. What says so is durable by now. */
    private void deleteLeftovers() {
        for (String name : disk.list()) {
            Segment.number(RenewedName.meant(name)).ifPresent(number -> {
                if (segments.stream().noneMatch(segment -> segment.number == number)) {
                    disk.delete(name);
                }
            });
        }
    }

    private void writeAgain(Segment last) {
        SegmentHeader header = scan.lastHeader();
        if (header != null) {
            last.file.write(0, header.toBytes());
        }
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (int offset = scan.lastBatchOffset(); offset < last.bytes; offset += piece.limit()) {
            piece.clear().limit(Math.min(PIECE_BYTES, last.bytes - offset));
            last.file.read(offset, piece);
            int kept = Math.clamp(last.end - (long) offset, 0, piece.position());
            while (piece.position() > kept) {
                piece.put(piece.position() - 1, (byte) 0).position(piece.position() - 1);
            }
            last.file.write(offset, piece.position(0));
        }
        if (last.file.size() > last.bytes) {
            last.file.truncate(last.bytes);
        }
    }

    private void spareChanged() {
        if (!segments.isEmpty()) {
            return;
        }
        if (spare.isRefused()) {
            completion.accept(
                    new Opening.Failed("no room for a first segment of " + settings.segmentBytes() + " bytes"));
            return;
        }
        try {
            Segment first = new Segment(
                    1, spare.take(Segment.name(1)), settings.segmentBytes(), SegmentHeader.BYTES, WrittenSummary.EMPTY);
            first.file.write(
                    0,
                    new SegmentHeader(identity, 1, first.bytes, 1, WrittenSummary.EMPTY, WrittenSummary.EMPTY)
                            .toBytes());
            segments.add(first);
            sync(first);
        } catch (DiskException refused) {
            completion.accept(new Opening.Failed("the first segment: " + refused.getMessage()));
        }
    }

    private void sync(Segment last) {
        last.file.sync(ofFile -> {
            RenewedName.renew(disk, Segment.name(last.number));
            syncFolder(last, ofFile);
        });
    }

    private void syncFolder(Segment last, SyncOutcome ofFile) {
        disk.sync(ofFolder -> {
            if (ofFile == SyncOutcome.FAILED || ofFolder == SyncOutcome.FAILED) {
                completion.accept(
                        new Opening.Failed("the sync of " + Segment.name(last.number) + " or of its folder failed"));
            } else {
                begin();
            }
        });
    }

    private void begin() {
        deleteLeftovers();
        Recovery recovery = new Recovery(
                scan.contents.hardStates().headMap(DurableLog.HARD_STATES),
                scan.contents.faultyRanges(),
                scan.truncatedThrough(),
                scan.findings());
        DurableLog log = new DurableLog(disk, identity, settings, scan, segments);
        log.begin(outcome -> completion.accept(
                outcome == SyncOutcome.DURABLE
                        ? new Opening.Ready(log, recovery)
                        : new Opening.Failed(log.failure().orElse("a sync failed"))));
    }
}
