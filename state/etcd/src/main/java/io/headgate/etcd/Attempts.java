package io.headgate.etcd;

import io.headgate.store.AbortedException;
import io.headgate.store.CommitOutcome;
import io.headgate.store.Refusal;
import io.headgate.store.RefusedException;
import io.headgate.store.Transaction;
import io.headgate.store.Unavailable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Runs transactions until they commit, as patiently and with the same waits as the other backends of the store. */
final class Attempts {
    /** About 20 seconds of trying. */
    private static final int MAX_ATTEMPTS = 30;

    /** How often an outcome nobody knows is asked for. */
    private static final int MAX_QUESTIONS = 10;

    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Transaction> begin;
    private final RandomGenerator random;

    Attempts(Supplier<Transaction> begin, RandomGenerator random) {
        this.begin = begin;
        this.random = random;
    }

    /** What the body gave, and the revision at which it was committed. */
    record Done<T>(T result, long revision) {}

    <T> Done<T> run(Function<Transaction, T> body) {
        String last = "";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            pause(attempt);
            Transaction transaction = begin.get();
            T result;
            try {
                result = body.apply(transaction);
            } catch (RefusedException refused) {
                if (!(refused.refusal() instanceof Refusal.Compacted)) {
                    throw refused;
                }
                last = refused.toString();
                continue;
            }
            switch (settled(transaction)) {
                case CommitOutcome.Committed(var revision) -> {
                    return new Done<>(result, revision);
                }
                case CommitOutcome.Conflict conflict -> last = conflict.toString();
                case CommitOutcome.TooOld tooOld -> last = tooOld.toString();
                case CommitOutcome.Unknown unknown ->
                    throw new Unavailable(Unavailable.Reason.TIMEOUT, /* definite= */ false, unknown.toString());
            }
        }
        throw new AbortedException(MAX_ATTEMPTS, last);
    }

    private CommitOutcome settled(Transaction transaction) {
        CommitOutcome outcome = transaction.commit();
        for (int question = 1; question < MAX_QUESTIONS && outcome instanceof CommitOutcome.Unknown; question++) {
            pause(question);
            outcome = transaction.commit();
        }
        return outcome;
    }

    /** Waits between nothing and a bound that doubles from 1 ms to 1 s. */
    private void pause(int attempt) {
        if (attempt == 0) {
            return;
        }
        long bound = Math.min(LAST_WAIT_NANOS, FIRST_WAIT_NANOS << Math.min(attempt - 1, 20));
        try {
            TimeUnit.NANOSECONDS.sleep(random.nextLong(bound));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    Unavailable.Reason.TIMEOUT, /* definite= */ false, "interrupted before attempt " + (attempt + 1));
        }
    }
}
