package io.headgate.http;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** What a route asks of a request but for its path, ready to be asked, and what it leads to. Immutable. */
final class CompiledRoute<T> {
    final T target;
    final int index;
    private final boolean anyMethod;
    private final EnumSet<Method> knownMethods;
    private final byte[][] otherMethods;
    private final List<HeaderMatcher> headers;
    private final List<QueryMatcher> query;

    CompiledRoute(RouteMatch match, T target, int index, LongAdder givenUp) {
        this.target = target;
        this.index = index;
        anyMethod = match.methods().isEmpty();
        knownMethods = knownMethods(match.methods());
        otherMethods = match.methods().stream()
                .map(Octets::ascii)
                .filter(method -> Method.of(method, 0, method.length) == Method.OTHER)
                .toArray(byte[][]::new);
        headers = match.headers().stream()
                .map(header -> new HeaderMatcher(header, givenUp))
                .toList();
        query = match.query().stream()
                .map(parameter -> new QueryMatcher(parameter, givenUp))
                .toList();
    }

    private static EnumSet<Method> knownMethods(Set<String> methods) {
        var known = EnumSet.noneOf(Method.class);
        for (String method : methods) {
            known.add(Method.of(Octets.ascii(method), 0, method.length()));
        }
        known.remove(Method.OTHER);
        return known;
    }

    boolean matches(RequestHead head) {
        if (!anyMethod && !methodMatches(head)) {
            return false;
        }
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).matches(head)) {
                return false;
            }
        }
        for (int i = 0; i < query.size(); i++) {
            if (!query.get(i).matches(head)) {
                return false;
            }
        }
        return true;
    }

    private boolean methodMatches(RequestHead head) {
        if (head.method() != Method.OTHER) {
            return knownMethods.contains(head.method());
        }
        for (byte[] method : otherMethods) {
            if (Arrays.equals(method, 0, method.length, head.bytes(), head.methodStart(), head.methodEnd())) {
                return true;
            }
        }
        return false;
    }
}
