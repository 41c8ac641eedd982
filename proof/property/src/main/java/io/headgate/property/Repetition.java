package io.headgate.property;

import java.util.function.BooleanSupplier;

/**
 * Draws the elements of a collection: before each one whether there is one more, so that any element can be taken out
 * of the choice sequence by itself. Each element, with the question before it, is a span.
 *
 * @param minSize elements at least
 * @param maxSize elements at most
 */
record Repetition(int minSize, int maxSize) {
    private static final int ELEMENT = "element".hashCode();

    /** How often an element is refused, a set's for being there already, before the collection stays as it is. */
    private static final int REFUSALS = 10;

    Repetition {
        Sizes.check(minSize, maxSize);
    }

    /**
     * Draws elements until enough are there.
     *
     * @param element draws one; false if it was refused and does not count
     * @throws StopTest if fewer than {@code minSize} were accepted
     */
    void run(TestCase testCase, BooleanSupplier element) {
        Recording recording = testCase.recording();
        var more = new BooleanChoice.Bounds(minSize == maxSize ? 0 : Sizes.chanceOfMore(minSize, maxSize));
        int accepted = 0;
        int refused = 0;
        while (true) {
            recording.startSpan(ELEMENT);
            BooleanChoice.Bounds question = accepted < minSize
                    ? BooleanChoice.Bounds.ALWAYS
                    : accepted >= maxSize || refused >= REFUSALS ? BooleanChoice.Bounds.NEVER : more;
            if (!recording.choose(question).value()) {
                recording.endSpan(false);
                return;
            }
            boolean counted = element.getAsBoolean();
            recording.endSpan(!counted);
            if (counted) {
                accepted++;
            } else if (++refused >= REFUSALS && accepted < minSize) {
                throw new StopTest(
                        new Outcome.Invalid("only " + accepted + " of at least " + minSize + " elements were new"));
            }
        }
    }
}
