package io.headgate.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;

/** Finds routes that another route takes every request from; see {@link RouteTable#shadowed}. Stateless. */
final class Shadows {
    private Shadows() {}

    /**
     * Route <i>a</i> shadows <i>b</i> if it precedes it and asks for nothing that <i>b</i> does not ask for. Asking for less puts
     * <i>a</i> behind <i>b</i> when both have the same path, so that only three cases are left: the same path and as many demands; the
     * same regular expression earlier; a regular expression for every path over later ones and over prefixes.
     */
    static List<Shadowed> of(List<RouteMatch> routes) {
        var byPath = new HashMap<PathMatch, List<Integer>>();
        var catchAll = new ArrayList<Integer>();
        for (int i = 0; i < routes.size(); i++) {
            byPath.computeIfAbsent(routes.get(i).path(), _ -> new ArrayList<>()).add(i);
            if (matchesEveryPath(routes.get(i).path())) {
                catchAll.add(i);
            }
        }
        var found = new ArrayList<Shadowed>();
        for (int i = 0; i < routes.size(); i++) {
            int by = firstShadow(routes, byPath.getOrDefault(routes.get(i).path(), List.of()), i);
            if (by < 0) {
                by = firstShadow(routes, catchAll, i);
            }
            if (by >= 0) {
                found.add(new Shadowed(i, by));
            }
        }
        return List.copyOf(found);
    }

    private static int firstShadow(List<RouteMatch> routes, List<Integer> candidates, int index) {
        for (int candidate : candidates) {
            if (candidate != index
                    && precedes(routes.get(candidate), candidate, routes.get(index), index)
                    && asksNoMore(routes.get(candidate), routes.get(index))) {
                return candidate;
            }
        }
        return -1;
    }

    private static boolean matchesEveryPath(PathMatch path) {
        return path instanceof PathMatch.Regex(var pattern) && (pattern.equals(".*") || pattern.equals("/.*"));
    }

    /** For two routes of the same path, or for a regular expression and any route. */
    private static boolean precedes(RouteMatch one, int oneIndex, RouteMatch other, int otherIndex) {
        if (one.path() instanceof PathMatch.Regex) {
            return switch (other.path()) {
                case PathMatch.Exact _ -> false;
                case PathMatch.Regex _ -> oneIndex < otherIndex;
                case PathMatch.Prefix _ -> true;
            };
        }
        if (one.methods().isEmpty() != other.methods().isEmpty()) {
            return other.methods().isEmpty();
        }
        if (one.headers().size() != other.headers().size()) {
            return one.headers().size() > other.headers().size();
        }
        if (one.query().size() != other.query().size()) {
            return one.query().size() > other.query().size();
        }
        return oneIndex < otherIndex;
    }

    private static boolean asksNoMore(RouteMatch one, RouteMatch other) {
        boolean methods = one.methods().isEmpty()
                || (!other.methods().isEmpty() && one.methods().containsAll(other.methods()));
        return methods
                && allImplied(one.headers(), other.headers(), /* foldCase= */ true)
                && allImplied(one.query(), other.query(), /* foldCase= */ false);
    }

    private static boolean allImplied(List<FieldMatch> wanted, List<FieldMatch> given, boolean foldCase) {
        return wanted.stream().allMatch(want -> given.stream().anyMatch(have -> implies(have, want, foldCase)));
    }

    private static boolean implies(FieldMatch have, FieldMatch want, boolean foldCase) {
        return name(have, foldCase).equals(name(want, foldCase)) && implies(have.value(), want.value());
    }

    private static String name(FieldMatch match, boolean foldCase) {
        return foldCase ? match.name().toLowerCase(Locale.ROOT) : match.name();
    }

    private static boolean implies(ValueMatch have, ValueMatch want) {
        return switch (want) {
            case ValueMatch.Present() -> true;
            case ValueMatch.Exact _, ValueMatch.Regex _ -> have.equals(want);
            case ValueMatch.Prefix(var start) ->
                switch (have) {
                    case ValueMatch.Exact(var value) -> value.startsWith(start);
                    case ValueMatch.Prefix(var value) -> value.startsWith(start);
                    case ValueMatch.Regex _, ValueMatch.Present _ -> false;
                };
        };
    }
}
