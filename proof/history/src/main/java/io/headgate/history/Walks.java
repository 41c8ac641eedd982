package io.headgate.history;

import io.headgate.history.Dependency.Kind;
import java.util.BitSet;

/**
 * The walks through a graph that stay among some transactions and could be part of a cycle that a rule forbids. A place
 * of a walk is a transaction and whether the walk came to it by {@code rw}: the product of the graph with the automaton
 * that refuses two {@code rw} in a row. A walk that comes back to its place is a cycle under the rule, since what the
 * automaton knows of the first step is then what it knew before it.
 */
record Walks(DependencyGraph graph, CycleRule rule, Scope scope, BitSet members) {
    /** No place: this arc cannot be walked from here. */
    static final int NOWHERE = -1;

    /** One more than the highest place. */
    int places() {
        return 2 * graph.transactions();
    }

    static int transaction(int place) {
        return place >> 1;
    }

    static int start(int transaction) {
        return transaction << 1;
    }

    /** Where the walk at {@code place} comes to by {@code arc}, or {@link #NOWHERE}. */
    int follow(int place, int arc) {
        var kind = graph.kind(arc);
        var target = graph.target(arc);
        if (!members.get(target) || !scope.includes(kind) || !rule.follows((place & 1) == 1, kind)) {
            return NOWHERE;
        }
        return target << 1 | (rule.hasMemory() && kind == Kind.RW ? 1 : 0);
    }
}
