package io.headgate.property;

/** The parts of a run, in their order. */
public enum Phase {
    /** Examples that the settings name. */
    EXPLICIT,
    /** Failures that the database kept. */
    REUSE,
    /** Random test cases. */
    GENERATE,
    /** Going uphill from the best scores of {@link TestCase#target}. Needs {@link #GENERATE}. */
    TARGET,
    /** Making failures small. */
    SHRINK
}
