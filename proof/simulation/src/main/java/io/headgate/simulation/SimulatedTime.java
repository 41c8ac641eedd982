package io.headgate.simulation;

import java.util.Locale;

/** Simulated times as people read them. */
final class SimulatedTime {
    static final long NANOS_PER_MICRO = 1_000;
    static final long NANOS_PER_MILLI = 1_000_000;

    private SimulatedTime() {}

    /** Milliseconds with the microseconds after the point, as {@code 12.500ms}. */
    static String text(long nanos) {
        return millis(nanos) + "ms";
    }

    /** The same without the unit. */
    static String millis(long nanos) {
        return String.format(
                Locale.ROOT, "%d.%03d", nanos / NANOS_PER_MILLI, nanos % NANOS_PER_MILLI / NANOS_PER_MICRO);
    }
}
