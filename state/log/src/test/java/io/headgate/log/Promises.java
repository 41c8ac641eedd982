package io.headgate.log;

import io.headgate.simulation.Probes;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a member's log has acknowledged, over all its lives; what it says after each start is compared with it. */
final class Promises {
    private final boolean mayBeCorrupt;
    private final TreeMap<Long, ByteBuffer> written = new TreeMap<>();
    private final TreeMap<Long, ByteBuffer> promised = new TreeMap<>();

    /** Slots up to this one were promised before something else became durable: the log has evidence of them. */
    private long evident;

    Promises(boolean mayBeCorrupt) {
        this.mayBeCorrupt = mayBeCorrupt;
    }

    boolean mayBeCorrupt() {
        return mayBeCorrupt;
    }

    void written(long slot, ByteBuffer payload) {
        written.put(slot, payload);
    }

    void promise(long slot) {
        evident = promised.isEmpty() ? 0 : promised.lastKey();
        promised.put(slot, written.getOrDefault(slot, ByteBuffer.allocate(0)));
    }

    long highestSlot() {
        return promised.isEmpty() ? 0 : promised.lastKey();
    }

    void check(DurableLog log, Recovery recovery, @Nullable Checkpoint checkpoint, Probes probes) {
        long through = log.truncatedThrough();
        probes.always(
                through == 0
                        || mayBeCorrupt
                        || (checkpoint != null && checkpoint.header().slot() >= through),
                "a truncated log has its checkpoint");
        // One write that was confirmed and went elsewhere, the last of all: the one thing that nobody can know.
        long last = mayBeCorrupt ? Math.min(evident, highestSlot()) : highestSlot();
        for (Map.Entry<Long, ByteBuffer> entry : new TreeMap<>(promised.tailMap(through + 1)).entrySet()) {
            long slot = entry.getKey();
            switch (log.read(slot)) {
                case SlotContent.Intact intact ->
                    probes.always(
                            intact.ballot() == slot && intact.payload().equals(entry.getValue()),
                            "what comes back is what was written");
                case SlotContent.Faulty faulty -> {
                    probes.always(mayBeCorrupt, "nothing is faulty", faulty::toString);
                    probes.reachable("an entry is faulty");
                }
                case SlotContent.Absent absent -> {
                    probes.always(slot > last, "what was promised is there", () -> absent + " " + recovery);
                    promised.remove(slot);
                }
            }
        }
        for (long slot = log.nextSlot(1); slot != DurableLog.NO_SLOT; slot = log.nextSlot(slot + 1)) {
            long of = slot;
            probes.always(written.containsKey(slot), "nothing is invented", () -> "slot " + of);
        }
        checkHardState(recovery, last, probes);
    }

    private static void checkHardState(Recovery recovery, long last, Probes probes) {
        switch (recovery.hardStates().get(4)) {
            case null -> probes.always(last == 0, "hard state is there");
            case HardState.Intact intact ->
                probes.always(
                        intact.value().getLong(0) >= last,
                        "hard state is the last one",
                        () -> intact.value().getLong(0) + ", promised " + last);
            case HardState.Faulty _ -> probes.reachable("hard state is faulty");
        }
    }
}
