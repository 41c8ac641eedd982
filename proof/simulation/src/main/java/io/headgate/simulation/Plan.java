package io.headgate.simulation;

import java.util.List;
import java.util.Locale;

/**
 * All that is left to chance in a run, decided before it begins. A run is a function of its plan and its scenario:
 * nothing is drawn while it is under way, so taking a fault or an operation out of a plan leaves the rest what it was,
 * however much more or less happens then. That is what makes plans shrink well.
 *
 * @param nodes how many nodes
 * @param clients how many clients
 * @param safetyNanos how long the first phase is
 * @param jitterNanos how much longer than the least a message may take without any fault
 * @param jitterSeed decides how much each takes
 * @param scheduleSeed 0 if events of the same time happen in the order in which they were made, else what decides
 * @param clockOriginNanos what monotonic clocks show at the begin
 * @param randomSeed what the participants' own randomness comes from
 * @param faults what goes wrong, in the order in which it begins
 * @param operations what clients do, in the order of their times
 * @param core the nodes that are healed in the second phase
 * @param outsiders what becomes of the others then, in their order
 * @param <O> the operations
 */
record Plan<O>(
        int nodes,
        int clients,
        long safetyNanos,
        long jitterNanos,
        long jitterSeed,
        long scheduleSeed,
        long clockOriginNanos,
        long randomSeed,
        List<Fault> faults,
        List<Step<O>> operations,
        List<Integer> core,
        List<Fate> outsiders) {

    Plan {
        faults = List.copyOf(faults);
        operations = List.copyOf(operations);
        core = List.copyOf(core);
        outsiders = List.copyOf(outsiders);
    }

    /** A client is to do something at a time, unless it is busy then. */
    record Step<O>(int client, long beginNanos, O operation) {}

    /** What a node is in the second phase that is not of the core. */
    enum Fate {
        /** As the first phase left it: down if it was down, cut off if it was cut off. */
        AS_IT_IS,
        DEAD,
        /** Nobody hears it and it hears nobody. */
        CUT_OFF,
        /** It hears everybody, and nobody hears it. */
        MUTE,
        /** Everybody hears it, and it hears nobody. */
        DEAF;

        /** Its name as people read it. */
        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(nodes)
                .append(" nodes, ")
                .append(clients)
                .append(" clients, ")
                .append(SimulatedTime.text(safetyNanos));
        operations.forEach(step -> text.append("\n  at ")
                .append(SimulatedTime.text(step.beginNanos))
                .append(" client ")
                .append(nodes + step.client)
                .append(": ")
                .append(step.operation));
        faults.forEach(fault -> text.append("\n  at ")
                .append(SimulatedTime.text(fault.beginNanos()))
                .append(fault.node() == Fault.EVERYBODY ? " " : " n" + fault.node() + " ")
                .append(fault.words()));
        return text.toString();
    }
}
