package io.headgate.simulation;

import java.util.function.Supplier;

/**
 * What must hold, and what should come up at least sometimes, said where it happens. A probe has no effect on the code
 * around it. One name stands for one probe. In production an implementation counts, or does nothing.
 */
public interface Probes {
    /** The condition holds every time. If it does not, the run has failed; it goes on nevertheless. */
    default void always(boolean condition, String name) {
        always(condition, name, () -> "");
    }

    /**
     * Like {@link #always(boolean, String)}.
     *
     * @param detail what to say when it does not hold; only asked for then
     */
    void always(boolean condition, String name, Supplier<String> detail);

    /**
     * The condition holds at least once in a campaign of many runs: the rare situation that a test is meant to meet. A
     * campaign reports those that never held.
     */
    void sometimes(boolean condition, String name);

    /** This line is reached at least once in a campaign. */
    default void reachable(String name) {
        sometimes(true, name);
    }

    /** This line is never reached. */
    default void unreachable(String name) {
        always(false, name);
    }
}
