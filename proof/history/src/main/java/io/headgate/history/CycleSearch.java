package io.headgate.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Looks for the cycles that a level rules out, and for the gravest explanation of each.
 *
 * <p>One linear pass decides: is there a strongly connected component under the level's own rule and scope? Only if there
 * is, its members are searched again under every weaker rule and scope, weakest first, since whoever broke READ_COMMITTED
 * wants to hear that first and not that it is not strictly serializable either.
 */
record CycleSearch(DependencyGraph graph) {

    /** One cycle for each component of each rule and scope up to the level's, the gravest first, none twice. */
    List<Cycle> search(Level level) {
        var all = new BitSet();
        all.set(0, graph.transactions());
        var suspects = membersOf(Components.of(new Walks(graph, level.rule(), level.scope(), all)));
        if (suspects.isEmpty()) {
            return List.of();
        }
        var cycles = new LinkedHashSet<Cycle>();
        for (var scope : Scope.values()) {
            for (var rule : CycleRule.values()) {
                if (scope.compareTo(level.scope()) <= 0 && rule.compareTo(level.rule()) <= 0) {
                    addCycles(new Walks(graph, rule, scope, suspects), cycles);
                }
            }
        }
        return new ArrayList<>(cycles);
    }

    private static void addCycles(Walks walks, Collection<Cycle> cycles) {
        var shortest = new ShortestCycle(walks);
        for (var component : Components.of(walks)) {
            cycles.add(shortest.in(component));
        }
    }

    private static BitSet membersOf(List<int[]> components) {
        var members = new BitSet();
        for (var component : components) {
            for (var place : component) {
                members.set(Walks.transaction(place));
            }
        }
        return members;
    }
}
