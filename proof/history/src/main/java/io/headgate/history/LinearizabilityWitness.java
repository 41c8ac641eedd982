package io.headgate.history;

import io.headgate.history.LinearizabilityVerdict.NotLinearizable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** Tells why a search found no order: how far it got, what could not come next, and who ran at that time. */
final class LinearizabilityWitness<S, I, R> {
    /** Operations of the longest order that are told and drawn. */
    private static final int TOLD = 4;

    /** Operations drawn; more would not fit a screen. */
    private static final int DRAWN = 16;

    private final SequentialSpecification<S, I, R> specification;
    private final Calls<I, R> calls;
    private final List<Operation<I, R>> longest = new ArrayList<>();
    private final S state;
    private final List<Operation<I, R>> stuck = new ArrayList<>();
    private final List<Operation<I, R>> others = new ArrayList<>();

    /** Reads a search that has ended without an order, and uses up its calls. */
    LinearizabilityWitness(SequentialSpecification<S, I, R> specification, LinearizationSearch<S, I, R> search) {
        this.specification = specification;
        calls = search.calls();
        state = search.longestState();
        for (var index : search.longestOrder()) {
            longest.add(calls.get(index));
            calls.place(index);
        }
        for (var i = calls.firstAnswered(); i != Calls.NONE; i = calls.alternativeTo(i)) {
            stuck.add(calls.get(i));
        }
        for (var i = calls.firstUnknown(); i != Calls.NONE; i = calls.alternativeTo(i)) {
            others.add(calls.get(i));
        }
    }

    NotLinearizable<I, R> refusal() {
        return new NotLinearizable<>(longest, stuck, explanation());
    }

    private String explanation() {
        return """
        The history is not linearizable: no order of its %d operations explains every answer.

        %s

        It cannot go on: one of these would have to be next, but

        %s
        %s
        Who ran at that time:

        %s""".formatted(calls.size(), orderText(), stuckText(), unknownText(), drawing());
    }

    private String orderText() {
        if (longest.isEmpty()) {
            return "At first the state is %s.".formatted(state);
        }
        var told = longest.subList(Math.max(0, longest.size() - TOLD), longest.size());
        var text = told.stream().map(operation -> "   " + operation).collect(Collectors.joining("\n"));
        return "The longest order found explains %d of them. It ends with\n\n%s\n\nand leaves the state %s."
                .formatted(longest.size(), text, state);
    }

    private String stuckText() {
        return stuck.stream()
                .map(operation -> "   %s: %s".formatted(operation, instead(operation)))
                .collect(Collectors.joining("\n"));
    }

    private String instead(Operation<I, R> operation) {
        var results = specification.steps(state, operation.input()).stream()
                .map(step -> step.result().toString())
                .distinct()
                .collect(Collectors.joining(" or "));
        return results.isEmpty() ? "it cannot be asked here" : "here the answer is " + results;
    }

    private String unknownText() {
        return others.isEmpty()
                ? ""
                : "\nWhat may have taken effect or not does not help, in any place: %s.\n"
                        .formatted(others.stream()
                                .limit(TOLD)
                                .map(operation -> operation.input().toString())
                                .collect(Collectors.joining(", ")));
    }

    /** The stuck operations, then those that overlap them, the nearest first. */
    private String drawing() {
        var drawn = new LinkedHashSet<>(stuck.subList(0, Math.min(stuck.size(), DRAWN)));
        var recent = longest.reversed();
        drawn.addAll(recent.subList(0, Math.min(recent.size(), TOLD)));
        for (var i = 0; i < calls.size() && drawn.size() < DRAWN; i++) {
            var operation = calls.get(calls.size() - 1 - i);
            if (stuck.stream().anyMatch(other -> overlap(operation, other))) {
                drawn.add(operation);
            }
        }
        return new LaneDrawing<>(drawn.stream().limit(DRAWN).toList()).text();
    }

    private boolean overlap(Operation<I, R> one, Operation<I, R> other) {
        return LaneDrawing.end(one) >= other.invokedAt() && LaneDrawing.end(other) >= one.invokedAt();
    }
}
