package io.headgate.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shortest way from a place back to it, by breadth-first search from one place of a strongly connected component after
 * the other. A shortest closed walk visits no transaction twice: at a transaction visited twice it falls into two closed
 * walks, and at least one of them has no two {@code rw} in a row either, or the walk would have had them.
 *
 * <p>A component of a badly broken store may be the whole history, and searching from each of its places would be quadratic.
 * So the search ends after {@link #MAX_ARCS} arcs with the best cycle found: a short one, if not the shortest.
 */
final class ShortestCycle {
    /** Arcs looked at for one component, unless there is no cycle yet; about a tenth of a second. */
    private static final int MAX_ARCS = 2_000_000;

    private final Walks walks;

    /** By which arc, from which place, a place was reached in the present search. */
    private final int[] byArc;

    private final int[] fromPlace;

    /** The last search that reached a place; searches are numbered from 1. */
    private final int[] reachedIn;

    /** The component of a place; components are numbered from 1. */
    private final int[] componentOf;

    private int searches;
    private int components;

    ShortestCycle(Walks walks) {
        this.walks = walks;
        byArc = new int[walks.places()];
        fromPlace = new int[walks.places()];
        reachedIn = new int[walks.places()];
        componentOf = new int[walks.places()];
    }

    /** A shortest cycle through the component; there is one, since it is strongly connected. */
    Cycle in(int[] component) {
        components++;
        for (var place : component) {
            componentOf[place] = components;
        }
        @Nullable List<Dependency> best = null;
        var budget = MAX_ARCS;
        for (var start : component) {
            if (best != null && (best.size() == 2 || budget <= 0)) {
                break;
            }
            var search = new Search(start, best == null ? Integer.MAX_VALUE : best.size());
            var found = search.run();
            budget -= search.arcs;
            best = found == null ? best : found;
        }
        if (best == null) {
            throw new IllegalStateException(
                    "component: " + Arrays.toString(component) + " (expected: one in which every walk can come back)");
        }
        return Cycle.of(best);
    }

    /** One breadth-first search. */
    private final class Search {
        private final int start;
        private final int longerThanWanted;
        private int arcs;

        /** Looks for cycles of fewer than {@code longerThanWanted} dependencies. */
        Search(int start, int longerThanWanted) {
            this.start = start;
            this.longerThanWanted = longerThanWanted;
        }

        @Nullable
        List<Dependency> run() {
            searches++;
            var frontier = new int[] {start};
            for (var length = 1; length < longerThanWanted && frontier.length > 0; length++) {
                var next = new IntStack();
                for (var place : frontier) {
                    if (expand(place, next)) {
                        return path();
                    }
                }
                frontier = next.popFrom(0);
            }
            return null;
        }

        /** Whether the start was reached. */
        private boolean expand(int place, IntStack next) {
            var end = walks.graph().endOfArcs(Walks.transaction(place));
            for (var arc = walks.graph().firstArc(Walks.transaction(place)); arc < end; arc++) {
                arcs++;
                var target = walks.follow(place, arc);
                if (target != Walks.NOWHERE && reach(target, place, arc)) {
                    if (target == start) {
                        return true;
                    }
                    next.push(target);
                }
            }
            return false;
        }

        private boolean reach(int target, int place, int arc) {
            if (componentOf[target] != components || reachedIn[target] == searches) {
                return false;
            }
            reachedIn[target] = searches;
            byArc[target] = arc;
            fromPlace[target] = place;
            return true;
        }

        private List<Dependency> path() {
            var path = new ArrayList<Dependency>();
            var place = start;
            do {
                path.add(walks.graph().dependency(byArc[place]));
                place = fromPlace[place];
            } while (place != start);
            Collections.reverse(path);
            return path;
        }
    }
}
