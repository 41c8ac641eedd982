package io.headgate.property;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Brings the children of a span that are made alike into order, simplest first. */
final class SortSiblings implements ShrinkPass {
    private static final Comparator<List<Choice>> ORDER = Trial::compareChoices;

    @Override
    public int places(Trial target) {
        return target.spans().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        Trial target = shrinker.target();
        List<Span> siblings = siblings(target, place);
        if (siblings.size() < 2) {
            return;
        }
        List<List<Choice>> parts = new ArrayList<>();
        for (Span span : siblings) {
            parts.add(target.choices().subList(span.start(), span.end()));
        }
        List<List<Choice>> sorted = new ArrayList<>(parts);
        sorted.sort(ORDER);
        if (sorted.equals(parts) || shrinker.consider(arranged(target, siblings, sorted))) {
            return;
        }
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (ORDER.compare(parts.get(i), parts.get(i + 1)) > 0) {
                List<List<Choice>> swapped = new ArrayList<>(parts);
                swapped.set(i, parts.get(i + 1));
                swapped.set(i + 1, parts.get(i));
                if (shrinker.consider(arranged(target, siblings, swapped))) {
                    return;
                }
            }
        }
    }

    /** From one span on, those of its label that have the same parent; empty unless it is the first of them. */
    private static List<Span> siblings(Trial target, int place) {
        Span first = target.spans().get(place);
        for (int i = place - 1; i >= 0 && target.spans().get(i).depth() >= first.depth(); i--) {
            Span earlier = target.spans().get(i);
            if (earlier.depth() == first.depth() && earlier.label() == first.label()) {
                return List.of();
            }
        }
        List<Span> siblings = new ArrayList<>();
        siblings.add(first);
        for (Span span : target.spans().subList(place + 1, target.spans().size())) {
            if (span.depth() < first.depth()) {
                break;
            }
            if (span.depth() == first.depth() && span.label() == first.label()) {
                siblings.add(span);
            }
        }
        return siblings;
    }

    private static List<Choice> arranged(Trial target, List<Span> siblings, List<List<Choice>> parts) {
        List<Choice> choices = target.choices();
        List<Choice> arranged = new ArrayList<>(choices.size());
        int end = 0;
        for (int i = 0; i < parts.size(); i++) {
            arranged.addAll(choices.subList(end, siblings.get(i).start()));
            arranged.addAll(parts.get(i));
            end = siblings.get(i).end();
        }
        arranged.addAll(choices.subList(end, choices.size()));
        return arranged;
    }
}
