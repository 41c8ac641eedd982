package io.headgate.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a history of a register could have been one in which operations happen one at a time (Wing and Gong, "Testing
 * and Verifying Concurrent Objects", 1993; with Lowe's memory of what was tried).
 */
final class RegisterHistory {
    private final List<Call<RegisterOperation, Integer>> calls;
    private final Set<State> tried = new HashSet<>();

    private record State(Set<Integer> done, int value) {}

    private RegisterHistory(List<Call<RegisterOperation, Integer>> calls) {
        this.calls = calls;
    }

    static boolean isLinearizable(List<Call<RegisterOperation, Integer>> history) {
        List<Call<RegisterOperation, Integer>> counting = history.stream()
                .filter(call -> !(call.outcome() instanceof Outcome.Failed))
                .filter(call -> call.outcome() instanceof Outcome.Returned
                        || call.operation() instanceof RegisterOperation.Write)
                .toList();
        return new RegisterHistory(counting).canGoOn(Set.of(), Version.INITIAL.value());
    }

    private boolean canGoOn(Set<Integer> done, int value) {
        if (!tried.add(new State(done, value))) {
            return false;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int i = 0; i < calls.size(); i++) {
            if (!done.contains(i) && calls.get(i).outcome() instanceof Outcome.Returned) {
                firstEnd = Math.min(firstEnd, calls.get(i).endedOrder());
            }
        }
        if (firstEnd == Long.MAX_VALUE) {
            return true;
        }
        for (int i = 0; i < calls.size(); i++) {
            Call<RegisterOperation, Integer> call = calls.get(i);
            if (done.contains(i) || call.invokedOrder() > firstEnd) {
                continue;
            }
            int after = call.operation() instanceof RegisterOperation.Write(int written) ? written : value;
            boolean fits = !(call.outcome() instanceof Outcome.Returned(Integer result)) || result == after;
            Set<Integer> more = new HashSet<>(done);
            more.add(i);
            if (fits && canGoOn(more, after)) {
                return true;
            }
        }
        return false;
    }
}
