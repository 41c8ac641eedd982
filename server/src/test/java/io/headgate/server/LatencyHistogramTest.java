package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void aPercentileIsNeverTooLowAndAtMostASixteenthTooHigh() {
        var random = new Random(7);
        for (int run = 0; run < 200; run++) {
            long[] values = random.longs(1 + random.nextInt(300), 0, 1L << random.nextInt(1, 62))
                    .toArray();
            var histogram = new LatencyHistogram();
            Arrays.stream(values).forEach(histogram::record);
            Arrays.sort(values);
            for (int percent : new int[] {1, 50, 99, 100}) {
                long exact = values[(int) Math.max(1, Math.ceilDiv((long) values.length * percent, 100L)) - 1];
                assertThat(histogram.percentileNanos(percent)).isBetween(exact, exact + exact / 16);
            }
        }
    }

    @Test
    void twoHistogramsAddUp() {
        var one = new LatencyHistogram();
        one.record(1);
        var other = new LatencyHistogram();
        other.record(15);
        other.record(15);
        one.add(other);
        assertThat(one.count()).isEqualTo(3);
        assertThat(one.percentileNanos(33)).isEqualTo(1);
        assertThat(one.percentileNanos(34)).isEqualTo(15);
    }

    @Test
    void nothingHasNoLatency() {
        assertThat(new LatencyHistogram().percentileNanos(99)).isZero();
    }
}
