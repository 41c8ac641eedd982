package io.headgate.property;

import java.util.concurrent.TimeUnit;

/** Watches a run for what makes its result worth little. Confined to one thread. */
final class Health {
    /** Rejected test cases before they are held against those that passed. */
    private static final int REJECTED = 50;

    /** Of every ten test cases one must not be rejected. */
    private static final int REJECTED_PER_VALID = 9;

    /** Test cases over the budget before they are held against those that passed. */
    private static final int TOO_LARGE = 20;

    /** Test cases over which the time is averaged. */
    private static final int TIMED = 10;

    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Settings settings;
    private int valid;
    private int rejected;
    private int tooLarge;
    private int ran;
    private long nanos;

    Health(Settings settings) {
        this.settings = settings;
    }

    /** Looks at the all-simplest test case. */
    void simplest(Trial trial) {
        int units = trial.choices().stream().mapToInt(Choice::units).sum();
        boolean large = trial.outcome() instanceof Outcome.Overrun || units > settings.budget() / 2;
        fail(
                large,
                HealthCheck.LARGE_INITIAL_TEST_CASE,
                "the simplest test case already takes " + units + " of " + settings.budget() + " units");
    }

    /** Looks at a test case of the generating phases. */
    void ran(Trial trial, long itsNanos) {
        switch (trial.outcome()) {
            case Outcome.Valid _ -> valid++;
            case Outcome.Invalid _ -> rejected++;
            case Outcome.Overrun _ -> tooLarge++;
            case Outcome.Interesting _ -> {
                return; // What it found is worth more than what it could have found.
            }
        }
        ran++;
        nanos += itsNanos;
        fail(
                rejected >= REJECTED && rejected > REJECTED_PER_VALID * valid,
                HealthCheck.FILTER_TOO_MUCH,
                rejected + " of " + ran + " test cases were rejected, the last because "
                        + (trial.outcome() instanceof Outcome.Invalid(String why) ? why : "it was too large"));
        fail(
                tooLarge >= TOO_LARGE && tooLarge > valid,
                HealthCheck.TEST_CASES_TOO_LARGE,
                tooLarge + " of " + ran + " test cases took more than " + settings.budget() + " units");
        fail(
                ran == TIMED && nanos > TIMED * SLOW_NANOS,
                HealthCheck.TOO_SLOW,
                "the first " + ran + " test cases took " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
    }

    private void fail(boolean unhealthy, HealthCheck check, String message) {
        if (unhealthy && settings.checks(check)) {
            throw new FailedHealthCheck(check, message);
        }
    }
}
