package io.headgate.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The strongly connected components of more than one place: where walks can come back.
 *
 * <p>Source: Tarjan, "Depth-first search and linear graph algorithms" (SIAM J. Comput. 1972), with the recursion unrolled
 * onto a stack of our own: a history of a hundred thousand transactions may be one long chain. Linear in places and arcs.
 */
final class Components {
    private static final int UNSEEN = 0;

    private final Walks walks;

    /** When a place was first seen, from 1; {@link #UNSEEN} before. */
    private final int[] seenAt;

    /** The earliest place on the stack that is known to be reachable; the highest int once the component is closed. */
    private final int[] low;

    private final int[] nextArc;
    private final IntStack open = new IntStack();
    private final IntStack path = new IntStack();
    private final List<int[]> components = new ArrayList<>();
    private int clock;

    private Components(Walks walks) {
        this.walks = walks;
        seenAt = new int[walks.places()];
        low = new int[walks.places()];
        nextArc = new int[walks.places()];
    }

    /** The components of two places or more, each sorted. */
    static List<int[]> of(Walks walks) {
        var search = new Components(walks);
        walks.members().stream().map(Walks::start).forEach(search::explore);
        search.components.forEach(Arrays::sort);
        return search.components;
    }

    private void explore(int root) {
        if (seenAt[root] != UNSEEN) {
            return;
        }
        enter(root);
        while (!path.isEmpty()) {
            var place = path.peek();
            if (nextArc[place] < walks.graph().endOfArcs(Walks.transaction(place))) {
                step(place, walks.follow(place, nextArc[place]++));
            } else {
                leave(path.pop());
            }
        }
    }

    private void enter(int place) {
        seenAt[place] = ++clock;
        low[place] = clock;
        nextArc[place] = walks.graph().firstArc(Walks.transaction(place));
        open.push(place);
        path.push(place);
    }

    private void step(int place, int target) {
        if (target == Walks.NOWHERE) {
            return;
        }
        if (seenAt[target] == UNSEEN) {
            enter(target);
        } else {
            low[place] = Math.min(low[place], low[target]);
        }
    }

    private void leave(int place) {
        if (!path.isEmpty()) {
            low[path.peek()] = Math.min(low[path.peek()], low[place]);
        }
        if (low[place] == seenAt[place]) {
            close(place);
        }
    }

    private void close(int root) {
        var from = open.lastIndexOf(root);
        var component = open.popFrom(from);
        for (var place : component) {
            low[place] = Integer.MAX_VALUE;
        }
        if (component.length > 1) {
            components.add(component);
        }
    }
}
