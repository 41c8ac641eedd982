package io.headgate.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a design must survive, and no more: a failure under faults that nothing could survive means nothing. A planned
 * fault that goes beyond is left out.
 */
@FunctionalInterface
public interface FaultBudget {
    /**
     * Whether a fault may be added to a run.
     *
     * @param accepted what will happen besides, in the order in which it begins
     * @param next begins no earlier than the last of those
     * @param nodes how many nodes the cluster has
     */
    boolean allows(List<Fault> accepted, Fault next, int nodes);

    /**
     * Whether these nodes alone, healed, must get on. By default if none of their disks was corrupted.
     *
     * @param core the nodes, as many as {@link Terms#core} says
     * @param faults all that happens in the run
     */
    default boolean recovers(Set<Integer> core, List<Fault> faults) {
        return faults.stream()
                .noneMatch(fault -> fault instanceof Fault.Corruption corruption && core.contains(corruption.node()));
    }

    /** All faults, but corruption on the disks of less than half of the nodes only. */
    static FaultBudget minorityOfDisks() {
        return (accepted, next, nodes) -> {
            Set<Integer> corrupted = new HashSet<>();
            addCorrupted(corrupted, next);
            accepted.forEach(fault -> addCorrupted(corrupted, fault));
            return corrupted.size() * 2 < nodes || !next.kind().corrupts();
        };
    }

    private static void addCorrupted(Set<Integer> nodes, Fault fault) {
        if (fault instanceof Fault.Corruption corruption) {
            nodes.add(corruption.node());
        }
    }
}
