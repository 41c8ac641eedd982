package io.headgate.simulation;

/** A task that is due later. */
@FunctionalInterface
public interface Timer {
    /** Sees to it that the task does not run. Does nothing if it has run or was cancelled before. */
    void cancel();
}
