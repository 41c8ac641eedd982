package io.headgate.history;

import io.headgate.history.Dependency.Kind;

/** Which cycles are ruled out; each rule rules out all that the one before does, so the order is that of severity. */
enum CycleRule {
    /** G0: writes of two transactions replaced each other. */
    NO_WRITE_CYCLE,
    /** G1c: information went round. */
    NO_INFORMATION_CYCLE,
    /** What snapshot isolation rules out. */
    NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES,
    /** What serializability rules out. */
    NO_CYCLE;

    /**
     * Whether a walk whose last step was {@code rw}, or not, may go on with a step of {@code kind} and still be part of
     * a cycle that is ruled out.
     */
    boolean follows(boolean lastWasReadWrite, Kind kind) {
        return switch (this) {
            case NO_WRITE_CYCLE -> kind != Kind.RW && kind != Kind.WR;
            case NO_INFORMATION_CYCLE -> kind != Kind.RW;
            case NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES -> kind != Kind.RW || !lastWasReadWrite;
            case NO_CYCLE -> true;
        };
    }

    /** Whether a walk has to remember if its last step was {@code rw}. */
    boolean hasMemory() {
        return this == NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES;
    }
}
