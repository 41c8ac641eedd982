package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.oneOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;

/** {@link WeightedDraw} as {@link Policy.Random} uses it: the low 32 bits of a pick choose the endpoint. */
class WeightedDrawTest {
    private static final long ALL = 1L << 32;

    /** Not a sample: of all 2^32 numbers it is counted which endpoint they draw. */
    @HegelTest(testCases = 200)
    void everyEndpointHasItsShareOfTheNumbers(TestCase tc) {
        int[] weights = tc
                .draw(lists(oneOf(weights(), integers(1, 1000))).minSize(1).maxSize(40), "weights")
                .stream()
                .mapToInt(weight -> weight)
                .toArray();
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.Random()), Pools.weighted(weights));
        long[] counts = new long[weights.length];
        for (int column = 0; column < weights.length; column++) {
            countColumn(balancer, column, counts);
        }
        long total = 0;
        for (int weight : weights) {
            total += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            assertThat((double) counts[i])
                    .as("numbers that draw e%d", i)
                    .isCloseTo((double) ALL * weights[i] / total, within(weights.length + 1.0));
        }
    }

    /** A column is one endpoint up to some number and another one above, or one all along. */
    private static void countColumn(Balancer balancer, int column, long[] counts) {
        long from = Math.ceilDiv(ALL * column, balancer.size());
        long to = Math.ceilDiv(ALL * (column + 1), balancer.size());
        int first = draw(balancer, from);
        int last = draw(balancer, to - 1);
        long low = from;
        long high = to;
        while (first != last && high - low > 1) {
            long middle = (low + high) / 2;
            if (draw(balancer, middle) == first) {
                low = middle;
            } else {
                high = middle;
            }
        }
        counts[first] += first == last ? to - from : high - from;
        counts[last] += first == last ? 0 : to - high;
    }

    private static int draw(Balancer balancer, long bits) {
        return balancer.pick(/* hash= */ 0, bits, new Tried(), 0);
    }
}
