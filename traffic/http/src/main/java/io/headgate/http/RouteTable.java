package io.headgate.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. Immutable; built once, read by all event loops.
 *
 * <h2>Precedence</h2>
 *
 * Of the routes that match, the first of this order wins, as Gateway API has it (HTTPRouteRule.matches) where that decides:
 *
 * <ol>
 *   <li>an exact path;
 *   <li>a regular expression, in the order of declaration. Gateway API leaves its place open. Ours is before prefixes, because nearly
 *       every table ends in a catch-all prefix "/", and behind that no regular expression would ever be reached;
 *   <li>the longest prefix;
 *   <li>then, among routes with the same path, one that names methods;
 *   <li>more header matches;
 *   <li>more query matches;
 *   <li>earlier declaration.
 * </ol>
 *
 * <h2>Cost</h2>
 *
 * Exact paths and prefixes stand in two hash tables. One pass over the path carries a hash along and looks up a prefix at each end of
 * a segment; prefixes that hold one another are linked, so that only the longest has to be remembered. Ten thousand routes cost what
 * ten do. Regular expressions are tried one after the other, and routes of the same path too.
 *
 * <h2>Regular expressions</h2>
 *
 * They are the operator's but run on strangers' input, and {@link java.util.regex} backtracks. A pattern has at most 512 characters;
 * a match reads at most 65,536 octets, then gives up, which counts as no match and in {@link #regexesGivenUp}. Each attempt allocates a
 * matcher; nothing else here allocates, but for query parameters with escapes.
 */
public final class RouteTable<T> {
    private final OctetMap<List<CompiledRoute<T>>> exact;
    private final List<RegexRoute<T>> regexes;
    private final OctetMap<PrefixRoutes<T>> prefixes;
    private final LongAdder givenUp;
    private final List<T> all;

    private RouteTable(
            List<T> all,
            OctetMap<List<CompiledRoute<T>>> exact,
            List<RegexRoute<T>> regexes,
            OctetMap<PrefixRoutes<T>> prefixes,
            LongAdder givenUp) {
        this.all = all;
        this.exact = exact;
        this.regexes = regexes;
        this.prefixes = prefixes;
        this.givenUp = givenUp;
    }

    private record RegexRoute<T>(BoundedRegex path, CompiledRoute<T> route) {}

    /** The routes of one prefix, and those of the longest other prefix that holds it. */
    private record PrefixRoutes<T>(
            List<CompiledRoute<T>> routes, @Nullable PrefixRoutes<T> shorter) {}

    /** Builds a table; the routes in the order of their declaration. */
    public static <T> RouteTable<T> of(List<Map.Entry<RouteMatch, T>> routesInDeclarationOrder) {
        var givenUp = new LongAdder();
        var exact = new HashMap<String, List<CompiledRoute<T>>>();
        var regexes = new ArrayList<RegexRoute<T>>();
        var prefixes = new HashMap<String, List<CompiledRoute<T>>>();
        for (int index : inPrecedence(routesInDeclarationOrder)) {
            RouteMatch match = routesInDeclarationOrder.get(index).getKey();
            T target = routesInDeclarationOrder.get(index).getValue();
            var route = new CompiledRoute<>(match, target, index, givenUp);
            switch (match.path()) {
                case PathMatch.Exact(var path) ->
                    exact.computeIfAbsent(path, _ -> new ArrayList<>()).add(route);
                case PathMatch.Prefix(var path) ->
                    prefixes.computeIfAbsent(prefixKey(path), _ -> new ArrayList<>())
                            .add(route);
                case PathMatch.Regex(var pattern) ->
                    regexes.add(new RegexRoute<>(new BoundedRegex(pattern, givenUp), route));
            }
        }
        regexes.sort(Comparator.comparingInt(regex -> regex.route().index));
        return new RouteTable<>(
                routesInDeclarationOrder.stream().map(Map.Entry::getValue).toList(),
                new OctetMap<>(exact, /* foldCase= */ false, OctetMap.Order.FORWARD),
                List.copyOf(regexes),
                new OctetMap<>(linked(prefixes), /* foldCase= */ false, OctetMap.Order.FORWARD),
                givenUp);
    }

    /** Every target, in the order of declaration; not for the hot path. */
    public List<T> all() {
        return all;
    }

    /** Items 4 to 7 of the precedence, which decide among routes of one path. */
    private static List<Integer> inPrecedence(List<? extends Map.Entry<RouteMatch, ?>> routes) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < routes.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.<Integer>comparingInt(
                        i -> routes.get(i).getKey().methods().isEmpty() ? 1 : 0)
                .thenComparingInt(i -> -routes.get(i).getKey().headers().size())
                .thenComparingInt(i -> -routes.get(i).getKey().query().size()));
        return order;
    }

    /** A prefix ends where a slash or the path does; the prefix "/" is therefore the empty one. */
    private static String prefixKey(String path) {
        return path.equals("/") ? "" : path;
    }

    private static <T> Map<String, PrefixRoutes<T>> linked(Map<String, List<CompiledRoute<T>>> prefixes) {
        var linked = new HashMap<String, PrefixRoutes<T>>();
        var byLength = new ArrayList<>(prefixes.keySet());
        byLength.sort(Comparator.comparingInt(String::length));
        for (String prefix : byLength) {
            PrefixRoutes<T> shorter = null;
            for (int slash = prefix.lastIndexOf('/'); slash >= 0 && shorter == null; ) {
                shorter = linked.get(prefix.substring(0, slash));
                slash = slash == 0 ? -1 : prefix.lastIndexOf('/', slash - 1);
            }
            linked.put(prefix, new PrefixRoutes<>(List.copyOf(prefixes.get(prefix)), shorter));
        }
        return linked;
    }

    /**
     * The target of the route that wins, or null if none matches.
     *
     * @param head the request; asked for method, headers and query
     * @param octets holds the path in its normal form ({@link PathNormalizer}) in {@code [from..to)}; may be the head's own array.
     *     The "*" of {@code OPTIONS *} is matched by no prefix
     */
    public @Nullable T find(RequestHead head, byte[] octets, int from, int to) {
        int longestPrefix = prefixes.longestKey();
        PrefixRoutes<T> prefix = null;
        int hash = OctetMap.EMPTY_HASH;
        for (int i = from; i < to; i++) {
            if (octets[i] == '/' && i - from <= longestPrefix) {
                PrefixRoutes<T> longer = prefixes.find(octets, from, i, hash);
                prefix = longer != null ? longer : prefix;
            }
            hash = OctetMap.extend(hash, octets[i]);
        }
        CompiledRoute<T> found = firstMatch(exact.find(octets, from, to, hash), head);
        if (found == null) {
            found = firstRegex(head, octets, from, to);
        }
        if (found == null && to > from) {
            PrefixRoutes<T> whole = prefixes.find(octets, from, to, hash);
            found = firstOfPrefixes(whole != null ? whole : prefix, head);
        }
        return found == null ? null : found.target;
    }

    private static <T> @Nullable CompiledRoute<T> firstMatch(
            @Nullable List<CompiledRoute<T>> routes, RequestHead head) {
        if (routes != null) {
            for (int i = 0; i < routes.size(); i++) {
                if (routes.get(i).matches(head)) {
                    return routes.get(i);
                }
            }
        }
        return null;
    }

    private @Nullable CompiledRoute<T> firstRegex(RequestHead head, byte[] octets, int from, int to) {
        for (int i = 0; i < regexes.size(); i++) {
            RegexRoute<T> regex = regexes.get(i);
            if (regex.route().matches(head) && regex.path().matches(octets, from, to)) {
                return regex.route();
            }
        }
        return null;
    }

    private static <T> @Nullable CompiledRoute<T> firstOfPrefixes(@Nullable PrefixRoutes<T> longest, RequestHead head) {
        for (PrefixRoutes<T> prefix = longest; prefix != null; prefix = prefix.shorter()) {
            CompiledRoute<T> found = firstMatch(prefix.routes(), head);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** How often a regular expression of this table gave up on a text, by all threads. */
    public long regexesGivenUp() {
        return givenUp.sum();
    }

    /**
     * Routes no request can reach, each with the first route found that takes all of its requests; to be reported when a configuration
     * is loaded. Sound but not complete: a route that is only shadowed by several together, or by what its regular expressions mean
     * rather than how they are written, is not found. Takes time quadratic in the routes that share a path.
     */
    public static List<Shadowed> shadowed(List<RouteMatch> routes) {
        return Shadows.of(routes);
    }
}
