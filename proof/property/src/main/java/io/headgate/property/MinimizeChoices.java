package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes one choice simpler. Where less is drawn because of it, as with the length of a list, what is not needed any
 * more is taken out right behind it as well as at the end.
 */
final class MinimizeChoices implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.choices().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        if (shrinker.elementEnds()[place] > 0) {
            return;
        }
        Minimizer.minimize(shrinker.choices().get(place), simpler -> replace(place, simpler, shrinker));
    }

    private static boolean replace(int place, Choice simpler, Shrinker shrinker) {
        if (place >= shrinker.choices().size()) {
            return false; // The test case became so short.
        }
        List<Choice> attempt = shrinker.with(place, simpler);
        Shrinker.Attempt result = shrinker.attempt(attempt);
        if (result.accepted()) {
            return true;
        }
        int unused = attempt.size() - result.trial().choices().size();
        if (unused <= 0 || place + 1 + unused >= attempt.size()) {
            return false;
        }
        List<Choice> shorter = new ArrayList<>(attempt.subList(0, place + 1));
        shorter.addAll(attempt.subList(place + 1 + unused, attempt.size()));
        return shrinker.consider(shorter);
    }
}
