package io.headgate.property;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Dates, by default of the years 1 to 9999. The first of January 2000 is simplest, or the first day within the bounds of
 * the year nearest to that.
 */
public final class DateGenerator extends Generator<LocalDate> {
    static final LocalDate FIRST = LocalDate.of(1, 1, 1);
    static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final int SIMPLEST_YEAR = 2000;

    private final LocalDate min;
    private final LocalDate max;

    DateGenerator(LocalDate min, LocalDate max) {
        if (min.isAfter(max)) {
            throw new IllegalArgumentException("min: " + min + " (expected: not after max, " + max + ")");
        }
        this.min = min;
        this.max = max;
    }

    /** This generator with another first day. */
    public DateGenerator min(LocalDate min) {
        return new DateGenerator(min, max);
    }

    /** This generator with another last day. */
    public DateGenerator max(LocalDate max) {
        return new DateGenerator(min, max);
    }

    @Override
    LocalDate generate(TestCase testCase) {
        return draw(new DrawnFields(testCase), min, max);
    }

    static LocalDate draw(DrawnFields fields, LocalDate min, LocalDate max) {
        int year = fields.next(min.getYear(), max.getYear(), min.getYear(), max.getYear(), SIMPLEST_YEAR);
        int month = fields.next(1, 12, min.getMonthValue(), max.getMonthValue());
        int days = YearMonth.of(year, month).lengthOfMonth();
        int day = fields.next(1, days, min.getDayOfMonth(), max.getDayOfMonth());
        return LocalDate.of(year, month, day);
    }
}
