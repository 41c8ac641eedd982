package io.headgate.property;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every choice sequence that has run, as a tree: what is asked for after some choices is the same whenever those were
 * made, because a body is a function of its choices. So the tree tells what a sequence would come to without running it,
 * where something new is to be met, and when there is nothing new left. After Hypothesis' {@code DataTree}.
 *
 * <p>A sequence is kept as it came until another one parts from it; only up to there its choices become nodes. Memory
 * is bounded: what does not fit any more is not kept, and then nothing is known about it. Confined to one thread.
 */
final class SeenTree {
    /** Choices and nodes kept in all, some 100 MB. */
    private static final int CAPACITY = 1_000_000;

    /** How often a choice is drawn again that leads where everything is known. */
    private static final int ATTEMPTS = 100;

    private @Nullable Node root;
    private int kept;

    /** What is known at one depth of the tree: the depth of a node is the number of choices before it. */
    private sealed interface Node {
        /** Whether every sequence that leads through here is known. Never turns false again. */
        boolean isExhausted(int depth);
    }

    /** One more choice is asked for, and sequences that made different ones are known. */
    private static final class Fork implements Node {
        final Choice.Bounds<?> bounds;
        final Map<Choice, Node> next = new HashMap<>();
        int exhausted;

        Fork(Choice.Bounds<?> bounds) {
            this.bounds = bounds;
        }

        @Override
        public boolean isExhausted(int depth) {
            return exhausted >= bounds.count();
        }

        /** Puts a node behind a choice, in place of what was there. */
        void put(Choice choice, Node node, int depth) {
            Node before = next.put(choice, node);
            boolean wasExhausted = before != null && before.isExhausted(depth + 1);
            if (!wasExhausted && node.isExhausted(depth + 1)) {
                exhausted++;
            }
        }
    }

    /** The end of one sequence, of which nothing else is known from this depth on. */
    private record Rest(Trial trial) implements Node {
        List<Choice> choices() {
            return trial.choices();
        }

        @Override
        public boolean isExhausted(int depth) {
            if (isCutOff()) {
                return false;
            }
            for (Choice choice : choices().subList(depth, choices().size())) {
                if (!choice.isForced()) {
                    return false;
                }
            }
            return true;
        }

        /** Whether more was asked for at the end; what, is not known. */
        boolean isCutOff() {
            return trial.outcome() instanceof Outcome.Overrun(boolean budgetUsedUp) && !budgetUsedUp;
        }

        /** The depth at which this parts from another sequence, or the length of the shorter one. */
        int mismatch(List<Choice> other, int depth) {
            int end = Math.min(choices().size(), other.size());
            int i = depth;
            while (i < end && choices().get(i).equals(other.get(i))) {
                i++;
            }
            return i;
        }
    }

    /** Remembers a test case. */
    void add(Trial trial) {
        List<Choice> choices = trial.choices();
        List<Fork> path = new ArrayList<>();
        Node node = root;
        while (true) {
            int depth = path.size();
            if (node instanceof Rest rest) {
                int parting = rest.mismatch(choices, depth);
                boolean longer = parting == rest.choices().size() && parting < choices.size() && rest.isCutOff();
                if (parting == choices.size() || (parting == rest.choices().size() && !longer)) {
                    return; // Nothing that was not known.
                }
                if (!longer) {
                    node = new Fork(rest.choices().get(depth).bounds());
                    ((Fork) node).put(rest.choices().get(depth), rest, depth);
                    kept++;
                    replace(path, choices, node);
                }
            }
            if (node instanceof Fork fork) {
                if (depth == choices.size()) {
                    return;
                }
                path.add(fork);
                node = fork.next.get(choices.get(depth));
                continue;
            }
            if (kept + choices.size() - depth < CAPACITY) {
                kept += choices.size() - depth + 1;
                replace(path, choices, new Rest(trial));
            }
            return;
        }
    }

    /** Puts a node at the end of a path, and tells the forks on it whether they are exhausted now. */
    private void replace(List<Fork> path, List<Choice> choices, Node node) {
        if (path.isEmpty()) {
            root = node;
            return;
        }
        path.getLast().put(choices.get(path.size() - 1), node, path.size() - 1);
        for (int depth = path.size() - 1; depth > 0 && path.get(depth).isExhausted(depth); depth--) {
            path.get(depth - 1).exhausted++; // It had not been counted: nothing new comes to where all is known.
        }
    }

    /**
     * What a replay of these choices would come to, or null if that is not known. Of one that would ask for more than
     * there are only the outcome is told.
     */
    @Nullable
    Trial predict(List<Choice> prefix) {
        Node node = root;
        for (int depth = 0; ; depth++) {
            switch (node) {
                case null -> {
                    return null;
                }
                case Fork fork -> {
                    if (depth == prefix.size()) {
                        return cutOff(prefix);
                    }
                    node = fork.next.get(Choice.fit(prefix.get(depth), fork.bounds));
                }
                case Rest rest -> {
                    return predict(rest, prefix, depth);
                }
            }
        }
    }

    private static @Nullable Trial predict(Rest rest, List<Choice> prefix, int depth) {
        List<Choice> choices = rest.choices();
        for (int i = depth; i < choices.size(); i++) {
            if (i == prefix.size()) {
                return cutOff(prefix);
            }
            Choice known = choices.get(i);
            if (!Choice.fit(prefix.get(i), known.bounds()).equals(known)) {
                return null;
            }
        }
        return rest.isCutOff() && prefix.size() > choices.size() ? null : rest.trial();
    }

    private static Trial cutOff(List<Choice> prefix) {
        return new Trial(prefix, List.of(), new Outcome.Overrun(/* budgetUsedUp= */ false), Map.of(), List.of());
    }

    /** Whether every possible test case is known. */
    boolean isExhausted() {
        return root != null && root.isExhausted(0);
    }

    /** The beginning of a test case that is not known, as random as may be. The tree must not be exhausted. */
    List<Choice> somethingNew(Random64 random) {
        List<Choice> prefix = new ArrayList<>();
        Node node = root;
        while (node instanceof Fork fork) {
            Choice choice = fork.bounds.random(random);
            Node next = fork.next.get(choice);
            for (int i = 0; i < ATTEMPTS && next != null && next.isExhausted(prefix.size() + 1); i++) {
                choice = fork.bounds.random(random);
                next = fork.next.get(choice);
            }
            prefix.add(choice);
            node = next;
        }
        if (node instanceof Rest rest) {
            leave(rest, prefix, random);
        }
        return prefix;
    }

    /** Goes on along a sequence up to a choice at which it is left. */
    private static void leave(Rest rest, List<Choice> prefix, Random64 random) {
        Choice known;
        Choice choice;
        do {
            int depth = prefix.size();
            if (depth == rest.choices().size()) {
                return;
            }
            known = rest.choices().get(depth);
            choice = known.bounds().random(random);
            for (int i = 0; i < ATTEMPTS && choice.equals(known) && rest.isExhausted(depth + 1); i++) {
                choice = known.bounds().random(random);
            }
            prefix.add(choice);
        } while (choice.equals(known));
    }
}
