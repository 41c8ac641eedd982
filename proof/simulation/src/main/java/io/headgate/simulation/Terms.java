package io.headgate.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * How large a scenario's world is, how long it lasts, and what may go wrong in it. Immutable: every method that changes
 * something gives new terms.
 */
public final class Terms {
    /** More participants than this have no bit in {@link Fault.Partition#side}. */
    private static final int MOST_PARTICIPANTS = 30;

    /** Every set of nodes may be asked whether it is a core. */
    private static final int MOST_NODES = 15;

    private static final Duration LONGEST = Duration.ofDays(30);

    private int fewestNodes;
    private int mostNodes;
    private int clients = 2;
    private int operations = 20;
    private Duration safety = Duration.ofSeconds(5);
    private Duration liveness = Duration.ofSeconds(10);
    private Duration messageDelay = Duration.ofMillis(1);
    private Duration syncDelay = Duration.ofMillis(1);
    private int clockSkewPpm = 500;
    private Set<FaultKind> faults = EnumSet.allOf(FaultKind.class);
    private boolean swarm = true;
    private FaultBudget budget = FaultBudget.minorityOfDisks();
    private IntUnaryOperator core = nodes -> nodes / 2 + 1;
    private int mostEvents = 5_000_000;

    private Terms(int fewestNodes, int mostNodes) {
        this.fewestNodes = fewestNodes;
        this.mostNodes = mostNodes;
    }

    private Terms(Terms other) {
        fewestNodes = other.fewestNodes;
        mostNodes = other.mostNodes;
        clients = other.clients;
        operations = other.operations;
        safety = other.safety;
        liveness = other.liveness;
        messageDelay = other.messageDelay;
        syncDelay = other.syncDelay;
        clockSkewPpm = other.clockSkewPpm;
        faults = other.faults;
        swarm = other.swarm;
        budget = other.budget;
        core = other.core;
        mostEvents = other.mostEvents;
    }

    /** The defaults, for clusters of {@code fewest..most} nodes, 1 to 15; the fewest are the simplest. */
    public static Terms nodes(int fewest, int most) {
        within("fewest nodes", fewest, 1, MOST_NODES);
        within("most nodes", most, fewest, MOST_NODES);
        return new Terms(fewest, most);
    }

    /** These terms with up to this many clients, 1 or more, and with the nodes 30 at most. 2 by default. */
    public Terms clients(int most) {
        within("clients", most, 1, MOST_PARTICIPANTS - mostNodes);
        Terms changed = new Terms(this);
        changed.clients = most;
        return changed;
    }

    /** These terms with up to about this many operations, all clients' together. 20 by default. */
    public Terms operations(int most) {
        within("operations", most, 1, 100_000);
        Terms changed = new Terms(this);
        changed.operations = most;
        return changed;
    }

    /** These terms with faults for up to this time; many runs are shorter. 5 seconds by default. */
    public Terms safety(Duration most) {
        within("safety", most);
        Terms changed = new Terms(this);
        changed.safety = most;
        return changed;
    }

    /** These terms with another time in which a healed core must get on; zero asks for nothing. 10 seconds by default. */
    public Terms liveness(Duration bound) {
        within("liveness", bound);
        Terms changed = new Terms(this);
        changed.liveness = bound;
        return changed;
    }

    /** These terms with another time that a message takes when nothing is wrong. 1 ms by default. */
    public Terms messageDelay(Duration delay) {
        within("messageDelay", delay);
        Terms changed = new Terms(this);
        changed.messageDelay = delay;
        return changed;
    }

    /** These terms with another time that a sync takes when nothing is wrong. 1 ms by default. */
    public Terms syncDelay(Duration delay) {
        within("syncDelay", delay);
        Terms changed = new Terms(this);
        changed.syncDelay = delay;
        return changed;
    }

    /** These terms with another bound on how wrong the rate of a clock may be, in parts per million. 500 by default. */
    public Terms clockSkew(int ppm) {
        within("clockSkew", ppm, 0, 500_000);
        Terms changed = new Terms(this);
        changed.clockSkewPpm = ppm;
        return changed;
    }

    /** These terms with these kinds of faults only. All by default. */
    public Terms faults(Set<FaultKind> kinds) {
        Terms changed = new Terms(this);
        changed.faults = EnumSet.noneOf(FaultKind.class);
        changed.faults.addAll(kinds);
        return changed;
    }

    /**
     * These terms with swarm testing or without: whether each kind of fault is left out of half of the runs (Groce et
     * al., "Swarm Testing", ISSTA 2012). Without, every run has all kinds. With by default.
     */
    public Terms swarm(boolean swarm) {
        Terms changed = new Terms(this);
        changed.swarm = swarm;
        return changed;
    }

    /** These terms with another limit on what happens in one run. A minority of corrupted disks by default. */
    public Terms budget(FaultBudget budget) {
        Terms changed = new Terms(this);
        changed.budget = budget;
        return changed;
    }

    /** These terms with another size of the core that is healed, by the number of nodes. A majority by default. */
    public Terms core(IntUnaryOperator core) {
        Terms changed = new Terms(this);
        changed.core = core;
        return changed;
    }

    /** These terms with another number of events after which a run has failed, as without end. 5 million by default. */
    public Terms mostEvents(int mostEvents) {
        within("mostEvents", mostEvents, 1, Integer.MAX_VALUE - 8);
        Terms changed = new Terms(this);
        changed.mostEvents = mostEvents;
        return changed;
    }

    int fewestNodes() {
        return fewestNodes;
    }

    int mostNodes() {
        return mostNodes;
    }

    int clients() {
        return clients;
    }

    int operations() {
        return operations;
    }

    long safetyNanos() {
        return safety.toNanos();
    }

    long livenessNanos() {
        return liveness.toNanos();
    }

    long messageDelayNanos() {
        return messageDelay.toNanos();
    }

    long syncDelayNanos() {
        return syncDelay.toNanos();
    }

    int clockSkewPpm() {
        return clockSkewPpm;
    }

    boolean allows(FaultKind kind) {
        return faults.contains(kind);
    }

    boolean swarm() {
        return swarm;
    }

    FaultBudget budget() {
        return budget;
    }

    /** Nodes of a healed core in a cluster of {@code nodes}. */
    int coreOf(int nodes) {
        int size = core.applyAsInt(nodes);
        within("core of " + nodes + " nodes", size, 1, nodes);
        return size;
    }

    int mostEvents() {
        return mostEvents;
    }

    private static void within(String what, int number, int min, int max) {
        if (number < min || number > max) {
            throw new IllegalArgumentException(what + ": " + number + " (expected: " + min + ".." + max + ")");
        }
    }

    private static void within(String what, Duration duration) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + ": " + duration + " (expected: PT0S.." + LONGEST + ")");
        }
    }
}
