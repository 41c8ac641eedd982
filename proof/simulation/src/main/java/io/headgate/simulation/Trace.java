package io.headgate.simulation;

/**
 * Takes down everything that happens in a run, in order. Confined to one run.
 */
interface Trace {
    /** For what has no participant or no number. */
    int NOBODY = -1;

    /**
     * Takes down an event.
     *
     * @param participant to whom it happens
     * @param peer the other end of a message, otherwise {@link #NOBODY}
     * @param number which message, or another number that belongs to it
     * @param text what it says; its {@code toString} is a function of what happened
     */
    void event(long timeNanos, TraceKind kind, int participant, int peer, long number, Object text);
}
