package io.headgate.etcd;

import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must not have changed for a commit, as far as compares of keys that are there can tell.
 *
 * <p>Source: Yabandeh and Gómez Ferro, "A Critique of Snapshot Isolation" (EuroSys 2012): at SERIALIZABLE and STRICT what was
 * read, at SNAPSHOT what is written; promoted keys at every level.
 *
 * <p>etcd has no compare for "nothing was deleted here". A range is therefore two things: no key in it is newer than the
 * start, and each key that was read in it has the very revision it had then. A key without one is absent, which etcd
 * compares as revision 0. Together they say that a new read would give what the first gave.
 *
 * <p>What they cannot say: that a key which is absent now, and was at the start, was absent all the time. For what was
 * read that does not matter, as the transaction could just as well have run at its commit. At SNAPSHOT it does: another may
 * have written the key together with something that was read here and is not compared. So a transaction at SNAPSHOT that
 * writes, or promotes, what was absent has its reads compared too. It may abort where it need not, and never commits where it
 * must not.
 *
 * @param points keys with the revision of their last change at the start, 0 for absent
 * @param ranges in which nothing may be newer than the start
 */
record EtcdDependencies(SortedMap<Bytes, Long> points, List<KeyRange> ranges) {

    /** The keys whose revision at the start has to be known and is not from what was read. */
    static List<Bytes> unread(Command.Commit commit) {
        return checked(commit).stream()
                .filter(key -> commit.reads().stream().noneMatch(range -> range.contains(key)))
                .toList();
    }

    /** @param revisions of all keys that were read or are {@link #unread}, at the start; those that are not in it were absent */
    static EtcdDependencies of(Command.Commit commit, NavigableMap<Bytes, Long> revisions) {
        var points = new TreeMap<Bytes, Long>();
        var ranges = new ArrayList<KeyRange>();
        checked(commit).forEach(key -> points.put(key, revisions.getOrDefault(key, 0L)));
        if (commit.level() != IsolationLevel.SNAPSHOT || points.containsValue(0L)) {
            for (KeyRange read : commit.reads()) {
                addRead(read, revisions, points, ranges);
            }
        }
        return new EtcdDependencies(points, ranges);
    }

    /** Keys that are checked although they need not have been read: a promoted one may hold the transaction's own write. */
    private static Set<Bytes> checked(Command.Commit commit) {
        var checked = new TreeSet<>(commit.promoted());
        if (commit.level() == IsolationLevel.SNAPSHOT) {
            commit.writes().stream()
                    .filter(write -> !(write instanceof Write.Add))
                    .forEach(write -> checked.add(write.key()));
        }
        return checked;
    }

    private static void addRead(
            KeyRange read, NavigableMap<Bytes, Long> revisions, Map<Bytes, Long> points, List<KeyRange> ranges) {
        for (KeyRange piece : Reserved.around(read)) {
            if (piece.isPoint()) {
                points.put(piece.from(), revisions.getOrDefault(piece.from(), 0L));
            } else {
                ranges.add(piece);
                Bytes to = piece.to();
                points.putAll(to == null ? revisions.tailMap(piece.from(), true) : revisions.subMap(piece.from(), to));
            }
        }
    }

    int count() {
        return points.size() + ranges.size();
    }
}
