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
        if (run.getFirst().length() == 0 || run.getFirst().depth() == 0) {
            return;
        }
        Shrinker.Deletion deletion = shrinker.deletion();
        Search.last(
                run.size(),
                count -> deletion.consider(
                        run.getFirst().start(), run.get(count - 1).end()));
    }
}
