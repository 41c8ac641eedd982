package io.headgate.etcd;

import io.headgate.etcd.EtcdProto.TxnRequest;
import io.headgate.etcd.EtcdProto.TxnResponse;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.CommitOutcome;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import io.headgate.store.TransactionBackend;
import io.headgate.store.Unavailable;
import io.headgate.store.Write;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction stands on: it remembers the revisions of the keys that were read, as they are what is compared.
 * Confined to the transaction's thread.
 */
final class EtcdTransaction implements TransactionBackend {
    /** How often sums are made anew because others add to the same keys: each time somebody's commit has succeeded. */
    private static final int MAX_SUMS = 64;

    private final EtcdCalls calls;
    private final EtcdReads reads;
    private final MarkerLease markers;
    private final TreeMap<Bytes, Long> revisions = new TreeMap<>();

    /** Made by the first commit. */
    private @Nullable EtcdCommit plan;

    /** Whether an attempt may have arrived whose answer did not. */
    private boolean isUncertain;

    EtcdTransaction(EtcdCalls calls, EtcdReads reads, MarkerLease markers) {
        this.calls = calls;
        this.reads = reads;
        this.markers = markers;
    }

    @Override
    public long revision() {
        return calls.newest();
    }

    @Override
    public List<KeyValue> read(KeyRange range, long revision, long limit) {
        List<KeyValue> found = reads.read(range, revision, limit);
        found.forEach(kv -> revisions.put(kv.key(), kv.modRevision()));
        return found;
    }

    @Override
    public CommitOutcome commit(Command.Commit commit) {
        EtcdCommit known = plan;
        if (known == null) {
            try {
                known = plan(commit);
            } catch (RefusedException refused) {
                if (refused.refusal() instanceof Refusal.Compacted compacted) {
                    return new CommitOutcome.TooOld(commit.startedAt(), compacted.compactedRevision());
                }
                throw refused;
            }
            plan = known;
        }
        markers.require(calls);
        return commit(commit, known);
    }

    private EtcdCommit plan(Command.Commit commit) {
        for (Bytes key : EtcdDependencies.unread(commit)) {
            read(KeyRange.of(key), commit.startedAt(), 0);
        }
        return new EtcdCommit(commit, EtcdDependencies.of(commit, revisions), markers.id());
    }

    private CommitOutcome commit(Command.Commit commit, EtcdCommit known) {
        EtcdCommit.Answer answer = known.hasAdds()
                ? known.readAnswer(calls.txn(known.readRequest()))
                : new EtcdCommit.Answer.Sums(Map.of(), /* changed= */ null);
        int attempts = 0;
        while (answer instanceof EtcdCommit.Answer.Sums(var current, var changed)) {
            if (attempts++ == MAX_SUMS && changed != null) {
                return new CommitOutcome.Conflict(changed, calls.newest(), commit.startedAt());
            }
            TxnResponse response = send(known.request(current, isUncertain), commit);
            if (response == null) {
                return new CommitOutcome.TooOld(commit.startedAt(), commit.startedAt());
            }
            answer = known.answer(response);
        }
        return ((EtcdCommit.Answer.Ended) answer).outcome();
    }

    /** Null if the lease of the markers has ended, which no commit outlives. */
    private @Nullable TxnResponse send(TxnRequest request, Command.Commit commit) {
        try {
            return calls.txn(request);
        } catch (Unavailable failed) {
            isUncertain |= !failed.definite();
            throw failed;
        } catch (RefusedException refused) {
            if (!(refused.refusal() instanceof Refusal.LeaseNotFound)) {
                throw refused;
            }
            requireLeases(commit);
            markers.ended();
            if (isUncertain) {
                throw new Unavailable(
                        Unavailable.Reason.TIMEOUT,
                        /* definite= */ false,
                        "asked for the outcome of " + commit.id() + " when it had been forgotten");
            }
            return null;
        }
    }

    /** etcd does not say which lease it has not found. */
    private void requireLeases(Command.Commit commit) {
        for (Write write : commit.writes()) {
            if (write instanceof Write.Put(var _, var _, var lease) && lease != 0 && !calls.isLeaseThere(lease)) {
                throw new RefusedException(new Refusal.LeaseNotFound(lease));
            }
        }
    }
}
