package io.headgate.http;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An operator's regular expression run on a stranger's octets. {@link Pattern} backtracks, and some patterns take time exponential in
 * the input; so it reads the octets through a view that counts, and that gives up past a bound. Giving up is no match, counted.
 *
 * <p>Immutable but for the counter; used by any thread. A match allocates a matcher and a view, no copy of the text. What the bound
 * does not hold: a pattern that backtracks without reading, such as {@code (||){40}x}; patterns are the operator's, inputs are not.
 */
final class BoundedRegex {
    private static final int MAX_PATTERN_LENGTH = 512;
    /** About 0.2 ms of reading; a pattern that does not backtrack needs one read or two for each octet of at most 8 KiB. */
    private static final int MAX_READS = 1 << 16;

    private final Pattern pattern;
    private final LongAdder givenUp;

    BoundedRegex(String pattern, LongAdder givenUp) {
        this.pattern = compile(pattern);
        this.givenUp = givenUp;
    }

    /** @throws IllegalArgumentException if {@code pattern} is too long or no regular expression */
    static Pattern compile(String pattern) {
        if (pattern.length() > MAX_PATTERN_LENGTH) {
            throw new IllegalArgumentException(
                    "pattern: " + pattern.length() + " characters (expected: at most " + MAX_PATTERN_LENGTH + ")");
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "pattern: " + pattern + " (expected: a regular expression; " + e.getDescription() + " at "
                            + e.getIndex() + ")",
                    e);
        }
    }

    /** Whether the pattern matches all of {@code octets[from..to)} within the bound. */
    boolean matches(byte[] octets, int from, int to) {
        try {
            return pattern.matcher(new CountedText(octets, from, to)).matches();
        } catch (TooManyReads | StackOverflowError _) {
            // Groups in a loop recurse once for each turn; the matcher is dropped, so nothing is left half done.
            givenUp.increment();
            return false;
        }
    }

    private static final class TooManyReads extends RuntimeException {
        TooManyReads() {
            super("too many reads", null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
        }
    }

    /** Confined to one match. */
    private static final class CountedText implements CharSequence {
        private final byte[] octets;
        private final int from;
        private final int to;
        private int reads;

        CountedText(byte[] octets, int from, int to) {
            this.octets = octets;
            this.from = from;
            this.to = to;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            if (++reads > MAX_READS) {
                throw new TooManyReads();
            }
            return (char) (octets[from + index] & 0xFF);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new CountedText(octets, from + start, from + end);
        }

        @Override
        public String toString() {
            return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
