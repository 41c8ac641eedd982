package io.headgate.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out ranges as etcd does, quirks included: filters and the limit change what is given, not what is counted; and a
 * limit without an order, though with another target than the key, takes the first keys and orders only these.
 *
 * <p>The count makes every range a walk over all its keys, about as long as a count alone. What is kept meanwhile is what
 * the limit asks for when the order is that of keys, upwards or downwards, as the walk then goes that way; any other order
 * keeps all keys of the range and sorts them.
 */
final class RangeReader {
    private RangeReader() {}

    /**
     * @param current the newest revision that may be read
     * @param compacted the oldest
     */
    static Response read(Operation.Range range, EntryTree tree, long current, long compacted) {
        long revision = range.revision() <= 0 ? current : range.revision();
        if (revision > current) {
            return new Response.Refused(new Refusal.FutureRevision(revision, current));
        }
        if (revision < compacted) {
            return new Response.Refused(new Refusal.Compacted(revision, compacted));
        }
        var collector = new Collector(range, revision, range.countOnly() ? 0 : most(range));
        collect(range, tree, collector);
        return range.countOnly()
                ? new Response.Ranged(List.of(), collector.count, false)
                : answer(range, collector.found, collector.count);
    }

    /** How many keys to keep: one more than the limit tells whether there is more, and takes part in the sorting. */
    private static long most(Operation.Range range) {
        boolean keepsAll =
                range.target() != Operation.Target.KEY && (range.order() != Operation.Order.NONE || isFiltered(range));
        return keepsAll || range.limit() <= 0 || range.limit() == Long.MAX_VALUE ? Long.MAX_VALUE : range.limit() + 1;
    }

    private static void collect(Operation.Range range, EntryTree tree, Collector collector) {
        KeyRange keys = range.range();
        if (keys.isPoint()) {
            Entry entry = tree.find(keys.from());
            if (entry != null) {
                collector.visit(entry);
            }
        } else if (range.target() == Operation.Target.KEY && range.order() == Operation.Order.DESCENDING) {
            tree.visitBackwards(keys, collector);
        } else {
            tree.visit(keys, collector);
        }
    }

    private static Response answer(Operation.Range range, List<KeyValue> found, long count) {
        sort(range, found);
        boolean more = range.limit() > 0 && found.size() > range.limit();
        if (more) {
            found = found.subList(0, Math.toIntExact(range.limit()));
        }
        if (range.keysOnly()) {
            found.replaceAll(RangeReader::withoutValue);
        }
        return new Response.Ranged(found, count, more);
    }

    private static boolean isFiltered(Operation.Range range) {
        return range.minModRevision() != 0
                || range.maxModRevision() != 0
                || range.minCreateRevision() != 0
                || range.maxCreateRevision() != 0;
    }

    private static boolean isLeftOut(Operation.Range range, KeyValue kv) {
        return kv.modRevision() < range.minModRevision()
                || (range.maxModRevision() != 0 && kv.modRevision() > range.maxModRevision())
                || kv.createRevision() < range.minCreateRevision()
                || (range.maxCreateRevision() != 0 && kv.createRevision() > range.maxCreateRevision());
    }

    private static void sort(Operation.Range range, List<KeyValue> found) {
        @Nullable
        Comparator<KeyValue> ascending = switch (range.target()) {
            case KEY -> null; // walked in that order
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
        if (ascending != null) {
            found.sort(range.order() == Operation.Order.DESCENDING ? ascending.reversed() : ascending);
        }
    }

    private static KeyValue withoutValue(KeyValue kv) {
        return new KeyValue(kv.key(), Bytes.EMPTY, kv.createRevision(), kv.modRevision(), kv.version(), kv.lease());
    }

    /** Counts the keys that are there at a revision, and takes the first of them that are not left out. */
    private static final class Collector implements EntryTree.Visitor {
        private final Operation.Range range;
        private final boolean isFiltered;
        private final long revision;
        private final long most;
        private final List<KeyValue> found = new ArrayList<>();
        private long count;

        Collector(Operation.Range range, long revision, long most) {
            this.range = range;
            this.isFiltered = isFiltered(range);
            this.revision = revision;
            this.most = most;
        }

        @Override
        public boolean visit(Entry entry) {
            KeyValue kv = entry.at(revision);
            if (kv != null) {
                count++;
                if (found.size() < most && !(isFiltered && isLeftOut(range, kv))) {
                    found.add(kv);
                }
            }
            return true;
        }
    }
}
