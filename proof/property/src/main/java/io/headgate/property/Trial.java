package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A test case that has run: its choices and how it ended. Immutable; trials are ordered by {@link #compareChoices}.
 *
 * @param choices every choice, in order
 * @param spans in the order in which they began; the first is the whole test case
 * @param outcome how it ended
 * @param scores the greatest score per label of {@link TestCase#target}
 * @param events what {@link TestCase#classify} named, in order
 */
record Trial(List<Choice> choices, List<Span> spans, Outcome outcome, Map<String, Double> scores, List<String> events) {

    /** Shortlex: fewer choices first, then the first simpler choice decides. */
    static int compareChoices(List<Choice> a, List<Choice> b) {
        if (a.size() != b.size()) {
            return Integer.compare(a.size(), b.size());
        }
        for (int i = 0; i < a.size(); i++) {
            int order = Choice.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The score under a label; that of a trial which has none, or did not pass, is less than any. */
    double score(String label) {
        return outcome instanceof Outcome.Valid
                ? scores.getOrDefault(label, Double.NEGATIVE_INFINITY)
                : Double.NEGATIVE_INFINITY;
    }

    boolean isInteresting(Origin origin) {
        return outcome instanceof Outcome.Interesting(Origin mine, var _) && mine.equals(origin);
    }

    /** The span at a place of {@link #spans} and the siblings of its label that follow it without a gap. */
    List<Span> siblingsFrom(int place) {
        List<Span> run = new ArrayList<>();
        Span first = spans.get(place);
        run.add(first);
        for (Span span : spans.subList(place + 1, spans.size())) {
            if (span.depth() < first.depth()) {
                break;
            }
            if (span.depth() == first.depth()) {
                if (span.label() != first.label()
                        || span.start() != run.getLast().end()) {
                    break;
                }
                run.add(span);
            }
        }
        return run;
    }
}
