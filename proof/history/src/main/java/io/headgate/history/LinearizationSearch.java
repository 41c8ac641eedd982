package io.headgate.history;

import io.headgate.history.SequentialSpecification.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for an order of operations in which a specification gives every answer.
 *
 * <p>Source: Wing and Gong, "Testing and Verifying Concurrent Objects" (JPDC 1993), with the memory of Lowe, "Testing for
 * Linearizability" (2017). Place any operation that may be next and whose answer fits the state; go on; where nothing fits,
 * take the last one back. The same operations placed in another order often lead to the same state: a set of operations
 * and the state after them is tried once.
 *
 * <p>Where we differ: operations of unknown outcome are tried after the others, and only where they are of use: of
 * several that ask the same the first, and not to come to a state that can be had with fewer of them
 * ({@link TriedConfigurations}).
 *
 * <p>Cost: for operations that seldom overlap, linear; at worst exponential in how many overlap, which is why the
 * configurations have a bound.
 */
final class LinearizationSearch<S, I, R> {
    /** How a search ended. */
    enum End {
        FOUND,
        NONE,
        GIVEN_UP
    }

    private final SequentialSpecification<S, I, R> specification;
    private final Calls<I, R> calls;
    private final int maxConfigurations;
    private final TriedConfigurations<S> tried = new TriedConfigurations<>();
    private final PlacedSet placed;

    /** What has been placed, the states before each, and which of its steps was taken. */
    private final IntStack order = new IntStack();

    private final List<S> statesBefore = new ArrayList<>();
    private final IntStack stepsTaken = new IntStack();
    private S state;
    private int answersToPlace;

    /** The order that placed most answers so far, and the state after it. */
    private final LongestOrder longest = new LongestOrder();

    private S longestState;
    private int fewestLeft;

    LinearizationSearch(SequentialSpecification<S, I, R> specification, Calls<I, R> calls, int maxConfigurations) {
        this.specification = specification;
        this.calls = calls;
        this.maxConfigurations = maxConfigurations;
        placed = new PlacedSet(calls.answered(), calls.size() - calls.answered());
        state = specification.initial();
        answersToPlace = calls.answered();
        longestState = state;
        fewestLeft = answersToPlace;
    }

    /** Searches until there is an answer, or there are too many configurations. */
    End run() {
        var candidate = calls.firstCandidate();
        var step = 0;
        while (answersToPlace > 0) {
            var nexts = candidate == Calls.NONE ? List.<S>of() : nextStates(candidate, state);
            if (step < nexts.size()) {
                if (tried.size() >= maxConfigurations) {
                    return End.GIVEN_UP;
                }
                if (place(candidate, step, nexts.get(step))) {
                    candidate = calls.firstCandidate();
                    step = 0;
                } else {
                    step++;
                }
            } else if (candidate != Calls.NONE) {
                candidate = calls.candidateAfter(candidate);
                step = 0;
            } else if (order.isEmpty()) {
                return End.NONE;
            } else {
                step = stepsTaken.peek() + 1;
                candidate = takeBack();
            }
        }
        return End.FOUND;
    }

    /** The calls: what is not placed is what the longest order does not have, once {@link #run} has found none. */
    Calls<I, R> calls() {
        return calls;
    }

    /** The indices of the longest order found, first one first. */
    int[] longestOrder() {
        return longest.toArray();
    }

    /** The state after the longest order. */
    S longestState() {
        return longestState;
    }

    /** The order found. */
    int[] order() {
        return order.toArray();
    }

    private List<S> nextStates(int index, S before) {
        if (hasSpareTwin(index)) {
            return List.of();
        }
        var operation = calls.get(index);
        var steps = specification.steps(before, operation.input()).stream();
        return (operation.response() instanceof Response.Returned<R>(var result, var _)
                        ? steps.filter(step -> step.result().equals(result)).map(Step::next)
                        : steps.map(Step::next))
                .toList();
    }

    /** Whether the same was asked before with unknown outcome and is not placed: one is as good as the other. */
    private boolean hasSpareTwin(int index) {
        var twin = calls.twinBefore(index);
        return twin != Calls.NONE && !placed.containsUnknown(twin);
    }

    /** Places an operation unless that leads to where the search has been. */
    private boolean place(int index, int step, S next) {
        placed.flip(index);
        if (!tried.add(placed, next)) {
            placed.flip(index);
            return false;
        }
        calls.place(index);
        order.push(index);
        statesBefore.add(state);
        stepsTaken.push(step);
        state = next;
        if (calls.isAnswered(index)) {
            answersToPlace--;
        }
        if (answersToPlace < fewestLeft) {
            fewestLeft = answersToPlace;
            longestState = state;
            longest.copy(order);
        }
        return true;
    }

    private int takeBack() {
        var index = order.pop();
        longest.shrunk(order.size());
        stepsTaken.pop();
        state = statesBefore.removeLast();
        placed.flip(index);
        calls.putBack(index);
        if (calls.isAnswered(index)) {
            answersToPlace++;
        }
        return index;
    }
}
