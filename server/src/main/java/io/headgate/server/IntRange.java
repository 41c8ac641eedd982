package io.headgate.server;

/** The whole numbers a setting accepts, both ends included. */
record IntRange(int min, int max) {

    boolean contains(long value) {
        return value >= min && value <= max;
    }

    /** Rejects a value outside the range: for compact constructors. */
    void check(String name, int value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + this + ")");
        }
    }

    @Override
    public String toString() {
        return min + ".." + max;
    }
}
