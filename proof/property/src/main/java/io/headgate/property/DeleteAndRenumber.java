package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes one of several siblings out and lowers by one the whole numbers that are greater than its place among them:
 * they may be indexes of those behind it, as a list's elements are referred to.
 */
final class DeleteAndRenumber implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.spans().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        Trial target = shrinker.target();
        Span span = target.spans().get(place);
        int index = before(target, place);
        int count = index + 1 + after(target, place);
        if (count == 1 || span.length() == 0) {
            return;
        }
        List<Choice> attempt = new ArrayList<>();
        boolean renumbered = false;
        for (int i = 0; i < target.choices().size(); i++) {
            if (i >= span.start() && i < span.end()) {
                continue;
            }
            Choice choice = target.choices().get(i);
            if (choice instanceof IntegerChoice(var bounds, long value) && value > index && value < count) {
                choice = new IntegerChoice(bounds, value - 1);
                renumbered = true;
            }
            attempt.add(choice);
        }
        if (renumbered) {
            shrinker.consider(attempt);
        }
    }

    /** How many siblings of its label stand directly before a span. */
    private static int before(Trial target, int place) {
        Span span = target.spans().get(place);
        int siblings = 0;
        int start = span.start();
        for (int i = place - 1; i >= 0 && target.spans().get(i).depth() >= span.depth(); i--) {
            Span earlier = target.spans().get(i);
            if (earlier.depth() == span.depth()) {
                if (earlier.label() != span.label() || earlier.end() != start) {
                    break;
                }
                start = earlier.start();
                siblings++;
            }
        }
        return siblings;
    }

    private static int after(Trial target, int place) {
        return target.siblingsFrom(place).size() - 1;
    }
}
