package io.headgate.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@link RouteTable} promises, said as plainly as possible: all routes that match, sorted by precedence. */
final class ReferenceRouter {
    private static final Pattern ESCAPE = Pattern.compile("%([0-9a-fA-F]{2})");

    private record Field(String name, String value) {}

    private ReferenceRouter() {}

    static @Nullable Integer find(List<RouteMatch> routes, RequestHead head) {
        var matching = new ArrayList<Integer>();
        for (int i = 0; i < routes.size(); i++) {
            if (matches(routes.get(i), head)) {
                matching.add(i);
            }
        }
        return matching.stream().min(precedence(routes)).orElse(null);
    }

    private static Comparator<Integer> precedence(List<RouteMatch> routes) {
        return Comparator.<Integer>comparingInt(i -> kind(routes.get(i).path()))
                .thenComparingInt(i -> routes.get(i).path() instanceof PathMatch.Regex ? i : 0)
                .thenComparingInt(i -> routes.get(i).path() instanceof PathMatch.Prefix(var path) ? -path.length() : 0)
                .thenComparingInt(i -> routes.get(i).methods().isEmpty() ? 1 : 0)
                .thenComparingInt(i -> -routes.get(i).headers().size())
                .thenComparingInt(i -> -routes.get(i).query().size())
                .thenComparingInt(i -> i);
    }

    private static int kind(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact _ -> 0;
            case PathMatch.Regex _ -> 1;
            case PathMatch.Prefix _ -> 2;
        };
    }

    private static boolean matches(RouteMatch route, RequestHead head) {
        byte[] octets = head.bytes();
        String path = Descriptions.text(octets, head.pathStart(), head.pathEnd());
        String method = Descriptions.text(octets, head.methodStart(), head.methodEnd());
        return pathMatches(route.path(), path)
                && (route.methods().isEmpty() || route.methods().contains(method))
                && route.headers().stream().allMatch(match -> headerMatches(match, headers(head)))
                && route.query().stream().allMatch(match -> parameterMatches(match, parameters(head)));
    }

    private static boolean pathMatches(PathMatch match, String path) {
        return switch (match) {
            case PathMatch.Exact(var exact) -> path.equals(exact);
            case PathMatch.Prefix(var prefix) ->
                prefix.equals("/") || path.equals(prefix) || path.startsWith(prefix + "/");
            case PathMatch.Regex(var pattern) -> path.matches(pattern);
        };
    }

    private static List<Field> headers(RequestHead head) {
        var fields = new ArrayList<Field>();
        for (int i = 0; i < head.headerCount(); i++) {
            String name = Descriptions.text(head.bytes(), head.nameStart(i), head.nameEnd(i));
            String value = Descriptions.text(head.bytes(), head.valueStart(i), head.valueEnd(i));
            fields.add(new Field(name.toLowerCase(Locale.ROOT), value));
        }
        return fields;
    }

    private static List<Field> parameters(RequestHead head) {
        var fields = new ArrayList<Field>();
        if (head.queryStart() >= 0) {
            String query = Descriptions.text(head.bytes(), head.queryStart(), head.queryEnd());
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                fields.add(
                        equals < 0
                                ? new Field(decoded(parameter), "")
                                : new Field(
                                        decoded(parameter.substring(0, equals)),
                                        decoded(parameter.substring(equals + 1))));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return ESCAPE.matcher(text.replace('+', ' '))
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    }

    private static boolean headerMatches(FieldMatch match, List<Field> headers) {
        String name = match.name().toLowerCase(Locale.ROOT);
        return headers.stream()
                .anyMatch(field -> field.name().equals(name) && valueMatches(match.value(), field.value()));
    }

    private static boolean parameterMatches(FieldMatch match, List<Field> parameters) {
        return parameters.stream()
                .filter(field -> field.name().equals(match.name()))
                .findFirst()
                .filter(field -> valueMatches(match.value(), field.value()))
                .isPresent();
    }

    private static boolean valueMatches(ValueMatch match, String value) {
        return switch (match) {
            case ValueMatch.Exact(var exact) -> value.equals(exact);
            case ValueMatch.Prefix(var prefix) -> value.startsWith(prefix);
            case ValueMatch.Regex(var pattern) -> value.matches(pattern);
            case ValueMatch.Present() -> true;
        };
    }
}
