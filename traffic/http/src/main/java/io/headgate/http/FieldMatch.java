package io.headgate.http;

/**
 * What a route asks of one header or one query parameter.
 *
 * @param name a header name, matched in any case, or the name of a parameter once decoded, matched as it is; not empty
 */
public record FieldMatch(String name, ValueMatch value) {
    public FieldMatch {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: the name of a header or a query parameter)");
        }
    }
}
