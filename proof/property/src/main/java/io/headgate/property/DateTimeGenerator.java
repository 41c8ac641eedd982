package io.headgate.property;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Dates with a time, by default of the years 1 to 9999; the first moment of the year 2000 is simplest. */
public final class DateTimeGenerator extends Generator<LocalDateTime> {
    private final LocalDateTime min;
    private final LocalDateTime max;

    DateTimeGenerator(LocalDateTime min, LocalDateTime max) {
        if (min.isAfter(max)) {
            throw new IllegalArgumentException("min: " + min + " (expected: not after max, " + max + ")");
        }
        this.min = min;
        this.max = max;
    }

    /** This generator with another first moment. */
    public DateTimeGenerator min(LocalDateTime min) {
        return new DateTimeGenerator(min, max);
    }

    /** This generator with another last moment. */
    public DateTimeGenerator max(LocalDateTime max) {
        return new DateTimeGenerator(min, max);
    }

    /**
     * These moments in time zones. A local time that a zone skips or has twice becomes the one that
     * {@link ZonedDateTime#of(LocalDateTime, ZoneId)} makes of it, so that it may be later than the upper bound.
     */
    public Generator<ZonedDateTime> timezones(Generator<? extends ZoneId> zones) {
        return Generators.composite(testCase -> ZonedDateTime.of(testCase.draw(this), testCase.draw(zones)));
    }

    /** These moments at offsets from UTC. */
    public Generator<OffsetDateTime> offsets(Generator<ZoneOffset> offsets) {
        return Generators.composite(testCase -> OffsetDateTime.of(testCase.draw(this), testCase.draw(offsets)));
    }

    @Override
    LocalDateTime generate(TestCase testCase) {
        DrawnFields fields = new DrawnFields(testCase);
        LocalDate date = DateGenerator.draw(fields, min.toLocalDate(), max.toLocalDate());
        LocalTime time = TimeGenerator.draw(fields, min.toLocalTime(), max.toLocalTime());
        return LocalDateTime.of(date, time);
    }
}
