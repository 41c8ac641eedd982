package io.headgate.history;

/**
 * What a store promises about the transactions of a history, as the dependency cycles that it rules out.
 *
 * <p>Dependencies are {@link Dependency.Kind}: {@code ww} a version replaced another, {@code wr} a version was read,
 * {@code rw} a version was read and then replaced. The serializable levels say that no cycle exists at all. The snapshot
 * levels allow a cycle only if it has two {@code rw} one after the other, which by Cerone and Gotsman, "Analysing
 * Snapshot Isolation" (PODC 2016), is the same as: every transaction reads from a snapshot that held all
 * that had committed before it, and no two concurrent transactions write the same key.
 *
 * <p>Every level rules out reads of what was aborted, not final or never written ({@link Anomaly}). Phantoms, reads by
 * predicate, are outside: a history knows only keys.
 */
public enum Level {
    /**
     * Adya's PL-2: no cycle of {@code ww} and {@code wr}; only what committed is read. Two reads of one key in one
     * transaction may differ.
     */
    READ_COMMITTED(CycleRule.NO_INFORMATION_CYCLE, Scope.ANY),

    /**
     * Generalized snapshot isolation (Elnikety et al.): every cycle has two adjacent {@code rw}. The snapshot may be
     * any earlier one, even one before the client's own last commit.
     */
    SNAPSHOT(CycleRule.NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES, Scope.ANY),

    /**
     * Strong session snapshot isolation (Daudjee and Salem), which is the one of Cerone and Gotsman: as
     * {@link #SNAPSHOT}, and a process sees what it did before.
     */
    SESSION_SNAPSHOT(CycleRule.NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES, Scope.SESSION),

    /** Strong snapshot isolation: as {@link #SNAPSHOT}, and everyone sees what had completed before they began. */
    STRONG_SNAPSHOT(CycleRule.NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES, Scope.REAL_TIME),

    /** Adya's PL-3: as if one transaction had run after another, in an order that has nothing to do with time. */
    SERIALIZABLE(CycleRule.NO_CYCLE, Scope.ANY),

    /** Strong session serializability: as {@link #SERIALIZABLE}, in an order that keeps that of each process. */
    SESSION_SERIALIZABLE(CycleRule.NO_CYCLE, Scope.SESSION),

    /** As {@link #SERIALIZABLE}, in an order that keeps what completed before what began later. */
    STRICT_SERIALIZABLE(CycleRule.NO_CYCLE, Scope.REAL_TIME);

    private final CycleRule rule;
    private final Scope scope;

    Level(CycleRule rule, Scope scope) {
        this.rule = rule;
        this.scope = scope;
    }

    CycleRule rule() {
        return rule;
    }

    Scope scope() {
        return scope;
    }

    /** Whether two reads of one transaction must agree with each other and with its own writes. */
    boolean readsFromOneSnapshot() {
        return this != READ_COMMITTED;
    }
}
