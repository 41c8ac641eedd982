package io.headgate.etcd;

import io.headgate.store.Compare;
import io.headgate.store.Keyspace;
import io.headgate.store.Member;
import io.headgate.store.Operation;
import io.headgate.store.Refusal;
import io.headgate.store.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads without the log: ranges, and transactions that only read. Each is executed at one revision, which is the
 * newest when it begins, and says which that was. Any thread.
 */
final class Reads {
    /**
     * What was read.
     *
     * @param revision the store's, not that of a range that asked for another
     */
    record Read(long revision, Response response) {}

    private final Member member;

    Reads(Member member) {
        this.member = member;
    }

    Read range(Operation.Range range) {
        while (true) {
            // Asked each time: a member that takes over the state of another one has a new one from then on.
            Keyspace keyspace = member.keyspace();
            long revision = keyspace.revision();
            Response response = keyspace.range(at(range, revision));
            if (range.revision() > 0 || !compactedMeanwhile(response, revision)) {
                return new Read(revision, response);
            }
        }
    }

    /** @param txn for which {@link #isReadOnly} holds */
    Read txn(Operation.Txn txn) {
        while (true) {
            Keyspace keyspace = member.keyspace();
            long revision = keyspace.revision();
            Response response = txn(keyspace, txn, revision);
            if (!compactedMeanwhile(response, revision)) {
                return new Read(revision, response);
            }
        }
    }

    /** Whether neither branch can change anything. */
    static boolean isReadOnly(Operation.Txn txn) {
        return txn.success().stream().allMatch(Reads::isReadOnly)
                && txn.failure().stream().allMatch(Reads::isReadOnly);
    }

    private static boolean isReadOnly(Operation operation) {
        return switch (operation) {
            case Operation.Range _ -> true;
            case Operation.Put _, Operation.DeleteRange _ -> false;
            case Operation.Txn txn -> isReadOnly(txn);
        };
    }

    /** The newest revision may be compacted between asking which it is and reading there. Then there is a newer one. */
    private static boolean compactedMeanwhile(Response response, long revision) {
        return response instanceof Response.Refused(Refusal.Compacted compacted) && compacted.revision() == revision;
    }

    private static Response txn(Keyspace keyspace, Operation.Txn txn, long revision) {
        boolean holds = true;
        for (Compare compare : txn.compares()) {
            switch (keyspace.range(Operation.Range.at(compare.range(), revision))) {
                case Response.Ranged ranged -> holds &= Compares.hold(compare, ranged.keyValues());
                case Response other -> {
                    return other;
                }
            }
        }
        List<Response> responses = new ArrayList<>();
        for (Operation operation : holds ? txn.success() : txn.failure()) {
            Response response = switch (operation) {
                case Operation.Range range -> keyspace.range(at(range, revision));
                case Operation.Txn nested -> txn(keyspace, nested, revision);
                case Operation.Put _, Operation.DeleteRange _ ->
                    throw new IllegalArgumentException("in a transaction that only reads: " + operation);
            };
            if (response instanceof Response.Refused) {
                return response;
            }
            responses.add(response);
        }
        return new Response.Decided(holds, responses);
    }

    private static Operation.Range at(Operation.Range range, long revision) {
        if (range.revision() > 0) {
            return range;
        }
        return new Operation.Range(
                range.range(),
                revision,
                range.limit(),
                range.order(),
                range.target(),
                range.keysOnly(),
                range.countOnly(),
                range.minModRevision(),
                range.maxModRevision(),
                range.minCreateRevision(),
                range.maxCreateRevision());
    }
}
