package io.headgate.property;

import java.util.List;

/** Puts a span within a span of the same label in its place: the part of a recursive value for the whole. */
final class RaiseDescendants implements ShrinkPass {
    /** Parts tried for one whole: where the outer ones will not do, the others seldom do. */
    private static final int PARTS = 8;

    @Override
    public int places(Trial target) {
        return target.spans().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        Trial target = shrinker.target();
        Span whole = target.spans().get(place);
        int tried = 0;
        for (Span part : target.spans().subList(place + 1, target.spans().size())) {
            if (part.start() >= whole.end() || tried == PARTS) {
                return;
            }
            if (part.label() == whole.label() && part.length() < whole.length()) {
                tried++;
                List<Choice> choices = target.choices().subList(part.start(), part.end());
                if (shrinker.consider(shrinker.with(whole.start(), whole.end(), choices))) {
                    return;
                }
            }
        }
    }
}
