package io.headgate.replica;

import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.store.Bytes;
import io.headgate.store.Command;
import io.headgate.store.CommitOutcome;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Operation;
import io.headgate.store.Response;
import io.headgate.store.TransactionId;
import io.headgate.store.Write;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client that runs interactive transactions: begins at a member and reads there, thinks, and commits at the members
 * that follow, under one id until one of them knows the outcome.
 */
abstract class TransactionClient<O, R> extends ClusterClient<O, R> {
    static final String CONFLICT = "a transaction is in conflict";
    static final String TOO_OLD = "a transaction is too old";
    static final String RETRIED = "a transaction's outcome is learnt by sending it again";

    private static final int COMMIT_ATTEMPTS = 5;
    private static final int MOST_THOUGHT_NANOS = 20_000_000;
    private static final long BACK_OFF_NANOS = 50_000_000;

    TransactionClient(ClientEnvironment<ClusterMessage, R> environment) {
        super(environment);
    }

    /** What a transaction has read. */
    record Snapshot(long revision, Map<Bytes, KeyValue> keys) {
        /** A key's value as text; null if it is absent. */
        @Nullable
        String text(String key) {
            KeyValue found = keys.get(Bytes.of(key));
            return found == null ? null : found.value().text();
        }

        /** A key's value as a number. */
        long number(String key, long ifAbsent) {
            String text = text(key);
            return text == null ? ifAbsent : Long.parseLong(text);
        }
    }

    /** What a transaction does. */
    interface Program {
        IsolationLevel level();

        List<KeyRange> reads();

        /** What it writes after it has read that; nothing if it only reads. */
        List<Write> writes(Snapshot snapshot);

        /**
         * It has committed; the operation has to be ended.
         *
         * @param revision of what it wrote
         */
        void committed(Snapshot snapshot, long revision);
    }

    /** Runs a transaction; if it does not commit the operation ends. */
    final void transact(Program program) {
        askAny(new Ask.Begin(program.level() == IsolationLevel.STRICT), result -> {
            switch (result) {
                case Result.Revision(var revision) ->
                    read(program, new Snapshot(revision, new TreeMap<>()), program.reads());
                case Result.Failed(var _, var why) -> environment.failed(why);
                default -> throw unexpected(result);
            }
        });
    }

    private void read(Program program, Snapshot snapshot, List<KeyRange> left) {
        if (left.isEmpty()) {
            List<Write> writes = program.writes(snapshot);
            if (writes.isEmpty()) {
                program.committed(snapshot, snapshot.revision);
                return;
            }
            Command.Commit commit = new Command.Commit(
                    new TransactionId(
                            environment.random().nextLong(),
                            environment.random().nextLong()),
                    program.level(),
                    snapshot.revision,
                    program.reads(),
                    List.of(),
                    writes);
            commit(program, snapshot, commit, COMMIT_ATTEMPTS, /* isSent= */ false);
            return;
        }
        ask(thisMember(), new Ask.Read(Operation.Range.at(left.getFirst(), snapshot.revision)), result -> {
            switch (result) {
                case Result.Got(var _, Response.Ranged(var found, var _, var _)) -> {
                    found.forEach(each -> snapshot.keys.put(each.key(), each));
                    var _ = environment.after(
                            environment.random().nextInt(MOST_THOUGHT_NANOS),
                            "thought",
                            () -> read(program, snapshot, left.subList(1, left.size())));
                }
                // Compacted, or the member has started again and is behind.
                case Result.Got(var _, Response.Refused(var refusal)) -> environment.failed(refusal.toString());
                case Result.Failed(var _, var why) -> environment.failed(why);
                default -> throw unexpected(result);
            }
        });
    }

    /** @param isSent whether an attempt before this one may have been applied or may yet be */
    private void commit(Program program, Snapshot snapshot, Command.Commit commit, int left, boolean isSent) {
        ask(nextMember(), new Ask.Submit(commit), result -> {
            switch (result) {
                case Result.Got(var _, Response.Ended ended) -> {
                    CommitOutcome outcome = ended.outcome();
                    environment.probes().sometimes(outcome instanceof CommitOutcome.Conflict, CONFLICT);
                    environment.probes().sometimes(outcome instanceof CommitOutcome.TooOld, TOO_OLD);
                    environment.probes().sometimes(isSent && outcome instanceof CommitOutcome.Committed, RETRIED);
                    switch (outcome) {
                        case CommitOutcome.Committed(var revision) -> program.committed(snapshot, revision);
                        // That an attempt before was applied may have been forgotten.
                        case CommitOutcome.TooOld _ when isSent -> environment.unknown(outcome.toString());
                        case CommitOutcome.TooOld _, CommitOutcome.Conflict _ -> environment.failed(outcome.toString());
                        case CommitOutcome.Unknown _ -> throw unexpected(result);
                    }
                }
                case Result.Failed(var isDefinite, var why) -> {
                    boolean isUnknown = isSent || !isDefinite;
                    if (left > 1) {
                        var _ = environment.after(
                                BACK_OFF_NANOS,
                                "back-off",
                                () -> commit(program, snapshot, commit, left - 1, isUnknown));
                    } else if (isUnknown) {
                        environment.unknown(why);
                    } else {
                        environment.failed(why);
                    }
                }
                // Among others of a revision that is not there: what a client has read never goes away.
                default -> throw unexpected(result);
            }
        });
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("unexpected " + result);
    }
}
