package io.headgate.store;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A key and its versions, oldest first.
 *
 * <p>Written by the applying thread. Any thread may read at a revision it got from {@link Keyspace#revision}: publishing
 * that revision makes all versions up to it visible, and later ones, seen or not, are passed over. A slot of the array is
 * written once, and null until then.
 */
final class Entry {
    final Bytes key;
    private volatile KeyValue[] versions;

    Entry(KeyValue first) {
        this.key = first.key();
        this.versions = new KeyValue[] {first};
    }

    /** Whether this version says that the key is absent. */
    static boolean isTombstone(KeyValue version) {
        return version.version() == 0;
    }

    static KeyValue tombstone(Bytes key, long revision) {
        return new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0);
    }

    /** The newest version at a revision, a tombstone or not; null if there was none yet, or it was compacted. */
    @Nullable
    KeyValue versionAt(long revision) {
        KeyValue[] held = versions;
        int count = count(held, revision);
        return count == 0 ? null : held[count - 1];
    }

    /** The key as it was at a revision; null if it was absent. */
    @Nullable
    KeyValue at(long revision) {
        KeyValue version = versionAt(revision);
        return version == null || isTombstone(version) ? null : version;
    }

    /** The newest version. Confined to the applying thread. */
    KeyValue newest() {
        KeyValue[] held = versions;
        return held[count(held, Long.MAX_VALUE) - 1];
    }

    /** Adds a version that is not older than the newest. */
    void add(KeyValue version) {
        KeyValue[] held = versions;
        int count = count(held, Long.MAX_VALUE);
        if (count < held.length) {
            held[count] = version;
        } else {
            KeyValue[] grown = Arrays.copyOf(held, 2 * count);
            grown[count] = version;
            versions = grown;
        }
    }

    /**
     * Forgets the versions that nobody can read at {@code compacted} or later, and the tombstone of that revision.
     *
     * @return bytes that were freed, as {@link Footprint} counts them; if that leaves nothing, see {@link #isForgotten}
     */
    long trim(long compacted) {
        KeyValue[] held = versions;
        int count = count(held, Long.MAX_VALUE);
        int from = count(held, compacted);
        if (from > 0 && !isTombstone(held[from - 1])) {
            from--;
        }
        if (from == 0) {
            return 0;
        }
        long freed = 0;
        for (int i = 0; i < from; i++) {
            freed += Footprint.of(held[i]);
        }
        versions = Arrays.copyOfRange(held, from, count);
        return freed;
    }

    /** Gives the versions that can be read from one revision to another, oldest first. */
    void visit(long from, long to, Consumer<KeyValue> each) {
        KeyValue[] held = versions;
        int count = count(held, to);
        int first = count(held, from);
        if (first > 0 && !isTombstone(held[first - 1])) {
            first--;
        }
        for (int i = first; i < count; i++) {
            each.accept(held[i]);
        }
    }

    /** Whether no version is left. */
    boolean isForgotten() {
        return versions.length == 0;
    }

    /** How many versions there are up to a revision: a slot that is empty counts as one from the future. */
    private static int count(KeyValue[] held, long revision) {
        int low = 0;
        int high = held.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            @Nullable KeyValue version = held[middle];
            if (version != null && version.modRevision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
