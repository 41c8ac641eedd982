package io.headgate.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A queue as users would specify one: put values at the end, take them from the front. */
record FifoQueue() implements SequentialSpecification<List<Integer>, FifoQueue.Request, Optional<Integer>> {
    sealed interface Request {}

    /** Answered by nothing. */
    record Put(int value) implements Request {}

    /** Answered by the value at the front, or nothing if there is none. */
    record Take() implements Request {}

    @Override
    public List<Integer> initial() {
        return List.of();
    }

    @Override
    public List<Step<List<Integer>, Optional<Integer>>> steps(List<Integer> state, Request input) {
        return List.of(
                switch (input) {
                    case Put(var value) -> {
                        var longer = new ArrayList<>(state);
                        longer.add(value);
                        yield new Step<>(Optional.empty(), List.copyOf(longer));
                    }
                    case Take() ->
                        state.isEmpty()
                                ? new Step<>(Optional.empty(), state)
                                : new Step<>(Optional.of(state.getFirst()), state.subList(1, state.size()));
                });
    }
}
