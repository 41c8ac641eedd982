package io.headgate.property;

import java.util.ArrayList;
import java.util.List;

/** Makes a character simpler that stands in two texts, in both at once. */
final class LowerSharedCharacter implements ShrinkPass {
    @Override
    public int places(Trial target) {
        return target.choices().size();
    }

    @Override
    public void tryFrom(int place, Shrinker shrinker) {
        if (!(shrinker.choices().get(place) instanceof TextChoice first)) {
            return;
        }
        for (int other = place + 1; other < shrinker.choices().size(); other++) {
            if (shrinker.choices().get(other) instanceof TextChoice second) {
                first.value()
                        .codePoints()
                        .distinct()
                        .filter(shared -> second.value().indexOf(shared) >= 0)
                        .forEach(shared -> lower(place, shared, shrinker));
                return;
            }
        }
    }

    /** Lowers a character wherever it stands from one choice on. */
    private static void lower(int place, int shared, Shrinker shrinker) {
        int rank = Alphabet.rank(shared);
        List<Choice> choices = shrinker.choices();
        if (rank > 0 && !shrinker.consider(replaced(choices, place, shared, 0))) {
            Minimizer.lower(rank, lower -> shrinker.consider(replaced(choices, place, shared, (int) lower)));
        }
    }

    private static List<Choice> replaced(List<Choice> choices, int place, int shared, int rank) {
        List<Choice> attempt = new ArrayList<>(choices);
        for (int i = place; i < attempt.size(); i++) {
            if (attempt.get(i) instanceof TextChoice text) {
                String changed =
                        text.value().replace(Character.toString(shared), Character.toString(Alphabet.ofRank(rank)));
                Choice fitting = text.bounds().adopt(new TextChoice(text.bounds(), changed));
                attempt.set(i, fitting == null ? text : fitting);
            }
        }
        return attempt;
    }
}
