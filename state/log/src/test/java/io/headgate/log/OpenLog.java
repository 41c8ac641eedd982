package io.headgate.log;

import io.headgate.disk.SyncOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A log that was opened on a disk in a test's hand. */
record OpenLog(DurableLog log, Recovery recovery) {
    static final LogIdentity IDENTITY = new LogIdentity(0xC1, 0x3);
    static final LogSettings SMALL = new LogSettings(LogSettings.LEAST_SEGMENT_BYTES);

    /** Opens, and lets all syncs end that it waits for. */
    static OpenLog on(FragileDisk disk) {
        List<Opening> openings = new ArrayList<>();
        DurableLog.open(disk, IDENTITY, SMALL, openings::add);
        while (openings.isEmpty() && disk.endSync()) {}
        if (openings.size() != 1 || !(openings.getFirst() instanceof Opening.Ready(DurableLog log, Recovery found))) {
            throw new AssertionError("opening: " + openings);
        }
        return new OpenLog(log, found);
    }

    /** Makes all durable, and says so at once. */
    static void sync(DurableLog log, FragileDisk disk) {
        List<SyncOutcome> outcomes = new ArrayList<>();
        log.sync(outcomes::add);
        while (outcomes.isEmpty() && disk.endSync()) {}
        if (!outcomes.equals(List.of(SyncOutcome.DURABLE))) {
            throw new AssertionError("sync: " + outcomes + ", " + log.failure());
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A payload of a length that no other slot, ballot and length has. */
    static ByteBuffer payload(long slot, long ballot, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (int i = 0; i < length; i++) {
            bytes.put(i, (byte) (slot * 31 + ballot * 7 + i));
        }
        return bytes;
    }
}
