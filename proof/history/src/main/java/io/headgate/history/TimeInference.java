package io.headgate.history;

import io.headgate.history.Transaction.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The orders that follow from when transactions ran.
 *
 * <p>Source of the real-time order: Kingsbury and Alvaro, "Elle" (VLDB 2020), section 5.1. All pairs would be quadratic,
 * so only the direct ones are given: those that have completed, and after whose completion nothing has begun and completed,
 * come before whatever begins next. There are at most as many of those as clients, and the rest follows by transitivity.
 */
final class TimeInference {
    private final HistoryIndex index;
    private final Inferences inferences;

    /** Indices of committed transactions by the time of their invocation. */
    private final List<Integer> byInvocation;

    TimeInference(HistoryIndex index, Inferences inferences) {
        this.index = index;
        this.inferences = inferences;
        byInvocation = IntStream.range(0, index.transactions().size())
                .filter(index::committed)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(
                                i -> index.transaction(i).invokedAt())
                        .thenComparingLong(i -> index.transaction(i).completedAt()))
                .toList();
    }

    void infer() {
        inferSessions();
        inferRealTime();
    }

    /** One after another within each process; after an unknown outcome nothing follows, it may take effect later. */
    private void inferSessions() {
        var latest = new HashMap<Integer, Integer>();
        for (var next : byInvocation) {
            var transaction = index.transaction(next);
            var before = latest.get(transaction.process());
            if (before != null) {
                checkAfter(index.transaction(before), transaction);
                inferences.session(before, next);
            }
            if (isOver(next)) {
                latest.put(transaction.process(), next);
            }
        }
    }

    private static void checkAfter(Transaction before, Transaction next) {
        if (next.invokedAt() < before.completedAt()) {
            throw new IllegalArgumentException(
                    "%s invokedAt: %d (expected: not before %d, when %s of the same process %d completed)"
                            .formatted(
                                    next.name(),
                                    next.invokedAt(),
                                    before.completedAt(),
                                    before.name(),
                                    next.process()));
        }
    }

    private void inferRealTime() {
        var byCompletion = byInvocation.stream()
                .filter(this::isOver)
                .sorted(Comparator.comparingLong(i -> index.transaction(i).completedAt()))
                .toList();
        var before = new HashMap<Integer, List<Integer>>();
        var frontier = new LinkedHashSet<Integer>();
        var completed = 0;
        for (var next : byInvocation) {
            var now = index.transaction(next).invokedAt();
            while (completed < byCompletion.size()
                    && index.transaction(byCompletion.get(completed)).completedAt() < now) {
                var over = byCompletion.get(completed++);
                before.getOrDefault(over, List.of()).forEach(frontier::remove);
                before.remove(over);
                frontier.add(over);
            }
            frontier.forEach(over -> inferences.realTime(over, next));
            before.put(next, new ArrayList<>(frontier));
        }
    }

    private boolean isOver(int transaction) {
        return index.transaction(transaction).outcome() != Outcome.UNKNOWN;
    }
}
