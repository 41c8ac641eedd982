package io.headgate.property;

import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/** Looks for the end of what is possible, asking few questions. */
final class Search {
    private Search() {}

    /**
     * A number at which {@code possible} holds and at whose successor it does not, 0 if it does not hold at 1. If it
     * holds up to some number and never after, that is the result. It takes one question if the result is 0, and a
     * logarithm of it otherwise. {@code possible} is taken to hold at 0.
     */
    static long last(LongPredicate possible) {
        long holds = 0;
        long fails = 1;
        while (possible.test(fails)) {
            holds = fails;
            if (fails > Long.MAX_VALUE / 4) {
                return holds;
            }
            fails *= 2;
        }
        while (holds + 1 < fails) {
            long middle = holds + (fails - holds) / 2;
            if (possible.test(middle)) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        return holds;
    }

    /** Like {@link #last(LongPredicate)}, up to {@code limit}, which is never exceeded. */
    static int last(int limit, IntPredicate possible) {
        return (int) last((long n) -> n <= limit && possible.test((int) n));
    }
}
