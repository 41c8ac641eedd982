package io.headgate.property;

import java.util.function.BooleanSupplier;

/**
 * Draws the elements of a collection: before each one whether there is one more, so that any element can be taken out
 * of the choice sequence by itself. Each element is a span, with the answer that there is one.
 *
 * @param minSize elements at least
 * @param maxSize elements at most
 * @param averageSize elements on average, but for the cut at {@code maxSize}
 */
record Repetition(int minSize, int maxSize, double averageSize) {
    /** Marks the spans of elements. The first choice of each is the answer that there is one more. */
    static final int ELEMENT = "element".hashCode();

    /**
     * How often, beyond once per element that is there, one is refused, a set's for being there already, before the
     * collection stays as it is.
     */
    private static final int REFUSALS = 10;

    /** Spans around a collection from which on it gets the smaller the deeper it is, or trees would have no end. */
    private static final int NESTED = 8;

    Repetition {
        Sizes.check(minSize, maxSize);
        if (!(averageSize >= minSize && averageSize <= maxSize)) {
            throw new IllegalArgumentException(
                    "averageSize: " + averageSize + " (expected: " + minSize + ".." + maxSize + ")");
        }
    }

    /** Of the usual average. */
    Repetition(int minSize, int maxSize) {
        Sizes.check(minSize, maxSize);
        this(minSize, maxSize, Sizes.average(minSize, maxSize));
    }

    /**
     * Draws elements until enough are there.
     *
     * @param element draws one; false if it was refused and does not count
     * @throws StopTest if fewer than {@code minSize} were accepted
     */
    void run(TestCase testCase, BooleanSupplier element) {
        Recording recording = testCase.recording();
        var more = new BooleanChoice.Bounds(Sizes.chanceOfMore(averageSize - minSize));
        int accepted = 0;
        int refused = 0;
        while (true) {
            BooleanChoice.Bounds question = accepted < minSize
                    ? BooleanChoice.Bounds.ALWAYS
                    : accepted >= maxSize || refused >= REFUSALS + accepted ? BooleanChoice.Bounds.NEVER : more;
            BooleanChoice answer =
                    recording.depth() < NESTED ? recording.choose(question) : recording.chooseTapering(question);
            if (!answer.value()) {
                return;
            }
            recording.startSpanWithLastChoice(ELEMENT);
            boolean counted = element.getAsBoolean();
            recording.endSpan(!counted);
            if (counted) {
                accepted++;
            } else if (++refused >= REFUSALS + accepted && accepted < minSize) {
                throw new StopTest(
                        new Outcome.Invalid("only " + accepted + " of at least " + minSize + " elements were new"));
            }
        }
    }
}
