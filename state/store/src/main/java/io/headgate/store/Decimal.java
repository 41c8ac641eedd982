package io.headgate.store;

import java.util.OptionalLong;

/** Numbers in values: decimal digits in ASCII, after a minus if negative, within a long. For backends. */
public final class Decimal {
    /** Digits and sign of the lowest long. */
    private static final int MAX_SIZE = 20;

    private Decimal() {}

    /** Empty if the bytes are not a number. */
    public static OptionalLong parse(Bytes bytes) {
        if (bytes.isEmpty() || bytes.size() > MAX_SIZE) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < bytes.size(); i++) {
            boolean isSign = i == 0 && bytes.at(i) == '-' && bytes.size() > 1;
            if (!isSign && (bytes.at(i) < '0' || bytes.at(i) > '9')) {
                return OptionalLong.empty();
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(bytes.text()));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** The value that {@link #parse} reads as this number. */
    public static Bytes format(long number) {
        return Bytes.of(Long.toString(number));
    }

    /** The sum, or the end of the range that it passes. */
    public static long sum(long one, long other) {
        long sum = one + other;
        boolean overflows = ((one ^ sum) & (other ^ sum)) < 0;
        return overflows ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
    }
}
