package io.headgate.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes new test cases of old ones by copying one part over another that was made alike: many defects need a value
 * twice, and two draws that agree by chance are rare. After Hypothesis' mutation of generated test cases.
 */
final class Mutator {
    private Mutator() {}

    /** A test case with the choices of one span put in place of another's; the same one if no two are alike. */
    static List<Choice> mutate(Trial trial, Random64 random) {
        List<List<Span>> groups = new ArrayList<>();
        Map<Integer, List<Span>> byLabel = new LinkedHashMap<>();
        for (Span span : trial.spans()) {
            if (span.length() > 0) {
                byLabel.computeIfAbsent(span.label(), _ -> new ArrayList<>()).add(span);
            }
        }
        for (List<Span> group : byLabel.values()) {
            if (group.size() > 1) {
                groups.add(group);
            }
        }
        if (groups.isEmpty()) {
            return trial.choices();
        }
        List<Span> group = groups.get(random.below(groups.size()));
        int first = random.below(group.size());
        int second = random.below(group.size() - 1);
        Span from = group.get(first);
        Span to = group.get(second < first ? second : second + 1);
        List<Choice> choices = trial.choices();
        List<Choice> mutated = new ArrayList<>(choices.subList(0, to.start()));
        mutated.addAll(choices.subList(from.start(), from.end()));
        mutated.addAll(choices.subList(to.end(), choices.size()));
        return mutated;
    }
}
