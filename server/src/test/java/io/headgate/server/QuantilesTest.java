package io.headgate.server;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headgate.property.Generator;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.List;
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

    @HegelTest(testCases = 300)
    void theErrorIsNeverMoreThanTheBucketsWidth(TestCase tc) {
        double[] values = tc.draw(observations(), "thousandths").stream()
                .mapToDouble(thousandths -> thousandths / 1000.0)
                .sorted()
                .toArray();
        double share = tc.draw(integers(0, 1000), "permille") / 1000.0;
        double truth = values[(int) Math.max(0, Math.ceil(share * values.length) - 1)];
        int bucket = bucket(truth);
        double quantile = quantiles(values).at(share);
        if (bucket == BOUNDS.length) {
            assertThat(quantile).isEqualTo(BOUNDS[bucket - 1]);
        } else {
            double lower = bucket == 0 ? 0 : BOUNDS[bucket - 1];
            assertThat(quantile).isBetween(lower, BOUNDS[bucket]);
        }
    }

    @HegelTest
    void aLargerShareIsNeverAtALowerValue(TestCase tc) {
        var quantiles = quantiles(tc.draw(observations(), "thousandths").stream()
                .mapToDouble(thousandths -> thousandths / 1000.0)
                .toArray());
        int permille = tc.draw(integers(0, 1000), "permille");
        int more = tc.draw(integers(permille, 1000), "more");
        assertThat(quantiles.at(more / 1000.0)).isGreaterThanOrEqualTo(quantiles.at(permille / 1000.0));
    }

    /** In thousandths: on bounds, between them and above the last one. */
    private static Generator<List<Integer>> observations() {
        return lists(oneOf(sampledFrom(0, 1_000, 2_500, 5_000, 10_000), integers(0, 12_000)))
                .minSize(1)
                .maxSize(40);
    }

    private static Quantiles quantiles(double[] values) {
        long[] counts = new long[BOUNDS.length + 1];
        for (double value : values) {
            counts[bucket(value)]++;
        }
        return new Quantiles(BOUNDS, counts);
    }

    private static int bucket(double value) {
        int bucket = 0;
        while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
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
