package io.headgate.balance;

/** The values a number may take, both ends included. */
record Range(long min, long max) {

    /** Throws an {@link IllegalArgumentException} with the value and what was expected, if it is outside. */
    void check(String name, long value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + ".." + max + ")");
        }
    }
}
