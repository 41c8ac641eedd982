package io.headgate.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test case while it runs: answers its choices and writes them down. The first ones come from a prefix, the others
 * from a {@link Continuation}.
 *
 * <p>A choice of the prefix that does not {@linkplain Choice#fit fit} what is asked for becomes the simplest that does.
 * So a shrinker can take choices out of the middle without knowing what they were for.
 *
 * <p>Confined to one thread.
 */
final class Recording {
    /** How often one of the recent choices is made again, or nearly so: what many defects need. */
    private static final int REPEAT_ONE_IN = 20;

    private static final int RECENT = 8;

    /** How far from a recent number one is drawn. */
    private static final int NEARBY = 4;

    /** Spans around a choice at which a recursive value ends for certain. */
    private static final int DEEP = 40;

    /** Where the choices after the prefix come from. */
    sealed interface Continuation {
        /** There are none. */
        record End() implements Continuation {}

        /** Each is the simplest. */
        record Simplest() implements Continuation {}

        record Random(Random64 random) implements Continuation {}
    }

    private final List<Choice> prefix;
    private final Continuation continuation;
    private final int budget;

    private final List<Choice> choices = new ArrayList<>();
    private final List<OpenSpan> spans = new ArrayList<>();
    private final List<OpenSpan> open = new ArrayList<>();
    private final Map<String, Double> scores = new LinkedHashMap<>();
    private final List<String> events = new ArrayList<>();
    private int units;

    /**
     * Starts a test case.
     *
     * @param prefix what to answer first; only the values count, the bounds are those asked for
     * @param continuation what to answer then
     * @param budget units it may take, see {@link Choice#units}
     */
    Recording(List<Choice> prefix, Continuation continuation, int budget) {
        this.prefix = prefix;
        this.continuation = continuation;
        this.budget = budget;
        startSpan(0);
    }

    /**
     * Makes a choice within bounds.
     *
     * @throws StopTest if there is none left
     */
    <C extends Choice> C choose(Choice.Bounds<C> bounds) {
        int index = choices.size();
        if (index < prefix.size()) {
            return record(Choice.fit(prefix.get(index), bounds));
        }
        return record(
                switch (continuation) {
                    case Continuation.End _ -> throw new StopTest(new Outcome.Overrun(/* budgetUsedUp= */ false));
                    case Continuation.Simplest _ -> bounds.simplest();
                    case Continuation.Random(Random64 random) -> random(bounds, random);
                });
    }

    /** Like {@link #choose}, but at random the likelier the simplest the deeper this is, so that recursive values end. */
    <C extends Choice> C chooseTapering(Choice.Bounds<C> bounds) {
        if (choices.size() >= prefix.size()
                && continuation instanceof Continuation.Random(Random64 random)
                && random.below(DEEP) < open.size()) {
            return record(bounds.simplest());
        }
        return choose(bounds);
    }

    private <C extends Choice> C random(Choice.Bounds<C> bounds, Random64 random) {
        if (bounds.count() > 2 && random.oneIn(REPEAT_ONE_IN)) {
            C recent = recent(bounds);
            if (recent != null) {
                return random.oneIn(2) ? recent : nearby(recent, bounds, random);
            }
        }
        return bounds.random(random);
    }

    /** A whole number a little more or less than another one; anything else as it is. */
    private static <C extends Choice> C nearby(C choice, Choice.Bounds<C> bounds, Random64 random) {
        if (choice instanceof IntegerChoice(var itsBounds, long value)) {
            int change = random.below(2 * NEARBY + 1) - NEARBY;
            C nearby = bounds.adopt(new IntegerChoice(itsBounds, value + change));
            return nearby == null ? choice : nearby;
        }
        return choice;
    }

    private <C extends Choice> C record(C choice) {
        units += choice.units();
        if (units > budget) {
            throw new StopTest(new Outcome.Overrun(/* budgetUsedUp= */ true));
        }
        choices.add(choice);
        return choice;
    }

    /** The newest but a few of the choices made within the same bounds, if there is one nearby. */
    private <C extends Choice> @Nullable C recent(Choice.Bounds<C> bounds) {
        for (int i = choices.size() - 1; i >= 0 && i >= choices.size() - RECENT; i--) {
            Choice earlier = choices.get(i);
            if (earlier.bounds().equals(bounds)) {
                return bounds.adopt(earlier);
            }
        }
        return null;
    }

    void startSpan(int label) {
        startSpan(label, choices.size());
    }

    /** Starts a span that the last choice is the first of. No span may have begun or ended since. */
    void startSpanWithLastChoice(int label) {
        startSpan(label, choices.size() - 1);
    }

    private void startSpan(int label, int start) {
        OpenSpan span = new OpenSpan(label, start, open.size());
        spans.add(span);
        open.add(span);
    }

    /** Ends the span that began last. */
    void endSpan(boolean discarded) {
        OpenSpan span = open.removeLast();
        span.end = choices.size();
        span.discarded = discarded;
    }

    /** How many spans are open, that of the whole test case among them. */
    int depth() {
        return open.size();
    }

    void score(String label, double score) {
        scores.merge(label, score, Math::max);
    }

    void event(String event) {
        events.add(event);
    }

    Trial finish(Outcome outcome) {
        while (!open.isEmpty()) {
            endSpan(false);
        }
        List<Span> finished = new ArrayList<>(spans.size());
        for (OpenSpan span : spans) {
            finished.add(new Span(span.label, span.start, span.end, span.depth, span.discarded));
        }
        return new Trial(List.copyOf(choices), List.copyOf(finished), outcome, Map.copyOf(scores), List.copyOf(events));
    }

    private static final class OpenSpan {
        final int label;
        final int start;
        final int depth;
        int end;
        boolean discarded;

        OpenSpan(int label, int start, int depth) {
            this.label = label;
            this.start = start;
            this.depth = depth;
        }
    }
}
