package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class QuantilesTest {
    private static final double[] BOUNDS = {1, 2.5, 5, 10};

    @Test
    void theMedianLiesInTheMiddleOfTheOnlyBucket() {
        assertThat(new Quantiles(BOUNDS, new long[] {0, 10, 0, 0, 0}).at(0.5)).isEqualTo(1.75);
    }

    @Test
    void nothingIsZeroAndWhatHasNoBoundIsTheLastBound() {
        assertThat(new Quantiles(BOUNDS, new long[5]).at(0.99)).isZero();
        assertThat(new Quantiles(BOUNDS, new long[] {0, 0, 0, 0, 3}).at(0.5)).isEqualTo(10);
    }

    @Test
    void theErrorIsNeverMoreThanTheBucketsWidth() {
        var random = new SplittableRandom(7);
        for (int i = 0; i < 1_000; i++) {
            double[] values =
                    random.doubles(1 + random.nextInt(40), 0, 10).sorted().toArray();
            long[] counts = new long[BOUNDS.length + 1];
            for (double value : values) {
                counts[bucket(value)]++;
            }
            double share = random.nextDouble();
            double truth = values[(int) Math.max(0, Math.ceil(share * values.length) - 1)];
            int bucket = bucket(truth);
            double width = BOUNDS[bucket] - (bucket == 0 ? 0 : BOUNDS[bucket - 1]);
            assertThat(new Quantiles(BOUNDS, counts).at(share))
                    .as("run %d: %s of %s", i, share, Arrays.toString(values))
                    .isCloseTo(truth, within(width));
        }
    }

    private static int bucket(double value) {
        int bucket = 0;
        while (value > BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    @Test
    void thereIsOneCountMoreThanBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quantiles(BOUNDS, new long[4]))
                .withMessage("4 counts (expected: 5)");
    }
}
