package io.headgate.server;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The durations a setting accepts, both ends included, and how durations are written: {@code 250ms 5s 10m 1h}. */
record DurationRange(Duration min, Duration max) {

    private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,9}(ms|s|m|h)");

    /** Parses one number with one unit; null when the text is anything else. */
    static @Nullable Duration parse(String text) {
        if (!WRITTEN.matcher(text).matches()) {
            return null;
        }
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text, 0, text.length() - 2, 10));
        }
        long amount = Long.parseLong(text, 0, text.length() - 1, 10);
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** In the largest unit that divides it: {@code 90s}, {@code 2m}. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (millis % 60_000 != 0) {
            return millis / 1_000 + "s";
        }
        return millis % 3_600_000 != 0 ? millis / 60_000 + "m" : millis / 3_600_000 + "h";
    }

    boolean contains(Duration duration) {
        return duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0;
    }

    /** Rejects a value outside the range: for compact constructors. */
    void check(String name, Duration value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + this + ")");
        }
    }

    @Override
    public String toString() {
        return format(min) + ".." + format(max);
    }
}
