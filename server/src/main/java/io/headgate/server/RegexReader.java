package io.headgate.server;

import io.headgate.server.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads regular expressions in the syntax of {@link Pattern}. */
final class RegexReader {

    /** What the route table bears. */
    static final int MAX_BYTES = 512;

    private RegexReader() {}

    static @Nullable String regex(Value value) {
        String pattern = value.text(TextRule.ANY);
        if (pattern == null) {
            return null;
        }
        int bytes = pattern.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES || bytes == 0) {
            return value.wrong("a regular expression of 1.." + MAX_BYTES + " bytes, not " + bytes);
        }
        try {
            Pattern.compile(pattern);
            return pattern;
        } catch (PatternSyntaxException e) {
            int index = Math.clamp(e.getIndex(), 0, pattern.length());
            return value.errorAtCharacter(
                    pattern.codePointCount(0, index),
                    Kind.VALUE,
                    value.shown() + ": " + e.getDescription() + " at character " + (index + 1)
                            + " (expected: a regular expression)");
        }
    }
}
