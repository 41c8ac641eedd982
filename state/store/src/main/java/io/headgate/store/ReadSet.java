package io.headgate.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has read, gaps included: ranges that do not touch, at most {@link Limits#MAX_READ_INTERVALS}. Beyond
 * that each is joined with its neighbour, and what lies between them counts as read: more conflicts are found than there
 * are, never fewer. Confined to one thread.
 */
final class ReadSet {
    private final TreeMap<Bytes, KeyRange> byStart = new TreeMap<>();

    boolean isEmpty() {
        return byStart.isEmpty();
    }

    /** Adds a range, joined with those it overlaps or touches. */
    void add(KeyRange range) {
        if (range.isEmpty()) {
            return;
        }
        KeyRange joined = range;
        Map.@Nullable Entry<Bytes, KeyRange> lower = byStart.floorEntry(range.from());
        if (lower != null && lower.getValue().touches(range.from())) {
            joined = lower.getValue().joined(range);
        }
        for (var upper = byStart.higherEntry(joined.from());
                upper != null && joined.touches(upper.getKey());
                upper = byStart.higherEntry(joined.from())) {
            byStart.remove(upper.getKey());
            joined = joined.joined(upper.getValue());
        }
        byStart.put(joined.from(), joined);
        if (byStart.size() > Limits.MAX_READ_INTERVALS) {
            joinNeighbours();
        }
    }

    private void joinNeighbours() {
        List<KeyRange> all = ranges();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            byStart.remove(all.get(i + 1).from());
            byStart.put(all.get(i).from(), all.get(i).joined(all.get(i + 1)));
        }
    }

    /** In order. */
    List<KeyRange> ranges() {
        return new ArrayList<>(byStart.values());
    }
}
