package io.headgate.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each revision changed, in the order it was done, until it is compacted. Watches and conflict checks walk it.
 *
 * <p>Written by the applying thread. Any thread may read the revisions up to one it got from {@link Keyspace#revision}. A
 * reader whom {@link #forget} overtakes sees revisions without changes, and has to look at the compacted revision
 * afterwards.
 */
final class ChangeLog {
    private static final int CHUNK = 4096;

    /**
     * Holds a {@link KeyValue} for a revision with one change, which is most of them, an array for any other.
     *
     * @param base the revision of the first slot
     */
    private record Chunks(long base, List<@Nullable Object[]> slots) {}

    private volatile Chunks chunks;

    /** @param first the first revision that will be appended */
    ChangeLog(long first) {
        chunks = new Chunks(first, List.of());
    }

    /** Appends the next revision's changes. */
    void append(long revision, List<KeyValue> changes) {
        Chunks held = chunks;
        int index = (int) (revision - held.base());
        if (index == held.slots().size() * CHUNK) {
            var grown = new ArrayList<>(held.slots());
            grown.add(new @Nullable Object[CHUNK]);
            held = new Chunks(held.base(), List.copyOf(grown));
            chunks = held;
        }
        held.slots().get(index / CHUNK)[index % CHUNK] = slot(changes);
    }

    private static Object slot(List<KeyValue> changes) {
        return changes.size() == 1 ? changes.getFirst() : changes.toArray(new KeyValue[0]);
    }

    /** What a revision changed; nothing if it is not known any more. */
    List<KeyValue> at(long revision) {
        Chunks held = chunks;
        long index = revision - held.base();
        if (index < 0 || index >= (long) held.slots().size() * CHUNK) {
            return List.of();
        }
        return switch (held.slots().get((int) (index / CHUNK))[(int) (index % CHUNK)]) {
            case null -> List.of();
            case KeyValue one -> List.of(one);
            case Object several -> Arrays.asList((KeyValue[]) several);
        };
    }

    /** Forgets one revision; revisions are forgotten in order. */
    void forget(long revision) {
        Chunks held = chunks;
        int index = (int) (revision - held.base());
        if (index < 0) {
            return;
        }
        held.slots().get(index / CHUNK)[index % CHUNK] = null;
        if (index % CHUNK == CHUNK - 1) {
            int whole = index / CHUNK + 1;
            chunks = new Chunks(
                    held.base() + (long) whole * CHUNK,
                    List.copyOf(held.slots().subList(whole, held.slots().size())));
        }
    }
}
