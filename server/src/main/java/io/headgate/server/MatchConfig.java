package io.headgate.server;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request must look like for a route. Two equal matches match the same requests.
 *
 * @param methods any of them; empty: every method
 * @param headers all of them; names are lower case
 * @param query all of them; names are compared exactly
 */
public record MatchConfig(PathMatch path, Set<String> methods, List<FieldMatch> headers, List<FieldMatch> query) {

    public MatchConfig {
        methods = Set.copyOf(methods);
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /** A condition on the normalised path. */
    public sealed interface PathMatch {

        /** The path itself. */
        record Exact(String path) implements PathMatch {}

        /** The path and everything below it, on segment boundaries; without a trailing slash, except the root {@code /}. */
        record Prefix(String path) implements PathMatch {
            static final Prefix ROOT = new Prefix("/");

            public Prefix {
                if (path.length() > 1 && path.endsWith("/")) {
                    path = path.substring(0, path.length() - 1);
                }
            }
        }

        /** The whole path, in the syntax of {@link Pattern}; compiles, at most 1 KiB. */
        record Regex(String pattern) implements PathMatch {}
    }

    /** A condition on one header or query parameter. */
    public record FieldMatch(String name, ValueMatch value) {}

    /** A condition on a value. */
    public sealed interface ValueMatch {

        /** The value itself. */
        record Exact(String value) implements ValueMatch {}

        /** The whole value, in the syntax of {@link Pattern}; compiles, at most 1 KiB. */
        record Regex(String pattern) implements ValueMatch {}

        /** Any value. */
        record Present() implements ValueMatch {}
    }
}
