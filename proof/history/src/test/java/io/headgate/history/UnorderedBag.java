package io.headgate.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Gives back any of the values put into it, or nothing at any time: a specification that leaves choices. */
record UnorderedBag() implements SequentialSpecification<List<Integer>, FifoQueue.Request, Optional<Integer>> {
    @Override
    public List<Integer> initial() {
        return List.of();
    }

    @Override
    public List<Step<List<Integer>, Optional<Integer>>> steps(List<Integer> state, FifoQueue.Request input) {
        return switch (input) {
            case FifoQueue.Put(var value) -> List.of(new Step<>(Optional.empty(), with(state, value)));
            case FifoQueue.Take() ->
                Stream.concat(
                                Stream.of(new Step<>(Optional.<Integer>empty(), state)),
                                state.stream().map(value -> new Step<>(Optional.of(value), without(state, value))))
                        .toList();
        };
    }

    private static List<Integer> with(List<Integer> state, int value) {
        return Stream.concat(state.stream(), Stream.of(value)).sorted().toList();
    }

    private static List<Integer> without(List<Integer> state, Integer value) {
        var fewer = new ArrayList<>(state);
        fewer.remove(/* element */ value);
        return List.copyOf(fewer);
    }
}
