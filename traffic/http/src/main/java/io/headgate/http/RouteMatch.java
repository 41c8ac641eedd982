package io.headgate.http;

import java.util.List;
import java.util.Set;

/**
 * What a route asks of a request; all of it must hold.
 *
 * @param methods the methods allowed, case-sensitive tokens of at most 32 characters; empty allows all
 * @param headers each must be matched by at least one line of that name
 * @param query each must be matched by the first parameter of that name
 */
public record RouteMatch(PathMatch path, Set<String> methods, List<FieldMatch> headers, List<FieldMatch> query) {
    public RouteMatch {
        methods = Set.copyOf(methods);
        headers = List.copyOf(headers);
        query = List.copyOf(query);
        for (String method : methods) {
            requireToken("method", method);
            if (method.length() > RequestHead.MAX_METHOD_BYTES) {
                throw new IllegalArgumentException(
                        "method: " + method + " (expected: at most " + RequestHead.MAX_METHOD_BYTES + " characters)");
            }
        }
        for (FieldMatch header : headers) {
            requireToken("header", header.name());
        }
    }

    private static void requireToken(String what, String text) {
        boolean token = !text.isEmpty() && text.chars().allMatch(c -> c < 0x80 && Octets.isToken((byte) c));
        if (!token) {
            throw new IllegalArgumentException(
                    what + ": \"" + text + "\" (expected: letters, digits and !#$%&'*+-.^_`|~)");
        }
    }
}
