package io.headgate.history;

import java.util.List;

/**
 * Whether a history is linearizable. {@code toString} is for people.
 *
 * @param <I> what can be asked of the object
 * @param <R> what it can answer
 */
public sealed interface LinearizabilityVerdict<I, R> {
    /** There is an order that explains every answer. */
    record Linearizable<I, R>() implements LinearizabilityVerdict<I, R> {
        @Override
        public String toString() {
            return "The history is linearizable.";
        }
    }

    /**
     * There is no such order.
     *
     * @param longest the longest order found that explains the answers of the operations in it
     * @param stuck the operations one of which would have to be next, none of which can be
     * @param explanation the same in words and as a drawing
     */
    record NotLinearizable<I, R>(List<Operation<I, R>> longest, List<Operation<I, R>> stuck, String explanation)
            implements LinearizabilityVerdict<I, R> {
        public NotLinearizable {
            longest = List.copyOf(longest);
            stuck = List.copyOf(stuck);
        }

        @Override
        public String toString() {
            return explanation;
        }
    }

    /**
     * The search was given up.
     *
     * @param configurations how many sets of operations with the state after them were tried
     */
    record Undecided<I, R>(int configurations) implements LinearizabilityVerdict<I, R> {
        @Override
        public String toString() {
            return "Undecided: no order was found among %d configurations, and not all were tried."
                    .formatted(configurations);
        }
    }

    /** Whether the history is surely linearizable. */
    default boolean isLinearizable() {
        return this instanceof Linearizable;
    }
}
