package io.headgate.history;

import io.headgate.history.Dependency.Kind;
import java.util.List;

/** The transactions of a history by index, and the dependencies out of each. Immutable. */
final class DependencyGraph {
    private final int transactions;

    /** The arcs out of transaction {@code i} are {@code firstArc[i]} until {@code firstArc[i + 1]}. */
    private final int[] firstArc;

    private final int[] targets;
    private final Kind[] kinds;
    private final Dependency[] dependencies;

    /** A dependency between the transactions of two indices. */
    record Arc(int from, int to, Dependency dependency) {}

    /** Keeps the order of the arcs out of each transaction, so that the same history gives the same witness. */
    DependencyGraph(int transactions, List<Arc> arcs) {
        this.transactions = transactions;
        firstArc = new int[transactions + 1];
        for (var arc : arcs) {
            firstArc[arc.from() + 1]++;
        }
        for (var i = 0; i < transactions; i++) {
            firstArc[i + 1] += firstArc[i];
        }
        targets = new int[arcs.size()];
        kinds = new Kind[arcs.size()];
        dependencies = new Dependency[arcs.size()];
        var next = firstArc.clone();
        for (var arc : arcs) {
            var at = next[arc.from()]++;
            targets[at] = arc.to();
            kinds[at] = arc.dependency().kind();
            dependencies[at] = arc.dependency();
        }
    }

    int transactions() {
        return transactions;
    }

    int firstArc(int transaction) {
        return firstArc[transaction];
    }

    int endOfArcs(int transaction) {
        return firstArc[transaction + 1];
    }

    int target(int arc) {
        return targets[arc];
    }

    Kind kind(int arc) {
        return kinds[arc];
    }

    Dependency dependency(int arc) {
        return dependencies[arc];
    }
}
