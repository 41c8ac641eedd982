package io.headgate.simulation;

import java.util.List;

/**
 * A state machine without I/O: the same inputs in the same state always give the same effects. {@link MachineNode} runs
 * one as a node.
 *
 * @param <I> the inputs
 * @param <E> the effects
 */
@FunctionalInterface
public interface Machine<I, E> {
    /**
     * Takes one input.
     *
     * @param nowNanos monotonic nanoseconds, never earlier than before
     * @return what is to be done, in this order
     */
    List<E> step(I input, long nowNanos);
}
