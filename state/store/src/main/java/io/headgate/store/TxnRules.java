package io.headgate.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a transaction of the etcd API may not ask for, whatever the store holds: a key that is put twice, or put and
 * deleted, on a path through it. The rule is etcd's {@code checkIntervals}, its gaps included, as clients have come to use
 * them:
 *
 * <ul>
 *   <li>a delete nested in a later transaction may meet a put nested in an earlier one;
 *   <li>a delete of a range without end meets nothing: etcd takes the zero byte that says so for a key, and the range for
 *       an empty one.
 * </ul>
 *
 * <p>What meets is done in the order in which it is written down, all at one revision.
 */
public final class TxnRules {
    private final Set<Bytes> puts = new HashSet<>();
    private final List<KeyRange> deletes = new ArrayList<>();

    private TxnRules() {}

    /** Says why a transaction is refused: a key written twice, or nested too deeply. */
    public static Optional<Refusal> check(Operation.Txn txn) {
        try {
            for (var side : List.of(txn.success(), txn.failure())) {
                new TxnRules().side(side, 1);
            }
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(violation.refusal);
        }
    }

    private TxnRules side(List<Operation> operations, int depth) throws Violation {
        if (depth > Limits.MAX_TXN_DEPTH) {
            throw new Violation(new Refusal.TooLarge("nested transactions", depth, Limits.MAX_TXN_DEPTH));
        }
        for (Operation operation : operations) {
            if (operation instanceof Operation.DeleteRange(var range, var _) && range.to() != null) {
                deletes.add(range);
            }
        }
        for (Operation operation : operations) {
            if (operation instanceof Operation.Txn txn) {
                nested(txn, depth + 1);
            }
        }
        for (Operation operation : operations) {
            if (operation instanceof Operation.Put put) {
                put(put.key(), Set.of());
            }
        }
        return this;
    }

    private void nested(Operation.Txn txn, int depth) throws Violation {
        TxnRules success = new TxnRules().side(txn.success(), depth);
        TxnRules failure = new TxnRules().side(txn.failure(), depth);
        for (Bytes key : success.puts) {
            put(key, Set.of());
        }
        for (Bytes key : failure.puts) {
            // Both sides may put a key: only one of them is done.
            put(key, success.puts);
        }
        deletes.addAll(success.deletes);
        deletes.addAll(failure.deletes);
    }

    private void put(Bytes key, Set<Bytes> excused) throws Violation {
        boolean isTwice = !puts.add(key) && !excused.contains(key);
        if (isTwice || deletes.stream().anyMatch(range -> range.contains(key))) {
            throw new Violation(new Refusal.DuplicateKey(key));
        }
    }

    private static final class Violation extends Exception {
        @java.io.Serial
        private static final long serialVersionUID = 1;

        private final transient Refusal refusal;

        Violation(Refusal refusal) {
            super(null, null, false, false);
            this.refusal = refusal;
        }
    }
}
