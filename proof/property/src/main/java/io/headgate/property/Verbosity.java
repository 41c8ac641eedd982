package io.headgate.property;

/** How much a run prints. */
public enum Verbosity {
    /** Nothing; the exception says what failed. */
    QUIET,
    /** Failures. */
    NORMAL,
    /** Failures, statistics, and each step of shrinking. */
    VERBOSE,
    /** Every test case, too. */
    DEBUG
}
