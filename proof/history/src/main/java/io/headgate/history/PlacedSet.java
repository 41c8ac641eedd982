package io.headgate.history;

import java.util.Arrays;

/**
 * Which operations have been placed, and a short form of that to remember. Nearly always all answered operations up to some
 * time are placed and only a few after it, so the form leaves out the full words at the beginning and the empty ones at the
 * end; those of unknown outcome, which may stay out for ever, have a form of their own. Confined to one search.
 */
final class PlacedSet {
    private final int answered;
    private final long[] answeredWords;
    private final long[] unknownWords;

    /** The first word of {@link #answeredWords} that is not full. */
    private int low;

    /** One more than the last word of {@link #answeredWords} that is not empty, at least {@link #low}. */
    private int high;

    PlacedSet(int answered, int unknown) {
        this.answered = answered;
        answeredWords = new long[answered / Long.SIZE + 1];
        unknownWords = new long[(unknown + Long.SIZE - 1) / Long.SIZE];
    }

    /** Adds or removes an operation. */
    void flip(int index) {
        if (index >= answered) {
            unknownWords[(index - answered) / Long.SIZE] ^= 1L << (index - answered);
            return;
        }
        answeredWords[index / Long.SIZE] ^= 1L << index;
        low = Math.min(low, index / Long.SIZE);
        while (answeredWords[low] == -1L) {
            low++;
        }
        high = Math.max(Math.max(low, high), index / Long.SIZE + 1);
        while (high > low && answeredWords[high - 1] == 0) {
            high--;
        }
    }

    /** Whether an operation of unknown outcome is placed. */
    boolean containsUnknown(int index) {
        return (unknownWords[(index - answered) / Long.SIZE] >> (index - answered) & 1) == 1;
    }

    /** Numbers that are equal if and only if the same answered operations are placed. */
    long[] answeredForm() {
        var words = new long[1 + high - low];
        words[0] = low;
        System.arraycopy(answeredWords, low, words, 1, high - low);
        return words;
    }

    /** A bit for each operation of unknown outcome that is placed. */
    long[] unknownForm() {
        return Arrays.copyOf(unknownWords, unknownWords.length);
    }
}
