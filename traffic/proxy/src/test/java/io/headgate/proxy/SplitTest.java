package io.headgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
    private static final int DRAWS = 200_000;

    @ParameterizedTest
    @CsvSource({"90, 10, 0", "1, 1, 1", "0, 0, 5", "1, 99, 900", "1000000, 1, 1"})
    void eachPoolGetsItsShareOfManyDraws(int first, int second, int third) {
        List<Integer> weights = List.of(first, second, third);
        List<Pool> pools = List.of(pool("a"), pool("b"), pool("c"));
        Action.Split split = new Action.Split(pools, weights);
        Random random = new Random(7);
        Map<Pool, Integer> drawn = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            drawn.merge(split.choose(random.nextLong()), 1, Integer::sum);
        }
        double sum = first + second + third;
        for (int i = 0; i < pools.size(); i++) {
            double share = drawn.getOrDefault(pools.get(i), 0) / (double) DRAWS;
            // Five standard deviations of the fairest coin.
            assertThat(share).isCloseTo(weights.get(i) / sum, within(5 * 0.5 / Math.sqrt(DRAWS)));
            if (weights.get(i) == 0) {
                assertThat(share).isZero();
            }
        }
    }

    private static Pool pool(String name) {
        return new SnapshotBuilder().pool(name).build().pools().getFirst();
    }
}
