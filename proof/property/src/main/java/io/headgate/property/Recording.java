package io.headgate.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test case while it runs: answers its choices and writes them down. The first ones come from a prefix, the others
 * from a random source; without one the test case is over where the prefix ends.
 *
 * <p>A choice of the prefix that does not fit what is asked for is answered with the simplest one that does. So a
 * shrinker can take choices out of the middle without knowing what they were for.
 *
 * <p>Confined to one thread.
 */
final class Recording {
    /** How often one of the recent choices is made again: equal values are what many defects need. */
    private static final int REPEAT_ONE_IN = 20;

    private static final int RECENT = 8;

    /** Spans around a choice at which a recursive value ends for certain. */
    private static final int DEEP = 40;

    private final List<Choice> prefix;
    private final @Nullable Random64 random;
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
     * @param prefix what to answer first; the bounds in it are not those asked for and only its values count
     * @param random for what comes after, or null to end there
     * @param budget units it may take, see {@link Choice#units}
     */
    Recording(List<Choice> prefix, @Nullable Random64 random, int budget) {
        this.prefix = prefix;
        this.random = random;
        this.budget = budget;
        startSpan(0);
    }

    /**
     * Makes a choice within bounds.
     *
     * @throws StopTest if there is none left
     */
    <C extends Choice> C choose(Choice.Bounds<C> bounds) {
        if (random == null || choices.size() < prefix.size()) {
            return record(replayed(bounds));
        }
        if (bounds.count() > 2 && random.oneIn(REPEAT_ONE_IN)) {
            C again = recent(bounds);
            if (again != null) {
                return record(again);
            }
        }
        return record(bounds.random(random));
    }

    /** Like {@link #choose}, but at random the likelier the simplest the deeper this is, so that recursive values end. */
    <C extends Choice> C chooseTapering(Choice.Bounds<C> bounds) {
        if (random != null && choices.size() >= prefix.size() && random.below(DEEP) < open.size()) {
            return record(bounds.simplest());
        }
        return choose(bounds);
    }

    private <C extends Choice> C replayed(Choice.Bounds<C> bounds) {
        if (choices.size() >= prefix.size()) {
            throw new StopTest(new Outcome.Overrun());
        }
        C choice = bounds.adopt(prefix.get(choices.size()));
        return choice == null ? bounds.simplest() : choice;
    }

    private <C extends Choice> C record(C choice) {
        units += choice.units();
        if (units > budget) {
            throw new StopTest(new Outcome.Overrun());
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
        OpenSpan span = new OpenSpan(label, choices.size(), open.size());
        spans.add(span);
        open.add(span);
    }

    /** Ends the span that began last. */
    void endSpan(boolean discarded) {
        OpenSpan span = open.removeLast();
        span.end = choices.size();
        span.discarded = discarded;
    }

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
