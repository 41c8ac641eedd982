package io.headgate.server;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @HegelTest(testCases = 300)
    void aPercentileIsNeverTooLowAndAtMostASixteenthTooHigh(TestCase tc) {
        var values = tc.draw(lists(latencies()).minSize(1).maxSize(50), "values");
        int percent = tc.draw(integers(0, 100), "percent");
        long rank = Math.max(1, Math.ceilDiv((long) values.size() * percent, 100L));
        long exact = values.stream().sorted().toList().get((int) rank - 1);
        assertThat(histogram(values).percentileNanos(percent) - exact).isBetween(0L, exact / 16);
    }

    @HegelTest
    void twoHistogramsAddUp(TestCase tc) {
        var some = tc.draw(lists(latencies()).maxSize(20), "some");
        var others = tc.draw(lists(latencies()).maxSize(20), "others");
        var all = histogram(some);
        others.forEach(all::record);
        var sum = histogram(some);
        sum.add(histogram(others));
        assertThat(sum.count()).isEqualTo(some.size() + others.size());
        for (int percent = 0; percent <= 100; percent++) {
            assertThat(sum.percentileNanos(percent)).as("%d%%", percent).isEqualTo(all.percentileNanos(percent));
        }
    }

    @Test
    void nothingHasNoLatency() {
        assertThat(new LatencyHistogram().percentileNanos(99)).isZero();
    }

    /** Of every magnitude, as often small as large. */
    private static Generator<Long> latencies() {
        return integers(1, 63).flatMap(bits -> longs(0, Long.MAX_VALUE >>> (63 - bits)));
    }

    private static LatencyHistogram histogram(List<Long> values) {
        var histogram = new LatencyHistogram();
        values.forEach(histogram::record);
        return histogram;
    }
}
