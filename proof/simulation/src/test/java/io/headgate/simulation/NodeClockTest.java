package io.headgate.simulation;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import org.junit.jupiter.api.Test;

final class NodeClockTest {
    private static final Settings SETTINGS = new Settings().testCases(500).database("disabled");
    private static final int MOST_PPM = 500_000;

    /** After a while of true time the clock gets another rate. */
    private record Change(long afterNanos, int ppm) {}

    private static final Generator<Change> CHANGES =
            composite(tc -> new Change(tc.draw(longs(0, 1_000_000_000_000L)), tc.draw(integers(-MOST_PPM, MOST_PPM))));

    @Test
    void theMonotonicClockNeverGoesBackAndStaysWithinItsSkew() {
        Hegel.test(
                tc -> {
                    long origin = tc.draw(sampledFrom(0L, Long.MAX_VALUE - 5, -7L), "origin");
                    NodeClock clock = new NodeClock(origin);
                    long now = 0;
                    for (Change change : tc.draw(lists(CHANGES), "changes")) {
                        long before = clock.monotonicNanos(now);
                        clock.setRate(now, change.ppm);
                        assertThat(clock.monotonicNanos(now)).isEqualTo(before);
                        now += change.afterNanos;
                        long passed = clock.monotonicNanos(now) - before;
                        long drift = passed - change.afterNanos;
                        assertThat(passed).isGreaterThanOrEqualTo(0);
                        assertThat((double) drift)
                                .isBetween(
                                        change.afterNanos * (change.ppm / 1e6) - 2,
                                        change.afterNanos * (change.ppm / 1e6) + 2);
                    }
                },
                SETTINGS);
    }

    @Test
    void theTrueTimeOfALocalDelayIsLongEnoughAndHardlyLonger() {
        Hegel.test(
                tc -> {
                    NodeClock clock = new NodeClock(0);
                    long now = tc.draw(longs(0, 1_000_000_000_000L), "now");
                    clock.setRate(
                            tc.draw(longs(0, 1_000_000L), "changed"), tc.draw(integers(-MOST_PPM, MOST_PPM), "ppm"));
                    long delay = tc.draw(longs(0, 86_400_000_000_000L), "delay");
                    long start = now + 1_000_000;
                    long passed = clock.monotonicNanos(start + clock.trueNanos(delay)) - clock.monotonicNanos(start);
                    assertThat(passed).isBetween(delay - 1, delay + 4);
                },
                SETTINGS);
    }

    @Test
    void theWallClockJumpsBothWaysAndTheMonotonicOneDoesNot() {
        NodeClock clock = new NodeClock(0);
        clock.jump(-5_000);
        assertThat(clock.wallMillis(1_000_000_000)).isEqualTo(NodeClock.EPOCH_MILLIS - 4_000);
        clock.jump(7_000);
        assertThat(clock.wallMillis(1_000_000_000)).isEqualTo(NodeClock.EPOCH_MILLIS + 3_000);
        assertThat(clock.monotonicNanos(1_000_000_000)).isEqualTo(1_000_000_000);
    }
}
