package io.headgate.property;

/**
 * A run of choices that belong together: what one generator, or one element of a collection, was made of.
 *
 * @param label equal for spans that are made alike
 * @param start the first choice
 * @param end after the last choice
 * @param depth how many spans it stands in; the whole test case has depth 0
 * @param discarded whether its value was thrown away, as a filter does
 */
record Span(int label, int start, int end, int depth, boolean discarded) {

    int length() {
        return end - start;
    }
}
