package io.headgate.http;

import java.util.Objects;

/** What a route asks of the value of a header or a query parameter; values match octet by octet, text is UTF-8. */
public sealed interface ValueMatch {
    /** The whole value. */
    record Exact(String value) implements ValueMatch {
        public Exact {
            Objects.requireNonNull(value);
        }
    }

    /** The start of the value. */
    record Prefix(String value) implements ValueMatch {
        public Prefix {
            Objects.requireNonNull(value);
        }
    }

    /**
     * A {@link java.util.regex.Pattern} for the whole value, at most 512 characters; the pattern sees an octet above 0x7F as the
     * character of that number.
     */
    record Regex(String pattern) implements ValueMatch {
        public Regex {
            BoundedRegex.compile(pattern);
        }
    }

    /** Any value, the empty one too. */
    record Present() implements ValueMatch {}
}
