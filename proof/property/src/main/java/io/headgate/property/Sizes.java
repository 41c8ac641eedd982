package io.headgate.property;

/** Bounds on the number of elements of a list, text or run of bytes, and how their sizes are spread. */
final class Sizes {
    private Sizes() {}

    /**
     * Checks bounds of a size.
     *
     * @throws IllegalArgumentException unless {@code 0 <= min <= max}
     */
    static void check(int min, int max) {
        if (min < 0) {
            throw new IllegalArgumentException("minSize: " + min + " (expected: 0 or more)");
        }
        if (min > max) {
            throw new IllegalArgumentException("minSize: " + min + " (expected: at most maxSize, " + max + ")");
        }
    }

    /** The size that is met on average: five over the least or twice it, and never over the middle of the bounds. */
    static double average(int min, int max) {
        return Math.min(Math.max(min * 2.0, min + 5.0), 0.5 * ((double) min + max));
    }

    /**
     * The chance of one more element, once the least are there, that gives so many more on average: sizes so drawn are
     * geometric.
     */
    static double chanceOfMore(double excess) {
        return excess / (1 + excess);
    }

    /** A size at random, as many elements drawn one by one would have. */
    static int random(Random64 random, int min, int max) {
        double more = chanceOfMore(average(min, max) - min);
        int size = min;
        while (size < max && random.chance(more)) {
            size++;
        }
        return size;
    }
}
