package io.headgate.property;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A text; fewer code points are simpler, then the first of lower {@linkplain Alphabet#rank rank} decides. */
record TextChoice(Bounds bounds, String value) implements Choice {

    @Override
    public Object boxed() {
        return value;
    }

    @Override
    public int units() {
        return 1 + value.length();
    }

    @Override
    public boolean isSimplest() {
        if (value.isEmpty()) {
            return true;
        }
        int simplest = bounds.alphabet.simplest();
        return value.codePointCount(0, value.length()) == bounds.minSize
                && value.codePoints().allMatch(codePoint -> codePoint == simplest);
    }

    @Override
    public int compareSameKind(Choice other) {
        return compareValues(
                value.codePoints().toArray(),
                ((TextChoice) other).value.codePoints().toArray());
    }

    /** The order of simplicity of texts, as code points. */
    static int compareValues(int[] a, int[] b) {
        if (a.length != b.length) {
            return Integer.compare(a.length, b.length);
        }
        int at = Arrays.mismatch(a, b);
        return at < 0 ? 0 : Integer.compare(Alphabet.rank(a[at]), Alphabet.rank(b[at]));
    }

    /**
     * What a text is made of.
     *
     * @param alphabet its code points; may be empty if {@code minSize} is 0
     * @param minSize code points at least
     * @param maxSize code points at most
     */
    record Bounds(Alphabet alphabet, int minSize, int maxSize) implements Choice.Bounds<TextChoice> {
        Bounds {
            Sizes.check(minSize, maxSize);
            if (minSize > 0 && alphabet.isEmpty()) {
                throw new IllegalArgumentException(
                        "minSize: " + minSize + " (expected: 0, because no character is left)");
            }
        }

        @Override
        public int kind() {
            return 3;
        }

        @Override
        public TextChoice simplest() {
            return new TextChoice(
                    this,
                    minSize == 0 ? "" : Character.toString(alphabet.simplest()).repeat(minSize));
        }

        @Override
        public TextChoice random(Random64 random) {
            int size = alphabet.isEmpty() ? 0 : Sizes.random(random, minSize, maxSize);
            StringBuilder text = new StringBuilder(size);
            for (int i = 0; i < size; i++) {
                text.appendCodePoint(alphabet.random(random));
            }
            return new TextChoice(this, text.toString());
        }

        @Override
        public @Nullable TextChoice adopt(Choice other) {
            return other instanceof TextChoice(var _, String value) && fits(value) ? new TextChoice(this, value) : null;
        }

        private boolean fits(String value) {
            int size = value.codePointCount(0, value.length());
            return size >= minSize && size <= maxSize && alphabet.containsAll(value);
        }

        @Override
        public long count() {
            if (alphabet.isEmpty() || maxSize == 0) {
                return 1;
            }
            // Enough to tell one, and the single characters, from many.
            return maxSize == 1 ? (long) alphabet.size() + 1 - minSize : Long.MAX_VALUE;
        }
    }
}
