package io.headgate.log;

import io.headgate.disk.Disk;
import io.headgate.disk.DiskException;
import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens a log: reads it, wipes what a crash left behind its end, makes everything durable that was read, for it may have been
 * in the cache only of a machine whose process was killed, and only then writes. May crash at any time and be repeated.
 * Confined to the thread that owns the disk.
 */
final class LogOpening {
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
        deleteLeftovers();
        if (segments.isEmpty()) {
            spare.prepare();
            if (spare.isRefused()) {
                spareChanged();
            }
            return;
        }
        Segment last = segments.getLast();
        mend(last);
        sync(last);
    }

    /** Segments that were truncated, or that were not begun. */
    private void deleteLeftovers() {
        for (String name : disk.list()) {
            Segment.number(name).ifPresent(number -> {
                if (segments.stream().noneMatch(segment -> segment.number == number)) {
                    disk.delete(name);
                }
            });
        }
    }

    private void mend(Segment last) {
        if (scan.lastUsed() > last.end) {
            last.file.write(last.end, ByteBuffer.allocate(scan.lastUsed() - last.end));
        }
        if (last.file.size() != last.bytes) {
            last.file.truncate(last.bytes);
        }
        if (scan.lastHeaderIsBroken()) {
            ByteBuffer copies = ByteBuffer.allocate(SegmentHeader.BYTES);
            last.file.read(0, copies);
            int good = SegmentHeader.isIntact(copies, 0, Segment.name(last.number)) ? 0 : Block.BYTES;
            if (SegmentHeader.isIntact(copies, good, Segment.name(last.number))) {
                last.file.write(
                        Block.BYTES - good,
                        copies.clear().limit(good + Block.BYTES).position(good));
            }
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
        last.file.sync(ofFile -> disk.sync(ofFolder -> {
            if (ofFile == SyncOutcome.FAILED || ofFolder == SyncOutcome.FAILED) {
                completion.accept(
                        new Opening.Failed("the sync of " + Segment.name(last.number) + " or of its folder failed"));
            } else {
                begin();
            }
        }));
    }

    private void begin() {
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
