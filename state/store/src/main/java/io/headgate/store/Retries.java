package io.headgate.store;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Runs transactions until they commit; for backends. As patient, and with the same waits, whatever the backend. Confined to
 * the thread that made it.
 *
 * <p>Waits are drawn evenly between nothing and a bound that doubles from 1 ms to 1 s ("full jitter"), so that those who
 * met once do not meet again.
 */
public final class Retries {
    /** About 20 seconds of trying; who is still in the way then will be later. */
    static final int MAX_ATTEMPTS = 30;

    /** How often an outcome nobody knows is asked for. */
    static final int MAX_QUESTIONS = 10;

    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Transaction> begin;
    private final RandomGenerator random;

    /**
     * Those of one question.
     *
     * @param begin begins a transaction that has not been tried
     */
    public Retries(Supplier<Transaction> begin, RandomGenerator random) {
        this.begin = begin;
        this.random = random;
    }

    /** What the body gave, and the revision at which it was committed. */
    public record Done<T>(T result, long revision) {}

    /**
     * Runs a body and commits, again and again with other transactions until one is committed.
     *
     * @throws AbortedException if something was in the way each time
     * @throws RefusedException what the body or a commit threw, except that something it read was compacted
     * @throws Unavailable if no backend answers, or the outcome of a commit stays unknown
     */
    public <T> Done<T> run(Function<Transaction, T> body) {
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

    /** Commits the same transaction until its outcome is known. */
    private CommitOutcome settled(Transaction transaction) {
        CommitOutcome outcome = transaction.commit();
        for (int question = 1; question < MAX_QUESTIONS && outcome instanceof CommitOutcome.Unknown; question++) {
            pause(question);
            outcome = transaction.commit();
        }
        return outcome;
    }

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
