package io.headgate.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a search has been: the answered operations placed, the state after them, and the operations of unknown outcome
 * that it took. To come to the same state with the same answers and more of the unknown is no use: whatever is possible then
 * was possible with those still to spare. So only the smallest sets of unknown operations are kept, which turns the
 * exponential search of a history with many lost answers into one that ends.
 */
final class TriedConfigurations<S> {
    private final Map<Configuration<S>, List<long[]>> smallestUnknown = new HashMap<>();
    private int size;

    /** How many configurations have been added. */
    int size() {
        return size;
    }

    /** Adds a configuration unless one as good has been added before; whether it was added. */
    boolean add(PlacedSet placed, S state) {
        var taken = placed.unknownForm();
        var before = smallestUnknown.computeIfAbsent(
                new Configuration<>(placed.answeredForm(), state), _ -> new ArrayList<>(1));
        for (var other : before) {
            if (isSubset(other, taken)) {
                return false;
            }
        }
        before.removeIf(other -> isSubset(taken, other));
        before.add(taken);
        size++;
        return true;
    }

    private static boolean isSubset(long[] smaller, long[] larger) {
        for (var i = 0; i < smaller.length; i++) {
            if ((smaller[i] & ~larger[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The answered operations placed and the state after them; an array in a record would be compared by identity. */
    private static final class Configuration<S> {
        private final long[] answered;
        private final S state;

        Configuration(long[] answered, S state) {
            this.answered = answered;
            this.state = state;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Configuration<?> configuration
                    && Arrays.equals(answered, configuration.answered)
                    && state.equals(configuration.state);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(answered) + state.hashCode();
        }
    }
}
