package io.headgate.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sides that a transaction of the etcd API and those nested in it will take, in the order in which they are
 * carried out. All compares look at the store as it was before the transaction: a nested one does not see what was written
 * before it.
 */
final class TxnPath {
    private final EntryTree tree;
    private final LeaseTable leases;
    private final long revision;
    private final long compacted;
    private final BitSet succeeded = new BitSet();
    private int decided;
    private int taken;

    /** @param revision what the compares look at */
    TxnPath(EntryTree tree, LeaseTable leases, long revision, long compacted) {
        this.tree = tree;
        this.leases = leases;
        this.revision = revision;
        this.compacted = compacted;
    }

    /** Decides all compares, and says why the operation cannot be carried out. Nothing is changed then. */
    Optional<Refusal> check(Operation operation) {
        var leaves = new ArrayList<Operation>();
        decide(operation, leaves);
        if (operation instanceof Operation.Put put && isLeaseUnknown(put)) {
            return Optional.of(new Refusal.LeaseNotFound(put.lease()));
        }
        // Puts before ranges, as etcd looks for errors.
        for (Operation leaf : leaves) {
            if (leaf instanceof Operation.Put put) {
                Refusal refusal = refusal(put);
                if (refusal != null) {
                    return Optional.of(refusal);
                }
            }
        }
        for (Operation leaf : leaves) {
            if (leaf instanceof Operation.Range range) {
                Refusal refusal = refusal(range);
                if (refusal != null) {
                    return Optional.of(refusal);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether the next transaction's compares held. */
    boolean next() {
        return succeeded.get(taken++);
    }

    private void decide(Operation operation, List<Operation> leaves) {
        if (operation instanceof Operation.Txn txn) {
            boolean holds = txn.compares().stream().allMatch(this::holds);
            succeeded.set(decided++, holds);
            for (Operation nested : holds ? txn.success() : txn.failure()) {
                decide(nested, leaves);
            }
        } else {
            leaves.add(operation);
        }
    }

    private @Nullable Refusal refusal(Operation.Range range) {
        if (range.revision() > revision) {
            return new Refusal.FutureRevision(range.revision(), revision);
        }
        if (range.revision() > 0 && range.revision() < compacted) {
            return new Refusal.Compacted(range.revision(), compacted);
        }
        return null;
    }

    private @Nullable Refusal refusal(Operation.Put put) {
        if ((put.ignoreValue() || put.ignoreLease()) && at(put.key()) == null) {
            return new Refusal.KeyNotFound(put.key());
        }
        return isLeaseUnknown(put) ? new Refusal.LeaseNotFound(put.lease()) : null;
    }

    private boolean isLeaseUnknown(Operation.Put put) {
        return put.lease() != 0 && !leases.contains(put.lease());
    }

    private @Nullable KeyValue at(Bytes key) {
        Entry entry = tree.find(key);
        return entry == null ? null : entry.at(revision);
    }

    private boolean holds(Compare compare) {
        if (compare.range().isPoint()) {
            return holds(compare, at(compare.range().from()));
        }
        var each = new Each(compare);
        return tree.visit(compare.range(), each) && (each.sawKey || holds(compare, null));
    }

    /** Goes on as long as the keys that are there have the condition. */
    private final class Each implements EntryTree.Visitor {
        private final Compare compare;
        private boolean sawKey;

        Each(Compare compare) {
            this.compare = compare;
        }

        @Override
        public boolean visit(Entry entry) {
            KeyValue kv = entry.at(revision);
            if (kv == null) {
                return true;
            }
            sawKey = true;
            return holds(compare, kv);
        }
    }

    private static boolean holds(Compare compare, @Nullable KeyValue kv) {
        return switch (compare.subject()) {
            case Compare.Subject.Version(var version) ->
                stands(Long.compare(kv == null ? 0 : kv.version(), version), compare.relation());
            case Compare.Subject.CreateRevision(var created) ->
                stands(Long.compare(kv == null ? 0 : kv.createRevision(), created), compare.relation());
            case Compare.Subject.ModRevision(var modified) ->
                stands(Long.compare(kv == null ? 0 : kv.modRevision(), modified), compare.relation());
            case Compare.Subject.Lease(var lease) ->
                stands(Long.compare(kv == null ? 0 : kv.lease(), lease), compare.relation());
            case Compare.Subject.Value(var value) ->
                kv != null && stands(kv.value().compareTo(value), compare.relation());
        };
    }

    private static boolean stands(int order, Compare.Relation relation) {
        return switch (relation) {
            case EQUAL -> order == 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case NOT_EQUAL -> order != 0;
        };
    }
}
