package io.headgate.server;

import io.headgate.http.PathNormalizer;
import io.headgate.server.MatchConfig.FieldMatch;
import io.headgate.server.MatchConfig.PathMatch;
import io.headgate.server.MatchConfig.ValueMatch;
import io.headgate.server.Problem.Kind;
import io.headgate.server.Value.Named;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a route matches. */
final class MatchReader {

    private static final TextRule QUERY_NAME =
            new TextRule(TextRule.FIELD_VALUE.pattern(), 128, "printable ASCII, at most 128 characters");

    private MatchReader() {}

    static MatchConfig match(Section section) {
        return new MatchConfig(
                section.read("path", PathMatch.Prefix.ROOT, MatchReader::path),
                Set.copyOf(section.list("method", value -> value.text(TextRule.METHOD))),
                section.read("headers", List.<FieldMatch>of(), value -> fields(value, TextRule.TOKEN, true)),
                section.read("query", List.<FieldMatch>of(), value -> fields(value, QUERY_NAME, false)));
    }

    private static @Nullable PathMatch path(Value value) {
        if (!value.isMapping()) {
            String prefix = comparedPath(value);
            return prefix == null ? null : new PathMatch.Prefix(prefix);
        }
        return value.object(section -> {
            String kind = section.exactlyOne("prefix", "exact", "regex");
            String text = kind == null
                    ? null
                    : section.read(kind, kind.equals("regex") ? RegexReader::regex : MatchReader::comparedPath);
            if (kind == null || text == null) {
                return null;
            }
            return switch (kind) {
                case "prefix" -> new PathMatch.Prefix(text);
                case "exact" -> new PathMatch.Exact(text);
                default -> new PathMatch.Regex(text);
            };
        });
    }

    /** A path as requests are after normalisation: any other would never match. */
    private static @Nullable String comparedPath(Value value) {
        String path = RedirectReader.plainPath(value);
        if (path == null) {
            return null;
        }
        byte[] octets = path.getBytes(StandardCharsets.US_ASCII);
        return PathNormalizer.isNormal(octets, 0, octets.length)
                ? path
                : value.wrong("a normalised path: %XX in upper case, and only where it is needed");
    }

    private static @Nullable List<FieldMatch> fields(Value value, TextRule rule, boolean ignoreCase) {
        List<Named> entries = value.named();
        List<FieldMatch> matches = new ArrayList<>(entries.size());
        Set<String> seen = new HashSet<>();
        for (Named entry : entries) {
            String name = ignoreCase ? entry.name().toLowerCase(Locale.ROOT) : entry.name();
            if (!rule.accepts(name) || name.isEmpty()) {
                entry.refuseName(Kind.VALUE, Value.shown(name) + " (expected: " + rule.expected() + ")");
            } else if (!seen.add(name)) {
                entry.refuseName(Kind.DUPLICATE, name + " is there already (expected: once)");
            }
            ValueMatch match = valueMatch(entry.value());
            if (match != null) {
                matches.add(new FieldMatch(name, match));
            }
        }
        return matches;
    }

    private static @Nullable ValueMatch valueMatch(Value value) {
        if (!value.isMapping()) {
            String exact = value.text(TextRule.FIELD_VALUE);
            return exact == null ? null : new ValueMatch.Exact(exact);
        }
        return value.object(section -> {
            String kind = section.exactlyOne("regex", "present");
            if (kind == null) {
                return null;
            }
            if (kind.equals("present")) {
                return section.read("present", present -> present.isTrue() ? new ValueMatch.Present() : null);
            }
            String pattern = section.read("regex", RegexReader::regex);
            return pattern == null ? null : new ValueMatch.Regex(pattern);
        });
    }
}
