package io.headgate.property;

import java.util.List;

/** Takes out spans that stand side by side and are made alike, such as elements of a list: as many as it can. */
final class DeleteSiblings implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.spans().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        List<Span> run = shrinker.target().siblingsFrom(place);
        Span first = run.getFirst();
        boolean allOfAnElement = first.start() > 0 && shrinker.elementEnds()[first.start() - 1] == first.end();
        if (first.length() == 0 || first.depth() == 0 || allOfAnElement) {
            return;
        }
        Shrinker.Deletion deletion = shrinker.deletion();
        Search.last(
                run.size(),
                count -> deletion.consider(first.start(), run.get(count - 1).end()));
    }
}
