package io.headgate.simulation;

import java.util.random.RandomGenerator;

/**
 * All that a node or a client is given of the world. The simulator implements it, and so does a production shell around
 * sockets and clocks; the code behind it does not know which.
 *
 * <p>Confined to the thread that calls the node, as are the callbacks made through it. Nothing here blocks.
 *
 * @param <M> the messages
 */
public interface Environment<M> {
    /** This participant's number. Nodes are numbered from 0, clients after the last node. */
    int self();

    /** How many nodes there are; their numbers are {@code 0..nodes-1}. */
    int nodes();

    /**
     * This machine's monotonic clock, in nanoseconds from an origin that means nothing. It never goes back while the
     * participant runs, but runs faster or slower than the others'. Compare by subtraction: the sum may wrap.
     */
    long nanoTime();

    /** This machine's wall clock, in milliseconds since 1970. It is somewhat wrong and may jump, back too. */
    long wallMillis();

    /**
     * Runs a task once, after a time by the monotonic clock or later; never before this call returns.
     *
     * @param delayNanos nanoseconds, 0 or more
     * @param name what the timer is for, as traces show it
     */
    Timer after(long delayNanos, String name, Runnable task);

    /**
     * Sends a message. It may never arrive, arrive late, more than once, or after one that was sent later; it arrives as
     * it was sent or not at all. One to this participant itself goes the same way.
     *
     * @param to the number of a node or client
     * @param message immutable
     */
    void send(int to, M message);

    /** Randomness of this participant, never shared. Whatever it decides at random comes from here. */
    RandomGenerator random();

    /** Says something about what is going on. */
    void log(String line);

    /** Where what must hold, and what should come up sometimes, is said. */
    Probes probes();
}
