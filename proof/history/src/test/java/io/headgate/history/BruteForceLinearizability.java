package io.headgate.history;

import java.util.ArrayList;
import java.util.List;

/** Tries every order of every choice of operations, knowing nothing of candidates or configurations. */
final class BruteForceLinearizability<S, I, R> {
    private final SequentialSpecification<S, I, R> specification;

    BruteForceLinearizability(SequentialSpecification<S, I, R> specification) {
        this.specification = specification;
    }

    boolean admits(List<Operation<I, R>> history) {
        var operations = history.stream()
                .filter(operation -> !(operation.response() instanceof Response.Failed))
                .toList();
        return admits(specification.initial(), List.of(), operations);
    }

    private boolean admits(S state, List<Operation<I, R>> before, List<Operation<I, R>> rest) {
        if (rest.stream().noneMatch(operation -> operation.response() instanceof Response.Returned)) {
            return true;
        }
        for (var operation : rest) {
            if (before.stream().anyMatch(earlier -> precedes(operation, earlier))) {
                continue;
            }
            var others = new ArrayList<>(rest);
            others.remove(operation);
            var placed = new ArrayList<>(before);
            placed.add(operation);
            for (var step : specification.steps(state, operation.input())) {
                var fits = !(operation.response() instanceof Response.Returned<R>(var result, var _))
                        || result.equals(step.result());
                if (fits && admits(step.next(), placed, others)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean precedes(Operation<?, ?> one, Operation<?, ?> other) {
        return one.response() instanceof Response.Returned<?>(var _, var at) && at < other.invokedAt();
    }
}
