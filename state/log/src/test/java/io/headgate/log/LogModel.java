package io.headgate.log;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a log holds, in maps: too simple to be wrong. Immutable; every change gives another one. */
record LogModel(Map<Long, Entry> entries, Map<Integer, ByteBuffer> hardStates, long truncatedThrough) {
    static final LogModel EMPTY = new LogModel(Map.of(), Map.of(), 0);

    /** An entry. */
    record Entry(long ballot, byte kind, ByteBuffer payload) {}

    LogModel {
        entries = new TreeMap<>(entries);
        hardStates = new TreeMap<>(hardStates);
    }

    LogModel append(long slot, Entry entry) {
        Map<Long, Entry> next = new TreeMap<>(entries);
        next.put(slot, entry);
        return new LogModel(next, hardStates, truncatedThrough);
    }

    LogModel keep(int name, ByteBuffer value) {
        Map<Integer, ByteBuffer> next = new TreeMap<>(hardStates);
        next.put(name, value);
        return new LogModel(entries, next, truncatedThrough);
    }

    LogModel truncate(long slot) {
        return new LogModel(
                new TreeMap<>(entries).tailMap(slot, /* inclusive= */ false),
                hardStates,
                Math.max(slot, truncatedThrough));
    }

    long highestBallot() {
        return entries.values().stream().mapToLong(Entry::ballot).max().orElse(0);
    }

    long ballot(long slot) {
        Entry entry = entries.get(slot);
        return entry == null ? 0 : entry.ballot();
    }

    /** What a log says that it holds, where nothing may be faulty. */
    static LogModel of(DurableLog log, Recovery recovery) {
        LogModel model = EMPTY.truncate(log.truncatedThrough());
        for (long slot = log.nextSlot(1); slot != DurableLog.NO_SLOT; slot = log.nextSlot(slot + 1)) {
            SlotContent content = log.read(slot);
            if (!(content instanceof SlotContent.Intact intact)) {
                throw new AssertionError("slot " + slot + ": " + content + " " + recovery);
            }
            model = model.append(slot, new Entry(intact.ballot(), intact.kind(), intact.payload()));
        }
        for (Map.Entry<Integer, HardState> state : recovery.hardStates().entrySet()) {
            if (!(state.getValue() instanceof HardState.Intact intact)) {
                throw new AssertionError("hard state " + state + " " + recovery);
            }
            model = model.keep(state.getKey(), intact.value());
        }
        return model;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("through " + truncatedThrough + " " + hardStates.keySet() + " ");
        entries.forEach((slot, entry) -> text.append(slot)
                .append('@')
                .append(Objects.toString(entry.ballot()))
                .append(' '));
        return text.toString();
    }
}
