package io.headgate.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** A {@link ValueMatch} ready to be asked with octets. Immutable. */
sealed interface CompiledValue {
    boolean matches(byte[] octets, int from, int to);

    static CompiledValue of(ValueMatch match, LongAdder givenUp) {
        return switch (match) {
            case ValueMatch.Exact(var value) -> new Text(value.getBytes(StandardCharsets.UTF_8), /* whole= */ true);
            case ValueMatch.Prefix(var value) -> new Text(value.getBytes(StandardCharsets.UTF_8), /* whole= */ false);
            case ValueMatch.Regex(var pattern) -> new Regex(new BoundedRegex(pattern, givenUp));
            case ValueMatch.Present() -> new Anything();
        };
    }

    /** Fixed octets: the whole value, or its start. */
    final class Text implements CompiledValue {
        private final byte[] text;
        private final boolean whole;

        Text(byte[] text, boolean whole) {
            this.text = text;
            this.whole = whole;
        }

        @Override
        public boolean matches(byte[] octets, int from, int to) {
            int end = whole ? to : Math.min(to, from + text.length);
            return Arrays.equals(text, 0, text.length, octets, from, end);
        }
    }

    record Regex(BoundedRegex regex) implements CompiledValue {
        @Override
        public boolean matches(byte[] octets, int from, int to) {
            return regex.matches(octets, from, to);
        }
    }

    record Anything() implements CompiledValue {
        @Override
        public boolean matches(byte[] octets, int from, int to) {
            return true;
        }
    }
}
