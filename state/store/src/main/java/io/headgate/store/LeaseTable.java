package io.headgate.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The leases and the keys attached to them. Written by the applying thread, read by any. */
final class LeaseTable {
    /** A lease as it was granted. */
    record Terms(long id, long ttlSeconds, long fencingToken) {}

    private static final class Held {
        private final Terms terms;
        private volatile EntryTree attached = EntryTree.EMPTY;

        Held(Terms terms) {
            this.terms = terms;
        }
    }

    private final ConcurrentSkipListMap<Long, Held> leases = new ConcurrentSkipListMap<>();
    private int count;
    private long lastToken;

    boolean contains(long id) {
        return leases.containsKey(id);
    }

    int count() {
        return count;
    }

    /** The fencing token that was given last, 0 for none. */
    long lastToken() {
        return lastToken;
    }

    Terms grant(long id, long ttlSeconds) {
        var terms = new Terms(id, ttlSeconds, ++lastToken);
        restore(terms);
        return terms;
    }

    void restore(Terms terms) {
        leases.put(terms.id(), new Held(terms));
        count++;
    }

    void restoreLastToken(long token) {
        lastToken = token;
    }

    void remove(long id) {
        if (leases.remove(id) != null) {
            count--;
        }
    }

    /** Moves a key from one lease to another, 0 for none. */
    void reattach(Entry entry, long from, long to) {
        if (from == to) {
            return;
        }
        @Nullable Held before = from == 0 ? null : leases.get(from);
        if (before != null) {
            before.attached = before.attached.without(entry.key);
        }
        @Nullable Held after = to == 0 ? null : leases.get(to);
        if (after != null) {
            after.attached = after.attached.with(entry);
        }
    }

    /** The keys attached to a lease, in order. */
    EntryTree attached(long id) {
        @Nullable Held held = leases.get(id);
        return held == null ? EntryTree.EMPTY : held.attached;
    }

    Optional<Lease> lease(long id) {
        return Optional.ofNullable(leases.get(id)).map(held -> {
            var keys = new ArrayList<Bytes>();
            held.attached.visit(KeyRange.ALL, entry -> keys.add(entry.key));
            return new Lease(id, held.terms.ttlSeconds(), held.terms.fencingToken(), keys);
        });
    }

    List<Long> ids() {
        return List.copyOf(leases.keySet());
    }

    List<Terms> terms() {
        return leases.values().stream().map(held -> held.terms).toList();
    }
}
