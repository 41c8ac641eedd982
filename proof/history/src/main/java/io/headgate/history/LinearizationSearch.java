package io.headgate.history;

import io.headgate.history.SequentialSpecification.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of operations in which a specification gives every answer. Confined to one thread; runs once.
 *
 * <p>Source: Wing and Gong, "Testing and Verifying Concurrent Objects" (JPDC 1993), with the memory of Lowe, "Testing for
 * Linearizability" (2017). Place any answered operation that may be next and whose answer fits the state; go on; where
 * nothing fits, take the last one back. The same operations placed in another order often lead to the same state: a set of
 * operations and the state after them is tried once.
 *
 * <p>Where we differ: operations of unknown outcome are kept apart, since each may be left out and a few dozen of them
 * would make any refusal exponential. Only where no answered operation leads on are they placed, in runs: every single one,
 * then every pair, and so on, each followed by an answered operation. Short runs first means that a state is first seen
 * with the fewest of them, and {@link TriedConfigurations} then refuses to come to it with more. Of several that ask the
 * same, the first stands for all.
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

    /** What has been placed, and the states before each. */
    private final IntStack order = new IntStack();

    private final List<S> statesBefore = new ArrayList<>();
    private final Deque<Place> path = new ArrayDeque<>();
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

    /** Operations of unknown outcome to place one after the other; null is the empty run. */
    private record Run<S>(@Nullable Run<S> before, int index, S next) {}

    /** Where the search is, and what remains to be tried from there. */
    private final class Place {
        /** How many operations were placed on the way to the place before. */
        private final int placedBefore;

        private int candidate = calls.firstAnswered();
        private int step;

        /** Runs still to be tried; null until all answered candidates are, or for good at the end of a run. */
        private @Nullable Deque<Run<S>> runs;

        private final boolean startsRuns;

        Place(int placedBefore, boolean startsRuns) {
            this.placedBefore = placedBefore;
            this.startsRuns = startsRuns;
        }
    }

    /** Searches until there is an answer, or there are too many configurations. */
    End run() {
        path.push(new Place(0, /* startsRuns= */ true));
        while (answersToPlace > 0) {
            if (tried.size() >= maxConfigurations) {
                return End.GIVEN_UP;
            }
            var here = path.peek();
            if (here == null) {
                return End.NONE;
            }
            if (!placeAnswered(here) && !placeRun(here)) {
                path.pop();
                takeBackTo(here.placedBefore);
            }
        }
        return End.FOUND;
    }

    /** The calls: all of them are to be placed again, once {@link #run} has found no order. */
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

    /** Places the next answered candidate that fits and leads to where the search has not been; whether there is one. */
    private boolean placeAnswered(Place here) {
        while (here.candidate != Calls.NONE) {
            var index = here.candidate;
            var nexts = nextStates(index);
            while (here.step < nexts.size()) {
                var next = nexts.get(here.step++);
                if (isNew(index, next)) {
                    var before = order.size();
                    place(index, next);
                    path.push(new Place(before, /* startsRuns= */ true));
                    return true;
                }
            }
            here.candidate = calls.alternativeTo(index);
            here.step = 0;
        }
        return false;
    }

    /** Places the next run of unknown operations, if there is one; after it only answered ones are tried. */
    private boolean placeRun(Place here) {
        if (!here.startsRuns) {
            return false;
        }
        var runs = here.runs;
        if (runs == null) {
            runs = new ArrayDeque<>();
            here.runs = runs;
            addLongerRuns(null, runs);
        }
        var run = runs.poll();
        if (run == null) {
            return false;
        }
        var before = order.size();
        placeAll(run);
        addLongerRuns(run, runs);
        path.push(new Place(before, /* startsRuns= */ false));
        return true;
    }

    private void placeAll(Run<S> run) {
        var steps = new ArrayDeque<Run<S>>();
        for (@Nullable Run<S> step = run; step != null; step = step.before()) {
            steps.push(step);
        }
        steps.forEach(step -> place(step.index(), step.next()));
    }

    /** Adds what comes after {@code run}, which has been placed, and leads to where the search has not been. */
    private void addLongerRuns(@Nullable Run<S> run, Deque<Run<S>> runs) {
        for (var index = calls.firstUnknown(); index != Calls.NONE; index = calls.alternativeTo(index)) {
            if (!hasSpareTwin(index)) {
                for (var next : nextStates(index)) {
                    if (isNew(index, next)) {
                        runs.add(new Run<>(run, index, next));
                    }
                }
            }
        }
    }

    /** Whether the same was asked before with unknown outcome and is not placed: one is as good as the other. */
    private boolean hasSpareTwin(int index) {
        var twin = calls.twinBefore(index);
        return twin != Calls.NONE && !placed.containsUnknown(twin);
    }

    private List<S> nextStates(int index) {
        var operation = calls.get(index);
        var steps = specification.steps(state, operation.input()).stream();
        return (operation.response() instanceof Response.Returned<R>(var result, var _)
                        ? steps.filter(step -> step.result().equals(result))
                        : steps)
                .map(Step::next)
                .toList();
    }

    /** Whether placing an operation leads to where the search has not been; remembers it. */
    private boolean isNew(int index, S next) {
        placed.flip(index);
        var isNew = tried.add(placed, next);
        placed.flip(index);
        return isNew;
    }

    private void place(int index, S next) {
        placed.flip(index);
        calls.place(index);
        order.push(index);
        statesBefore.add(state);
        state = next;
        if (calls.isAnswered(index)) {
            answersToPlace--;
        }
        if (answersToPlace < fewestLeft) {
            fewestLeft = answersToPlace;
            longestState = state;
            longest.copy(order);
        }
    }

    private void takeBackTo(int size) {
        while (order.size() > size) {
            var index = order.pop();
            state = statesBefore.removeLast();
            placed.flip(index);
            calls.putBack(index);
            if (calls.isAnswered(index)) {
                answersToPlace++;
            }
        }
        longest.shrunk(size);
    }
}
