package io.headgate.store;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Commits a transaction, or says why not. Confined to the applying thread.
 *
 * <p>The order of the questions matters. First whether it has committed already, because everything else may have
 * changed since. Then whether that could have been forgotten: a commit is remembered at a revision not below the one it
 * began at. Then whether all changes it may depend on are still known; a transaction that depends on nothing does not care.
 * Conflicts come last but for what the writes themselves need.
 */
final class Committer {
    private final Keyspace keyspace;
    private final OutcomeTable outcomes;
    private final Execution execution;
    private final long logTimeMillis;

    Committer(Keyspace keyspace, OutcomeTable outcomes, Execution execution, long logTimeMillis) {
        this.keyspace = keyspace;
        this.outcomes = outcomes;
        this.execution = execution;
        this.logTimeMillis = logTimeMillis;
    }

    Response commit(Command.Commit commit) {
        outcomes.expire(logTimeMillis);
        OutcomeTable.Outcome earlier = outcomes.find(commit.id());
        if (earlier != null) {
            return ended(new CommitOutcome.Committed(earlier.revision()));
        }
        if (commit.writes().isEmpty()) {
            return ended(new CommitOutcome.Committed(commit.startedAt()));
        }
        Optional<Refusal> malformed = malformed(commit);
        if (malformed.isPresent()) {
            return new Response.Refused(malformed.get());
        }
        CommitOutcome abort = abort(commit);
        if (abort != null) {
            return ended(abort);
        }
        Optional<Refusal> impossible = impossible(commit.writes());
        if (impossible.isPresent()) {
            return new Response.Refused(impossible.get());
        }
        commit.writes().forEach(this::write);
        execution.claimRevision();
        outcomes.add(new OutcomeTable.Outcome(commit.id(), execution.revision(), logTimeMillis));
        return ended(new CommitOutcome.Committed(execution.revision()));
    }

    private static Response ended(CommitOutcome outcome) {
        return new Response.Ended(outcome);
    }

    /** What is wrong with the commit itself. */
    private Optional<Refusal> malformed(Command.Commit commit) {
        if (commit.startedAt() > execution.revision() - 1) {
            return Optional.of(new Refusal.FutureRevision(commit.startedAt(), execution.revision() - 1));
        }
        if (commit.writes().size() > Limits.MAX_COMMIT_WRITES) {
            return Optional.of(
                    new Refusal.TooLarge("writes of a commit", commit.writes().size(), Limits.MAX_COMMIT_WRITES));
        }
        if (commit.reads().size() > Limits.MAX_READ_INTERVALS) {
            return Optional.of(new Refusal.TooLarge(
                    "read intervals of a commit", commit.reads().size(), Limits.MAX_READ_INTERVALS));
        }
        if (commit.promoted().size() > Limits.MAX_PROMOTED_KEYS) {
            return Optional.of(
                    new Refusal.TooLarge("promoted keys", commit.promoted().size(), Limits.MAX_PROMOTED_KEYS));
        }
        Set<Bytes> keys = new HashSet<>();
        for (Write write : commit.writes()) {
            if (!keys.add(write.key())) {
                return Optional.of(new Refusal.DuplicateKey(write.key()));
            }
        }
        return Optional.empty();
    }

    /** Why the transaction has to begin anew, or null. */
    private @Nullable CommitOutcome abort(Command.Commit commit) {
        long startedAt = commit.startedAt();
        if (startedAt <= outcomes.forgottenThrough()) {
            return new CommitOutcome.TooOld(startedAt, outcomes.forgottenThrough());
        }
        List<KeyRange> dependencies = ConflictCheck.dependencies(commit);
        if (dependencies.isEmpty()) {
            return null;
        }
        if (startedAt < keyspace.compactedRevision()) {
            return new CommitOutcome.TooOld(startedAt, keyspace.compactedRevision());
        }
        var check = new ConflictCheck(keyspace.tree(), keyspace.changeLog(), startedAt, execution.revision() - 1);
        KeyValue modified = check.find(dependencies);
        return modified == null ? null : new CommitOutcome.Conflict(modified.key(), modified.modRevision(), startedAt);
    }

    /** Why the writes cannot be done on what is there. */
    private Optional<Refusal> impossible(List<Write> writes) {
        boolean isFull = keyspace.isRaised(Alarm.Kind.NO_SPACE);
        for (Write write : writes) {
            if (isFull && !(write instanceof Write.Delete)) {
                return Optional.of(new Refusal.NoSpace());
            }
            if (write instanceof Write.Put(var _, var _, var lease)
                    && lease != 0
                    && !keyspace.leaseTable().contains(lease)) {
                return Optional.of(new Refusal.LeaseNotFound(lease));
            }
            if (write instanceof Write.Add(var key, var _)) {
                KeyValue before = execution.get(key);
                if (before != null && Decimal.parse(before.value()).isEmpty()) {
                    return Optional.of(new Refusal.NotANumber(key));
                }
            }
        }
        return Optional.empty();
    }

    private void write(Write write) {
        switch (write) {
            case Write.Put(var key, var value, var lease) -> execution.put(key, value, lease);
            case Write.Delete(var key) -> execution.delete(key);
            case Write.Add(var key, var delta) -> {
                KeyValue before = execution.get(key);
                long number = before == null ? 0 : Decimal.parse(before.value()).orElseThrow();
                execution.put(key, Decimal.format(Decimal.sum(number, delta)), before == null ? 0 : before.lease());
            }
        }
    }
}
