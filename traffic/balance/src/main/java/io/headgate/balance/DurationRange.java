package io.headgate.balance;

import java.time.Duration;

/** The lengths a time span may take, both ends included. Neither overflows a {@code long} of nanoseconds. */
record DurationRange(Duration min, Duration max) {

    /** Throws an {@link IllegalArgumentException} with the value and what was expected, if it is outside. */
    void check(String name, Duration value) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + ".." + max + ")");
        }
    }
}
