package io.headgate.property;

import java.time.LocalTime;

/** Times of a day, to the nanosecond; earlier is simpler, and fields that are zero. */
public final class TimeGenerator extends Generator<LocalTime> {
    private final LocalTime min;
    private final LocalTime max;

    TimeGenerator(LocalTime min, LocalTime max) {
        if (min.isAfter(max)) {
            throw new IllegalArgumentException("min: " + min + " (expected: not after max, " + max + ")");
        }
        this.min = min;
        this.max = max;
    }

    /** This generator with another earliest time. */
    public TimeGenerator min(LocalTime min) {
        return new TimeGenerator(min, max);
    }

    /** This generator with another latest time. */
    public TimeGenerator max(LocalTime max) {
        return new TimeGenerator(min, max);
    }

    @Override
    LocalTime generate(TestCase testCase) {
        return draw(new DrawnFields(testCase), min, max);
    }

    static LocalTime draw(DrawnFields fields, LocalTime min, LocalTime max) {
        int hour = fields.next(0, 23, min.getHour(), max.getHour());
        int minute = fields.next(0, 59, min.getMinute(), max.getMinute());
        int second = fields.next(0, 59, min.getSecond(), max.getSecond());
        int nano = fields.next(0, 999_999_999, min.getNano(), max.getNano());
        return LocalTime.of(hour, minute, second, nano);
    }
}
