package io.headgate.property;

import java.time.ZoneOffset;

/**
 * Offsets from UTC, by default of the whole range, 18 hours to either side. UTC is simplest, then whole quarters of an
 * hour, as nearly every offset in use is; every other draw is to the second.
 */
public final class ZoneOffsetGenerator extends Generator<ZoneOffset> {
    private static final int QUARTER_SECONDS = 15 * 60;

    private final ZoneOffset min;
    private final ZoneOffset max;

    /**
     * Offsets from {@code min}, the westernmost, to {@code max}. {@link ZoneOffset} itself is ordered the other way
     * round.
     */
    ZoneOffsetGenerator(ZoneOffset min, ZoneOffset max) {
        if (min.getTotalSeconds() > max.getTotalSeconds()) {
            throw new IllegalArgumentException("min: " + min + " (expected: not east of max, " + max + ")");
        }
        this.min = min;
        this.max = max;
    }

    /** This generator with another westernmost offset. */
    public ZoneOffsetGenerator min(ZoneOffset min) {
        return new ZoneOffsetGenerator(min, max);
    }

    /** This generator with another easternmost offset. */
    public ZoneOffsetGenerator max(ZoneOffset max) {
        return new ZoneOffsetGenerator(min, max);
    }

    @Override
    ZoneOffset generate(TestCase testCase) {
        Recording recording = testCase.recording();
        int firstQuarter = Math.ceilDiv(min.getTotalSeconds(), QUARTER_SECONDS);
        int lastQuarter = Math.floorDiv(max.getTotalSeconds(), QUARTER_SECONDS);
        boolean toTheSecond = recording
                .choose(firstQuarter > lastQuarter ? BooleanChoice.Bounds.ALWAYS : BooleanChoice.Bounds.EVEN)
                .value();
        int seconds = toTheSecond
                ? choose(recording, min.getTotalSeconds(), max.getTotalSeconds())
                : choose(recording, firstQuarter, lastQuarter) * QUARTER_SECONDS;
        return ZoneOffset.ofTotalSeconds(seconds);
    }

    private static int choose(Recording recording, int min, int max) {
        return (int) recording.choose(IntegerChoice.Bounds.of(min, max)).value();
    }
}
