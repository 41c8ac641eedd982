package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.policies;
import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy shares an idle pool by weight. */
class DistributionTest {
    private static final long SEED = 0x5EED_0001;
    private static final int PICKS = 100_000;

    private static List<Policy> usualPolicies() {
        return List.of(
                new Policy.RoundRobin(),
                new Policy.Random(),
                new Policy.LeastRequest(2),
                new Policy.LeastRequest(5),
                new Policy.PeakEwma(Duration.ofSeconds(10)),
                new Policy.Maglev(65_537));
    }

    /** Chi-square, which chance alone takes above any limit now and then: with seeds. */
    @ParameterizedTest
    @MethodSource("usualPolicies")
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

    @HegelTest(testCases = 200)
    void anEndpointWithoutWeightGetsNothing(TestCase tc) {
        var weights = tc.draw(lists(oneOf(just(0), weights())).minSize(1).maxSize(6), "weights");
        var config = BalancerConfig.of(tc.draw(policies(), "policy"));
        var balancer = Pools.balancer(config, Pools.weighted(array(weights)));
        var tried = new Tried();
        for (int picks = tc.draw(integers(1, 20), "picks"); picks > 0; picks--) {
            int index = balancer.pick(tc.draw(longs(), "hash"), tc.draw(longs(), "randomBits"), tried, 0);
            if (weights.stream().allMatch(weight -> weight == 0)) {
                assertThat(index).isEqualTo(Balancer.NONE);
            } else {
                assertThat(index).isNotNegative();
                assertThat(weights.get(index)).isPositive();
            }
        }
    }

    @HegelTest(testCases = 200)
    void aSmoothCycleGivesExactlyTheWeights(TestCase tc) {
        var weights = array(tc.draw(
                lists(oneOf(weights(), integers(1, 50))).minSize(1).maxSize(12), "weights"));
        var plan = BalancerPlan.compile(BalancerConfig.of(new Policy.RoundRobin()), Pools.weighted(weights));
        long nowNanos = tc.draw(longs(), "nowNanos");
        var balancer = new Balancer(plan, nowNanos);
        var tried = new Tried();
        int cycle = Arrays.stream(weights).sum();
        for (int cycles = 0; cycles < 3; cycles++) {
            int[] counts = new int[weights.length];
            for (int i = 0; i < cycle; i++) {
                counts[balancer.pick(0, 0, tried, nowNanos)]++;
            }
            assertThat(counts).as("cycle %d", cycles).isEqualTo(weights);
        }
    }

    @HegelTest
    void endpointsOfOneWeightTakeTurns(TestCase tc) {
        int[] weights = new int[tc.draw(integers(2, 6), "size")];
        Arrays.fill(weights, tc.draw(weights(), "weight"));
        var plan = BalancerPlan.compile(BalancerConfig.of(new Policy.RoundRobin()), Pools.weighted(weights));
        long nowNanos = tc.draw(longs(), "nowNanos");
        var balancer = new Balancer(plan, nowNanos);
        var tried = new Tried();
        int before = balancer.pick(0, 0, tried, nowNanos);
        for (int i = 0; i < 100; i++) {
            int index = balancer.pick(0, 0, tried, nowNanos);
            assertThat(index).as("pick %d", i).isEqualTo((before + 1) % weights.length);
            before = index;
        }
    }

    @HegelTest
    void lightEndpointsComeInTheMiddleOfTheCycle(TestCase tc) {
        var plan = BalancerPlan.compile(BalancerConfig.of(new Policy.RoundRobin()), Pools.weighted(5, 1, 1));
        long nowNanos = tc.draw(longs(), "nowNanos");
        var balancer = new Balancer(plan, nowNanos);
        var tried = new Tried();
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 7; i++) {
            order.add(balancer.pick(0, 0, tried, nowNanos));
        }
        // The third turn of the heavy one is due with those of the others.
        assertThat(order.subList(2, 5)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(order).startsWith(0, 0).endsWith(0, 0);
    }

    private static int[] array(List<Integer> weights) {
        return weights.stream().mapToInt(weight -> weight).toArray();
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
