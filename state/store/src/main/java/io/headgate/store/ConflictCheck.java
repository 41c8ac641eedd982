package io.headgate.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether anything a transaction depends on was modified after it began.
 *
 * <p>Source: Yabandeh and Gómez Ferro, "A Critique of Snapshot Isolation" (EuroSys 2012). At SERIALIZABLE and STRICT what
 * was <em>read</em> is looked at, gaps of ranges included, at SNAPSHOT what is <em>written</em>; promoted keys at every
 * level. An addition commutes and counts as neither. Tombstones are modifications. A key that was modified in the very
 * revision the transaction began at was seen by it: later means greater.
 *
 * <p>Two ways to find out: walk what the ranges hold now, or walk what was changed since. A point costs a descent of some
 * 20 comparisons, a change about one for each doubling of the ranges; of a range nobody knows beforehand how much it
 * holds. So ranges are walked with a budget, and when it is used up the changes are walked, whose number is
 * known. Both ways end at the same answer, the lowest key in conflict and its newest modification, because which way is
 * taken may differ between members: one that was restored holds other tombstones.
 *
 * <p>Worked number: a transaction that read 10 points and began 5,000 revisions ago is checked with 10 descents;
 * one that scanned a million keys and began 5 revisions ago with 5 changes.
 */
final class ConflictCheck {
    /** What a descent of the tree costs, counted in entries or changes that are walked. */
    private static final int DESCENT = 8;

    private final EntryTree tree;
    private final ChangeLog changes;
    private final long startedAt;
    private final long now;
    private @Nullable KeyValue found;
    private long budget;

    ConflictCheck(EntryTree tree, ChangeLog changes, long startedAt, long now) {
        this.tree = tree;
        this.changes = changes;
        this.startedAt = startedAt;
        this.now = now;
    }

    /** The ranges that must not have been modified: in order, none touching the next. */
    static List<KeyRange> dependencies(Command.Commit commit) {
        var ranges = new ArrayList<KeyRange>();
        switch (commit.level()) {
            case SNAPSHOT -> {
                for (Write write : commit.writes()) {
                    if (!(write instanceof Write.Add)) {
                        ranges.add(KeyRange.of(write.key()));
                    }
                }
            }
            case SERIALIZABLE, STRICT -> ranges.addAll(commit.reads());
        }
        commit.promoted().forEach(key -> ranges.add(KeyRange.of(key)));
        return merged(ranges);
    }

    private static List<KeyRange> merged(List<KeyRange> ranges) {
        ranges.removeIf(KeyRange::isEmpty);
        ranges.sort(Comparator.comparing(KeyRange::from));
        var merged = new ArrayList<KeyRange>(ranges.size());
        for (KeyRange range : ranges) {
            if (!merged.isEmpty() && merged.getLast().touches(range.from())) {
                merged.add(merged.removeLast().joined(range));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /** The newest version of the lowest key of these ranges that was modified since, or null. */
    @Nullable
    KeyValue find(List<KeyRange> dependencies) {
        budget = changesCost(dependencies.size());
        if (walkRanges(dependencies)) {
            return found;
        }
        found = null;
        walkChanges(dependencies);
        return found;
    }

    private long changesCost(int ranges) {
        int comparisons = 1 + (Integer.SIZE - Integer.numberOfLeadingZeros(ranges));
        return (now - startedAt) * comparisons;
    }

    /** Looks at what the ranges hold. Returns whether the budget was enough for the answer. */
    private boolean walkRanges(List<KeyRange> ranges) {
        for (KeyRange range : ranges) {
            budget -= DESCENT;
            if (budget < 0) {
                return false;
            }
            if (range.isPoint()) {
                Entry entry = tree.find(range.from());
                if (entry != null && isModified(entry)) {
                    return true;
                }
            } else if (!tree.visit(range, entry -> --budget >= 0 && !isModified(entry))) {
                return found != null;
            }
        }
        return true;
    }

    private boolean isModified(Entry entry) {
        KeyValue newest = entry.newest();
        if (newest.modRevision() <= startedAt) {
            return false;
        }
        found = newest;
        return true;
    }

    private void walkChanges(List<KeyRange> ranges) {
        for (long revision = startedAt + 1; revision <= now; revision++) {
            for (KeyValue change : changes.at(revision)) {
                if (contains(ranges, change.key())
                        && (found == null || change.key().compareTo(found.key()) <= 0)) {
                    found = change;
                }
            }
        }
    }

    private static boolean contains(List<KeyRange> ranges, Bytes key) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges.get(middle).from().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && ranges.get(low - 1).contains(key);
    }
}
