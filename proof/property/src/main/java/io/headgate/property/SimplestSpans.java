package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/** Makes every choice of a span the simplest, outer spans first. */
final class SimplestSpans implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.spans().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        Trial target = shrinker.target();
        Span span = target.spans().get(place);
        if (span.label() == Repetition.ELEMENT) {
            return; // It would not be an element any more, and the rest no part of the collection.
        }
        List<Choice> simplest = simplest(span, shrinker);
        if (simplest.equals(target.choices().subList(span.start(), span.end()))) {
            return;
        }
        Shrinker.Attempt attempt = shrinker.attempt(shrinker.with(span.start(), span.end(), simplest));
        if (attempt.accepted() || attempt.trial().spans().size() <= place) {
            return;
        }
        // The simplest span may take fewer choices, and then the rest came to stand in the wrong place.
        Span now = attempt.trial().spans().get(place);
        if (now.length() != span.length() && now.start() == span.start()) {
            shrinker.consider(shrinker.with(
                    span.start(), span.end(), attempt.trial().choices().subList(now.start(), now.end())));
        }
    }

    private static List<Choice> simplest(Span span, Shrinker shrinker) {
        List<Choice> simplest = new ArrayList<>(span.length());
        int i = span.start();
        while (i < span.end()) {
            Choice choice = shrinker.choices().get(i);
            int elementEnd = shrinker.elementEnds()[i];
            if (elementEnd > 0 && !choice.isForced()) {
                i = elementEnd; // An element that need not be there.
            } else {
                simplest.add(choice.bounds().simplest());
                i++;
            }
        }
        return simplest;
    }
}
