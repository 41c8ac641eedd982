package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a run of choices the simplest, as long a run as will do, and leaves collections their elements: what few
 * choices of many matter remains after a number of attempts that grows with those few, and with the logarithm of the
 * many.
 */
final class SimplestRuns implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.choices().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        List<Choice> choices = shrinker.choices();
        int[] elementEnds = shrinker.elementEnds();
        if (choices.get(place).isSimplest() || elementEnds[place] > 0) {
            return;
        }
        Search.last(choices.size() - place, count -> {
            List<Choice> attempt = new ArrayList<>(choices);
            for (int i = place; i < place + count; i++) {
                if (elementEnds[i] == 0) {
                    attempt.set(i, choices.get(i).bounds().simplest());
                }
            }
            return shrinker.consider(attempt);
        });
    }
}
