package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/** Makes all choices simpler that are equal: for defects that need the same value several times. */
final class MinimizeEqualChoices implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.choices().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        List<Choice> choices = shrinker.choices();
        Choice choice = choices.get(place);
        if (choice instanceof BooleanChoice || choice.isSimplest() || choices.indexOf(choice) < place) {
            return;
        }
        List<Integer> equal = new ArrayList<>();
        for (int i = place; i < choices.size(); i++) {
            if (sameValue(choices.get(i), choice)) {
                equal.add(i);
            }
        }
        if (equal.size() < 2) {
            return;
        }
        Minimizer.minimize(choice, simpler -> {
            List<Choice> attempt = new ArrayList<>(choices);
            for (int i : equal) {
                attempt.set(i, simpler);
            }
            return shrinker.consider(attempt);
        });
    }

    private static boolean sameValue(Choice a, Choice b) {
        Choice adopted = b.bounds().adopt(a);
        return adopted != null && adopted.equals(b);
    }
}
