package io.headgate.server;

import io.headgate.server.Problem.Kind;
import io.headgate.server.Problem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Collects what is wrong while one file is read. Confined to that reading. */
final class Problems {

    /** Errors, and warnings, kept. More nobody reads, and a file of a million wrong keys must not fill the memory. */
    static final int MAX = 1_000;

    private static final int MAX_NAMES_SHOWN = 24;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    void error(Kind kind, Source at, String key, String message, List<String> suggestions) {
        if (errors.size() < MAX) {
            errors.add(new Problem(Severity.ERROR, kind, at, key, message, suggestions));
        }
    }

    void error(Kind kind, Source at, String key, String message) {
        error(kind, at, key, message, List.of());
    }

    void warning(Kind kind, Source at, String key, String message) {
        if (warnings.size() < MAX) {
            warnings.add(new Problem(Severity.WARNING, kind, at, key, message, List.of()));
        }
    }

    /** The nearest of some names; none once enough errors are kept, since then nobody would see them. */
    List<String> nearest(String word, Collection<String> names) {
        return errors.size() < MAX ? Nearest.to(word, names) : List.of();
    }

    boolean refused() {
        return !errors.isEmpty();
    }

    /**
     * By place. When {@link #MAX} was reached, those found first. Of a refused file nothing is called unused: what would use
     * it may be what was refused.
     */
    List<Problem> sorted() {
        return Stream.concat(errors.stream(), warnings.stream())
                .filter(problem -> !refused() || problem.kind() != Kind.UNUSED)
                .sorted(Comparator.comparing(Problem::at).thenComparing(Problem::key))
                .toList();
    }

    /** {@code , did you mean health?}, or nothing without a suggestion. */
    static String didYouMean(List<String> suggestions) {
        return suggestions.isEmpty() ? "" : ", did you mean " + String.join(" or ", suggestions) + "?";
    }

    /** {@code a, b, c}; a long list is cut. */
    static String listed(List<String> names) {
        if (names.size() <= MAX_NAMES_SHOWN) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, MAX_NAMES_SHOWN)) + " and " + (names.size() - MAX_NAMES_SHOWN)
                + " more";
    }
}
