package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy shares an idle pool by weight. */
class DistributionTest {
    private static final long SEED = 0x5EED_0001;
    private static final int PICKS = 100_000;

    static List<Policy> policies() {
        return List.of(
                new Policy.RoundRobin(),
                new Policy.Random(),
                new Policy.LeastRequest(2),
                new Policy.LeastRequest(5),
                new Policy.PeakEwma(Duration.ofSeconds(10)),
                new Policy.Maglev(65_537));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void anIdlePoolIsSharedByWeight(Policy policy) {
        for (int run = 0; run < 10; run++) {
            long seed = SEED + run;
            var random = new SplittableRandom(seed);
            int[] weights = random.ints(random.nextInt(1, 30), 1, 20).toArray();
            int[] counts = counts(Pools.balancer(BalancerConfig.of(policy), Pools.weighted(weights)), random);
            assertThat(chiSquare(counts, weights))
                    .as("chi-square of %s over %d endpoints, seed %d", policy, weights.length, seed)
                    .isLessThan(limit(weights.length - 1));
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void anEndpointWithoutWeightGetsNothing(Policy policy) {
        var balancer = Pools.balancer(BalancerConfig.of(policy), Pools.weighted(1, 0, 1));
        assertThat(counts(balancer, new SplittableRandom(SEED))[1]).isZero();
    }

    @Test
    void aSmoothCycleGivesExactlyTheWeights() {
        for (int run = 0; run < 200; run++) {
            long seed = SEED + run;
            var random = new SplittableRandom(seed);
            int[] weights = random.ints(random.nextInt(1, 12), 1, 50).toArray();
            var balancer = Pools.balancer(BalancerConfig.of(new Policy.RoundRobin()), Pools.weighted(weights));
            var tried = new Tried();
            int cycle = Arrays.stream(weights).sum();
            for (int cycles = 0; cycles < 3; cycles++) {
                int[] counts = new int[weights.length];
                for (int i = 0; i < cycle; i++) {
                    counts[balancer.pick(0, 0, tried, 0)]++;
                }
                assertThat(counts).as("cycle %d, seed %d", cycles, seed).isEqualTo(weights);
            }
        }
    }

    @Test
    void heavyEndpointsAreSpreadOverTheCycle() {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.RoundRobin()), Pools.weighted(4, 4));
        var tried = new Tried();
        int before = balancer.pick(0, 0, tried, 0);
        for (int i = 0; i < 100; i++) {
            int index = balancer.pick(0, 0, tried, 0);
            assertThat(index).as("pick %d", i).isNotEqualTo(before);
            before = index;
        }
    }

    @Test
    void lightEndpointsComeInTheMiddleOfTheCycle() {
        for (long seed = SEED; seed < SEED + 20; seed++) {
            var plan = BalancerPlan.compile(BalancerConfig.of(new Policy.RoundRobin()), Pools.weighted(5, 1, 1));
            var balancer = new Balancer(plan, /* nowNanos= */ seed);
            var tried = new Tried();
            var order = new ArrayList<Integer>();
            for (int i = 0; i < 7; i++) {
                order.add(balancer.pick(0, 0, tried, seed));
            }
            // The third turn of the heavy one is due with those of the others.
            assertThat(order.subList(2, 5)).as("seed %d", seed).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(order).as("seed %d", seed).startsWith(0, 0).endsWith(0, 0);
        }
    }

    private static int[] counts(Balancer balancer, SplittableRandom random) {
        int[] counts = new int[balancer.size()];
        var tried = new Tried();
        for (int i = 0; i < PICKS; i++) {
            counts[balancer.pick(random.nextLong(), random.nextLong(), tried, 0)]++;
        }
        return counts;
    }

    private static double chiSquare(int[] counts, int[] weights) {
        long total = Arrays.stream(weights).sum();
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = (double) PICKS * weights[i] / total;
            sum += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        return sum;
    }

    /** Mean plus five standard deviations, and something for the skew of few degrees of freedom. */
    private static double limit(int degreesOfFreedom) {
        return degreesOfFreedom + 5 * Math.sqrt(2.0 * degreesOfFreedom) + 10;
    }
}
