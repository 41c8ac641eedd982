package io.headgate.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Carries out ranges as etcd does, quirks included: filters and the limit change what is given, not what is counted; and a
 * limit without an order, though with another target than the key, takes the first keys and orders only these.
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
        if (range.countOnly()) {
            var counter = new Collector(revision, 0);
            collect(range.range(), tree, counter);
            return new Response.Ranged(List.of(), counter.count, false);
        }
        boolean wantsAll = range.limit() <= 0 || range.order() != Operation.Order.NONE || isFiltered(range);
        // One more than the limit tells whether there is more, and takes part in the sorting.
        long most = wantsAll || range.limit() == Long.MAX_VALUE ? Long.MAX_VALUE : range.limit() + 1;
        var collector = new Collector(revision, most);
        collect(range.range(), tree, collector);
        return answer(range, collector);
    }

    private static void collect(KeyRange range, EntryTree tree, Collector collector) {
        if (range.isPoint()) {
            Entry entry = tree.find(range.from());
            if (entry != null) {
                collector.visit(entry);
            }
        } else {
            tree.visit(range, collector);
        }
    }

    private static Response answer(Operation.Range range, Collector collector) {
        List<KeyValue> found = collector.found;
        if (isFiltered(range)) {
            found.removeIf(kv -> isLeftOut(range, kv));
        }
        sort(range, found);
        boolean more = range.limit() > 0 && found.size() > range.limit();
        if (more) {
            found = found.subList(0, Math.toIntExact(range.limit()));
        }
        if (range.keysOnly()) {
            found.replaceAll(RangeReader::withoutValue);
        }
        return new Response.Ranged(found, collector.count, more);
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
        if (range.target() == Operation.Target.KEY && range.order() != Operation.Order.DESCENDING) {
            return;
        }
        Comparator<KeyValue> ascending = switch (range.target()) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
        found.sort(range.order() == Operation.Order.DESCENDING ? ascending.reversed() : ascending);
    }

    private static KeyValue withoutValue(KeyValue kv) {
        return new KeyValue(kv.key(), Bytes.EMPTY, kv.createRevision(), kv.modRevision(), kv.version(), kv.lease());
    }

    /** Counts the keys that are there at a revision, and takes the first of them. */
    private static final class Collector implements EntryTree.Visitor {
        private final long revision;
        private final long most;
        private final List<KeyValue> found = new ArrayList<>();
        private long count;

        Collector(long revision, long most) {
            this.revision = revision;
            this.most = most;
        }

        @Override
        public boolean visit(Entry entry) {
            KeyValue kv = entry.at(revision);
            if (kv != null && count++ < most) {
                found.add(kv);
            }
            return true;
        }
    }
}
