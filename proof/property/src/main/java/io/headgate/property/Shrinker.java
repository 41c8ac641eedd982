package io.headgate.property;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes one failing test case as simple as it can, in the order of {@link Trial#compareChoices}, without leaving the
 * failures of its origin.
 *
 * <p>After D. MacIver and A. Donaldson, "Test-Case Reduction via Test-Case Generation: Insights from the Hypothesis
 * Reducer" (ECOOP 2020), and Hypothesis' reducer since. It works on the choice sequence, whatever the values mean, by a
 * set of {@linkplain ShrinkPass passes} until none makes it smaller: the result is a local minimum of them all.
 *
 * <p>Passes take turns. One that fails {@value #PATIENCE} times in a row waits for the next round, and tries its places
 * at random after {@value #ORDERLY} failures. Each round starts with the passes that shortened the test case in the
 * round before, then those that changed it, then the rest.
 *
 * <p>An attempt whose end the {@link SeenTree} knows costs nothing. Confined to one thread.
 */
final class Shrinker {
    private static final int PATIENCE = 20;
    private static final int ORDERLY = 10;

    /**
     * Successes after which the rest is not worth its time. Ten times Hypothesis' limit: a run of a simulated cluster is
     * thousands of choices, and was seen to need 3,051 successes.
     */
    private static final int MAX_SUCCESSES = 5_000;

    /** Calls without a success after which the same holds, unless a whole round takes more. */
    private static final int MAX_IDLE_CALLS = 200;

    /** What the engine lends to a shrinker. */
    interface Runner {
        /** Runs a test case and remembers it. */
        Trial run(List<Choice> prefix, Recording.Continuation continuation);
    }

    private final Runner runner;
    private final SeenTree seen;
    private final Origin origin;
    private final Random64 random;
    private final BooleanSupplier outOfTime;

    private Trial target;
    /** For each choice of the target that an element of a collection starts with: where that ends, otherwise 0. */
    private int[] elementEnds;

    private int calls;
    private int successes;
    private int callsAtLastSuccess;
    private int callsOfOneRound;

    /**
     * A shrinker of one failure.
     *
     * @param target an interesting trial
     * @param random for what a pass draws anew
     * @param outOfTime asked between attempts; true ends the work
     */
    Shrinker(Runner runner, SeenTree seen, Trial target, Random64 random, BooleanSupplier outOfTime) {
        if (!(target.outcome() instanceof Outcome.Interesting(Origin itsOrigin, var _))) {
            throw new IllegalArgumentException("target: " + target.outcome() + " (expected: an interesting trial)");
        }
        this.runner = runner;
        this.seen = seen;
        this.target = target;
        this.random = random;
        this.outOfTime = outOfTime;
        origin = itsOrigin;
        elementEnds = elementEnds(target);
    }

    private static int[] elementEnds(Trial trial) {
        int[] ends = new int[trial.choices().size()];
        for (Span span : trial.spans()) {
            if (span.label() == Repetition.ELEMENT) {
                ends[span.start()] = span.end();
            }
        }
        return ends;
    }

    /** Runs until nothing gets smaller, and gives the smallest. */
    Trial run() {
        turns(turnsOf(List.of(new LowerBranches())));
        List<Turns> first = turnsOf(firstPasses());
        List<Turns> second = turnsOf(secondPasses());
        boolean ran = true;
        while (ran && !isOver()) {
            int before = calls;
            ran = turns(first);
            if (!shortened(first)) {
                ran |= turns(second);
            }
            callsOfOneRound = Math.max(callsOfOneRound, calls - before);
        }
        return target;
    }

    /** What most successes come from. */
    private static List<ShrinkPass> firstPasses() {
        return List.of(
                new DeleteSiblings(),
                new SimplestRuns(),
                new SimplestSpans(),
                new DeleteRuns(2),
                new RaiseDescendants(),
                new SortSiblings(),
                new MinimizeEqualChoices(),
                new MinimizeChoices());
    }

    /** What is worth its calls only where the others do not shorten a test case any more. */
    private static List<ShrinkPass> secondPasses() {
        return List.of(
                new PairPass.Redistribute(),
                new PairPass.Together(),
                new LowerSharedCharacter(),
                new DeleteAndRenumber(),
                new DeleteRuns(1),
                new DeleteRuns(3),
                new DeleteRuns(4),
                new DeleteRuns(5));
    }

    private static List<Turns> turnsOf(List<ShrinkPass> passes) {
        return passes.stream().map(Turns::new).collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean shortened(List<Turns> passes) {
        return passes.stream().anyMatch(turns -> turns.success == Success.SHORTENED);
    }

    /** What a pass was good for since its turn began; the order is the one of the next round. */
    private enum Success {
        SHORTENED,
        CHANGED,
        NONE
    }

    /** A pass and the places of the present target that it was not tried from yet. */
    private static final class Turns {
        final ShrinkPass pass;
        final BitSet tried = new BitSet();
        /** The number of successes after which {@link #tried} was begun. */
        int triedAfter;

        Success success = Success.NONE;
        int next;

        Turns(ShrinkPass pass) {
            this.pass = pass;
        }

        /** A place that was not tried on the target, or -1. In order, going on where the last one was, or at random. */
        int place(Trial target, int successes, @Nullable Random64 random) {
            if (triedAfter != successes) {
                triedAfter = successes;
                tried.clear();
            }
            int places = pass.places(target);
            if (places == 0) {
                return -1;
            }
            int place = tried.nextClearBit(random == null ? Math.min(next, places - 1) : random.below(places));
            if (place >= places) {
                place = tried.nextClearBit(0);
            }
            if (place >= places) {
                return -1;
            }
            tried.set(place);
            next = place;
            return place;
        }
    }

    /** Gives each pass its turn; false if none had a place left to try. */
    private boolean turns(List<Turns> passes) {
        boolean ran = false;
        for (Turns turns : passes) {
            int failures = 0;
            Trial atStart = target;
            int successesAtStart = successes;
            // About once around: a pass that creeps forward leaves room for one that leaps.
            int rest = 2 * turns.pass.places(target);
            while (rest-- > 0 && failures < PATIENCE && !isOver()) {
                int place = turns.place(target, successes, failures >= ORDERLY ? random : null);
                if (place < 0) {
                    break;
                }
                ran = true;
                int successesBefore = successes;
                int callsBefore = calls;
                turns.pass.tryFrom(place, this);
                if (successes > successesBefore) {
                    failures = 0;
                } else if (calls > callsBefore) {
                    failures++;
                }
            }
            if (successes > successesAtStart) {
                boolean shorter = target.choices().size() < atStart.choices().size();
                turns.success = shorter ? Success.SHORTENED : Success.CHANGED;
                removeDiscarded();
            } else {
                turns.success = Success.NONE;
            }
        }
        passes.sort(Comparator.comparing(turns -> turns.success));
        return ran;
    }

    private boolean isOver() {
        return successes >= MAX_SUCCESSES
                || calls - callsAtLastSuccess >= Math.max(MAX_IDLE_CALLS, 2 * callsOfOneRound)
                || outOfTime.getAsBoolean();
    }

    /** Takes out whatever was drawn and thrown away, all at once. */
    private void removeDiscarded() {
        List<Choice> kept = new ArrayList<>(target.choices().size());
        int end = 0;
        for (Span span : target.spans()) {
            if (span.discarded() && span.start() >= end) {
                kept.addAll(target.choices().subList(end, span.start()));
                end = span.end();
            }
        }
        if (end > 0) {
            kept.addAll(target.choices().subList(end, target.choices().size()));
            consider(kept);
        }
    }

    /** The smallest failing test case so far. */
    Trial target() {
        return target;
    }

    List<Choice> choices() {
        return target.choices();
    }

    /**
     * For each choice of the target: where the element of a collection ends that starts with it, 0 if none does. Such
     * a choice says that there is one more, and to lower it would cut the collection off: taking elements out does that
     * too. Not to be written to.
     */
    int[] elementEnds() {
        return elementEnds;
    }

    /** Attempts to take choices out of what is the target now, even when it is not any more. */
    Deletion deletion() {
        return new Deletion(target.choices());
    }

    /** Takes runs of choices out of a test case. */
    final class Deletion {
        private final List<Choice> choices;

        private Deletion(List<Choice> choices) {
            this.choices = choices;
        }

        /**
         * Tries the test case without its choices from {@code start} to before {@code end}. Not where the choice after
         * them does not fit what is asked for in their place: then that was made for something else, and the attempt
         * is without hope.
         */
        boolean consider(int start, int end) {
            if (end < choices.size() && choices.get(start).bounds().adopt(choices.get(end)) == null) {
                return false;
            }
            List<Choice> attempt = new ArrayList<>(choices.subList(0, start));
            attempt.addAll(choices.subList(end, choices.size()));
            return Shrinker.this.consider(attempt);
        }
    }

    int calls() {
        return calls;
    }

    /**
     * What came of an attempt.
     *
     * @param accepted whether the trial is the target now
     */
    record Attempt(Trial trial, boolean accepted) {}

    /** Tries a choice sequence; if it fails in the same way and is simpler, it is the new target. True for the target. */
    boolean consider(List<Choice> attempt) {
        return attempt(attempt).accepted;
    }

    /** The target with its choices from {@code start} to before {@code end} replaced. */
    List<Choice> with(int start, int end, List<Choice> replacement) {
        List<Choice> choices = target.choices();
        List<Choice> changed = new ArrayList<>(choices.size() - (end - start) + replacement.size());
        changed.addAll(choices.subList(0, start));
        changed.addAll(replacement);
        changed.addAll(choices.subList(end, choices.size()));
        return changed;
    }

    /** Tries a choice sequence like {@link #consider}. */
    Attempt attempt(List<Choice> attempt) {
        if (attempt.equals(target.choices())) {
            return new Attempt(target, true);
        }
        if (isOver()) {
            return new Attempt(target, false);
        }
        Trial known = seen.predict(attempt);
        if (known != null) {
            // Were it simpler than the target and of its origin, it would be the target.
            return new Attempt(known, false);
        }
        return judge(runner.run(attempt, new Recording.Continuation.End()));
    }

    /** Tries a choice sequence that may be too short; what is missing is drawn at random. */
    Attempt attemptAndDraw(List<Choice> prefix) {
        return judge(runner.run(prefix, new Recording.Continuation.Random(random.split())));
    }

    private Attempt judge(Trial trial) {
        calls++;
        boolean accepted = trial.isInteresting(origin) && Trial.compareChoices(trial.choices(), target.choices()) < 0;
        if (accepted) {
            target = trial;
            elementEnds = elementEnds(trial);
            successes++;
            callsAtLastSuccess = calls;
        }
        return new Attempt(trial, accepted);
    }

    /** The target with one choice replaced. */
    List<Choice> with(int index, Choice choice) {
        List<Choice> changed = new ArrayList<>(target.choices());
        changed.set(index, choice);
        return changed;
    }
}
