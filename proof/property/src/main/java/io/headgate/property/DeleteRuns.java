package io.headgate.property;

/**
 * Takes out a run of choices, and as many runs after it as it can. Whole elements are taken out by
 * {@link DeleteSiblings}; this finds the rest, such as what stands between two collections and joins them.
 *
 * @param length choices in a run
 */
record DeleteRuns(int length) implements ShrinkPass {

    @Override
    public int places(Trial target) {
        return Math.max(0, target.choices().size() - length + 1);
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        Shrinker.Deletion deletion = shrinker.deletion();
        Search.last(
                (shrinker.choices().size() - place) / length,
                count -> deletion.consider(place, place + count * length));
    }
}
