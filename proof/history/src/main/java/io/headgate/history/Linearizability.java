package io.headgate.history;

import io.headgate.history.LinearizabilityVerdict.Linearizable;
import io.headgate.history.LinearizabilityVerdict.NotLinearizable;
import io.headgate.history.LinearizabilityVerdict.Undecided;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Checks histories of an object against what it does one call at a time: each call must seem to take effect at one moment
 * between its invocation and its answer. Immutable; may be shared by threads.
 *
 * @param specification what the object does
 * @param maxConfigurations after how many sets of operations with the state after them the search is given up, 1 or
 *     more; each takes something like a hundred bytes. The problem is NP-complete, so some histories need a bound
 */
public record Linearizability<S, I, R>(SequentialSpecification<S, I, R> specification, int maxConfigurations) {
    /** Some hundred megabytes at most. */
    public static final int DEFAULT_MAX_CONFIGURATIONS = 1_000_000;

    public Linearizability {
        if (maxConfigurations < 1) {
            throw new IllegalArgumentException("maxConfigurations: " + maxConfigurations + " (expected: 1 or more)");
        }
    }

    /** A checker with the default bound. */
    public static <S, I, R> Linearizability<S, I, R> of(SequentialSpecification<S, I, R> specification) {
        return new Linearizability<>(specification, DEFAULT_MAX_CONFIGURATIONS);
    }

    /**
     * Checks the history of one object.
     *
     * @param operations in any order
     */
    public LinearizabilityVerdict<I, R> check(List<Operation<I, R>> operations) {
        return check(specification, operations);
    }

    /**
     * Checks the history of many objects of this kind, each by itself.
     *
     * @param operations in any order
     * @return the refusal of the first key that is refused; otherwise undecided if a key is; otherwise linearizable
     */
    public <K> LinearizabilityVerdict<Keyed<K, I>, R> checkPerKey(List<Operation<Keyed<K, I>, R>> operations) {
        var byKey = new LinkedHashMap<K, List<Operation<Keyed<K, I>, R>>>();
        for (var operation : operations) {
            byKey.computeIfAbsent(operation.input().key(), _ -> new ArrayList<>())
                    .add(operation);
        }
        LinearizabilityVerdict<Keyed<K, I>, R> worst = new Linearizable<>();
        for (var ofKey : byKey.values()) {
            var verdict = check(new OfOneKey<K, S, I, R>(specification), ofKey);
            switch (verdict) {
                case NotLinearizable<Keyed<K, I>, R> refusal -> {
                    return refusal;
                }
                case Undecided<Keyed<K, I>, R> undecided -> worst = undecided;
                case Linearizable<Keyed<K, I>, R> _ -> {}
            }
        }
        return worst;
    }

    private <J> LinearizabilityVerdict<J, R> check(
            SequentialSpecification<S, J, R> meaning, List<Operation<J, R>> operations) {
        var search = new LinearizationSearch<>(meaning, new Calls<>(operations), maxConfigurations);
        return switch (search.run()) {
            case FOUND -> new Linearizable<>();
            case GIVEN_UP -> new Undecided<>(maxConfigurations);
            case NONE -> new LinearizabilityWitness<>(meaning, search).refusal();
        };
    }

    /** The specification of one object, asked with the key that all its calls have in common. */
    private record OfOneKey<K, S, I, R>(SequentialSpecification<S, I, R> specification)
            implements SequentialSpecification<S, Keyed<K, I>, R> {
        @Override
        public S initial() {
            return specification.initial();
        }

        @Override
        public List<Step<S, R>> steps(S state, Keyed<K, I> input) {
            return specification.steps(state, input.input());
        }
    }
}
