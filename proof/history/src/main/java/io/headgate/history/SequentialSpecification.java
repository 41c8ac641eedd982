package io.headgate.history;

import java.util.List;

/**
 * What an object does if it is asked one thing after another: the meaning that its concurrent form is held to.
 *
 * @param <S> a state; immutable, with {@code equals} and {@code hashCode}, and a {@code toString} for witnesses
 * @param <I> what can be asked
 * @param <R> what can be answered, compared by {@code equals}
 */
public interface SequentialSpecification<S, I, R> {
    /** The state before anything was asked. */
    S initial();

    /**
     * What may happen if {@code input} is asked in {@code state}. One step if the object leaves no choice; several if it
     * does, such as "any element of the set"; none if it cannot be asked here. A pure function.
     */
    List<Step<S, R>> steps(S state, I input);

    /**
     * One thing that may happen.
     *
     * @param result what is answered
     * @param next the state thereafter
     */
    record Step<S, R>(R result, S next) {}
}
