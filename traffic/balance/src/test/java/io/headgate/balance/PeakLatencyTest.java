package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PeakLatencyTest {
    private static final double PER_NANO = 1.0 / 10_000;

    @Test
    void theEstimateHalvesEveryHalfLife() {
        var latency = new PeakLatency();
        latency.observe(80_000, 0, PER_NANO);
        assertThat(latency.at(0, PER_NANO)).isEqualTo(80_000);
        assertThat(latency.at(5_000, PER_NANO)).isEqualTo(60_000);
        assertThat(latency.at(10_000, PER_NANO)).isEqualTo(40_000);
        assertThat(latency.at(20_000, PER_NANO)).isEqualTo(20_000);
        assertThat(latency.at(Long.MAX_VALUE, PER_NANO)).isZero();
    }

    @Test
    void itRisesAtOnceAndFallsByTheTimeThatPassed() {
        var latency = new PeakLatency();
        latency.observe(10_000, 0, PER_NANO);
        latency.observe(50_000, 1, PER_NANO);
        assertThat(latency.at(1, PER_NANO)).isEqualTo(50_000);
        latency.observe(10_000, 10_001, PER_NANO);
        assertThat(latency.at(10_001, PER_NANO)).isEqualTo(30_000, within(1e-6));
    }

    @Test
    void theStraightLinesAreAtMostSixPointTwoPercentAboveThePower() {
        for (double halfLives = 0; halfLives < 40; halfLives += 0.001) {
            double exact = Math.pow(2, -halfLives);
            assertThat(PeakLatency.decay(halfLives) / exact)
                    .as("2^-%s", halfLives)
                    .isBetween(1 - 1e-9, 1.0621);
        }
    }
}
