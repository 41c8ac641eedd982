package io.headgate.replica;

import io.headgate.simulation.Call;
import io.headgate.simulation.Outcome;
import io.headgate.simulation.Probes;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** What must hold of a counter that only grows: no acknowledged addition is lost, and none is counted twice. */
final class CounterHistory {
    private CounterHistory() {}

    /**
     * What is read lies between what was acknowledged before the read began and what was asked for until it ended.
     *
     * @param isRead whether an operation that returned has returned the counter
     * @param added what an operation adds; empty if it adds nothing
     */
    static <O> void judge(
            List<Call<O, Long>> history, Function<O, Boolean> isRead, Function<O, OptionalLong> added, Probes probes) {
        for (Call<O, Long> read : history) {
            if (isRead.apply(read.operation()) && read.outcome() instanceof Outcome.Returned<Long>(var value)) {
                long least = 0;
                long most = 0;
                for (Call<O, Long> call : history) {
                    long delta = added.apply(call.operation()).orElse(0);
                    boolean mayBeDone = !(call.outcome() instanceof Outcome.Failed<Long>);
                    boolean isDone = call.outcome() instanceof Outcome.Returned<Long>;
                    most += mayBeDone && call.invokedOrder() < read.endedOrder() ? delta : 0;
                    least += isDone && call.endedOrder() < read.invokedOrder() ? delta : 0;
                }
                String bounds = least + ".." + most;
                probes.always(
                        least <= value && value <= most,
                        "the counter is what was added to it",
                        () -> value + " (expected: " + bounds + ")");
            }
        }
    }
}
