package io.headgate.history;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a client knows of one transaction.
 *
 * @param id its name in a witness, unlike any other's of the history
 * @param process the client it ran in; a process runs one transaction after another
 * @param invokedAt when the client began it, on one clock for the whole history; any unit, such as nanoseconds or the
 *     index of the event
 * @param completedAt when the client learnt how it ended, not before {@code invokedAt}; without meaning if the outcome
 *     is unknown
 * @param outcome how it ended
 * @param accesses what it did, in order; of a transaction that did not commit, as far as the client knows
 */
public record Transaction(
        long id, int process, long invokedAt, long completedAt, Outcome outcome, List<Access> accesses) {

    /** How a transaction ended, as its client knows. */
    public enum Outcome {
        /** It took effect, and its reads are what was answered. */
        COMMITTED,
        /** It took no effect and never will. */
        ABORTED,
        /**
         * It took effect at any time after its beginning, or will, or never. It counts as committed if a committed
         * transaction read what it wrote.
         */
        UNKNOWN
    }

    public Transaction {
        accesses = List.copyOf(accesses);
        if (outcome != Outcome.UNKNOWN && completedAt < invokedAt) {
            throw new IllegalArgumentException("T" + id + " completedAt: " + completedAt
                    + " (expected: not before its invocation at " + invokedAt + ")");
        }
    }

    /** A transaction that committed. */
    public static Transaction committed(long id, int process, long invokedAt, long completedAt, Access... accesses) {
        return new Transaction(id, process, invokedAt, completedAt, Outcome.COMMITTED, List.of(accesses));
    }

    /** A transaction that surely took no effect. */
    public static Transaction aborted(long id, int process, long invokedAt, long completedAt, Access... accesses) {
        return new Transaction(id, process, invokedAt, completedAt, Outcome.ABORTED, List.of(accesses));
    }

    /** A transaction of which nobody knows whether it took effect. */
    public static Transaction unknown(long id, int process, long invokedAt, Access... accesses) {
        return new Transaction(id, process, invokedAt, Long.MAX_VALUE, Outcome.UNKNOWN, List.of(accesses));
    }

    /** How a witness calls it: {@code T7}. */
    public String name() {
        return "T" + id;
    }

    @Override
    public String toString() {
        var when = outcome == Outcome.UNKNOWN ? invokedAt + "..?" : invokedAt + ".." + completedAt;
        var what = accesses.stream().map(Access::toString).collect(Collectors.joining(", "));
        return "%s  process %d  %s  %s: %s"
                .formatted(name(), process, when, outcome.name().toLowerCase(Locale.ROOT), what);
    }
}
