package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a simpler branch where one of several was taken, and draws anew what that needs: a coarse step, before the
 * others, out of what they could not leave because the branches have nothing in common.
 */
final class LowerBranches implements ShrinkPass {
    private static final int DRAWS = 2;

    @Override
    public int places(Trial target) {
        return target.spans().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        Span span = shrinker.target().spans().get(place);
        if (span.label() != OneOf.LABEL
                || span.length() == 0
                || !(shrinker.choices().get(span.start()) instanceof IntegerChoice branch)) {
            return;
        }
        for (long lower = 0; lower < branch.value(); lower++) {
            if (takes(new IntegerChoice(branch.bounds(), lower), place, span, shrinker)) {
                return;
            }
        }
    }

    private static boolean takes(Choice branch, int place, Span span, Shrinker shrinker) {
        if (shrinker.consider(shrinker.with(span.start(), branch))) {
            return true;
        }
        List<Choice> prefix = new ArrayList<>(shrinker.choices().subList(0, span.start()));
        prefix.add(branch);
        for (int draw = 0; draw < DRAWS; draw++) {
            Shrinker.Attempt attempt = shrinker.attemptAndDraw(prefix);
            if (attempt.accepted()) {
                return true;
            }
            Trial drawn = attempt.trial();
            Span now = drawn.spans().get(place);
            if (shrinker.consider(
                    shrinker.with(span.start(), span.end(), drawn.choices().subList(now.start(), now.end())))) {
                return true;
            }
        }
        return false;
    }
}
