package io.headgate.server;

import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of one kind that a file declares, and which of them it uses. Confined to one reading. */
final class Names {

    private final String noun;
    private final SequencedMap<String, Named> declared = new LinkedHashMap<>();
    private final List<String> all;
    private final Set<String> used = new HashSet<>();

    /** Names that break the rule for names are refused and count as declared all the same. */
    Names(String noun, List<Named> declared) {
        this.noun = noun;
        for (Named name : declared) {
            if (!TextRule.NAME.accepts(name.name())) {
                name.refuseName(Kind.VALUE, Value.shown(name.name()) + " (expected: " + TextRule.NAME.expected() + ")");
            }
            this.declared.put(name.name(), name);
        }
        this.all = List.copyOf(this.declared.keySet());
    }

    /** In the order of the file. */
    List<String> all() {
        return all;
    }

    /** The name that the value gives, when it is declared. */
    @Nullable
    String refer(Value value) {
        String name = value.text(TextRule.ANY);
        return name == null || refer(name, value.problems(), value.at(), value.path()) ? name : null;
    }

    /** Whether the key is declared. */
    boolean refer(Named key) {
        return refer(
                key.name(), key.value().problems(), key.keyAt(), key.value().path());
    }

    private boolean refer(String name, Problems problems, Source at, String path) {
        used.add(name);
        if (declared.containsKey(name)) {
            return true;
        }
        List<String> suggestions = problems.nearest(name, declared.keySet());
        String expected = declared.isEmpty() ? "a declared " + noun + ", there is none" : Problems.listed(all);
        problems.error(
                Kind.UNKNOWN_NAME,
                at,
                path,
                "no " + noun + " " + Value.shown(name) + Problems.didYouMean(suggestions) + " (expected: " + expected
                        + ")",
                suggestions);
        return false;
    }

    /** Warns of names that were never referred to. */
    void warnOfUnused() {
        declared.forEach((name, entry) -> {
            if (!used.contains(name)) {
                entry.value()
                        .problems()
                        .warning(Kind.UNUSED, entry.keyAt(), entry.value().path(), "this " + noun + " is never used");
            }
        });
    }
}
