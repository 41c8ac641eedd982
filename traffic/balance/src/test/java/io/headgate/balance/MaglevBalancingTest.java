package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.pools;
import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.Invariant;
import io.headgate.property.Precondition;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaglevBalancingTest {
    private static final int KEYS = 500;
    private static final Policy POLICY = new Policy.Maglev(251);

    @HegelTest
    void anEndpointThatGoesDownMovesItsOwnKeysOnlyAndTheyComeBackWithIt(TestCase tc) {
        StateMachine.of(new KeyedPool(tc)).steps(20).run(tc);
    }

    /** A pool without panic, since that is another set of usable endpoints. */
    static final class KeyedPool {
        final Balancer balancer;
        final Set<Integer> down = new HashSet<>();
        final Map<Set<Integer>, int[]> assignments = new HashMap<>();
        int[] assignment;

        KeyedPool(TestCase tc) {
            var weights = tc.draw(lists(weights()).minSize(2).maxSize(10), "weights");
            var config = new BalancerConfig(
                    POLICY,
                    /* ownSite= */ "",
                    /* panicPercent= */ 0,
                    WhenAllDown.REFUSE,
                    /* ejection= */ null,
                    Duration.ZERO,
                    EndpointLimits.UNLIMITED,
                    /* spillOverPercent= */ 100,
                    /* healthChecked= */ true);
            balancer = Pools.balancer(
                    config, Pools.weighted(weights.stream().mapToInt(w -> w).toArray()));
            Pools.allHealthy(balancer, 0);
            assignment = assignment(balancer);
            assignments.put(Set.of(), assignment);
        }

        @Rule
        void goDown(TestCase tc) {
            int index = tc.draw(integers(0, balancer.size() - 1));
            tc.assume(down.size() < balancer.size() - 1 && down.add(index));
            balancer.health(index, Health.UNHEALTHY, 0);
            int[] before = assignment;
            assignment = assignment(balancer);
            for (int key = 0; key < KEYS; key++) {
                if (before[key] == index) {
                    assertThat(assignment[key]).as("key %d", key).isNotIn(down);
                } else {
                    assertThat(assignment[key]).as("key %d", key).isEqualTo(before[key]);
                }
            }
        }

        @Rule
        @Precondition("someAreDown")
        void comeBack(TestCase tc) {
            int index = tc.draw(sampledFrom(down.stream().sorted().toList()));
            down.remove(index);
            balancer.health(index, Health.HEALTHY, 0);
            int[] before = assignment;
            assignment = assignment(balancer);
            for (int key = 0; key < KEYS; key++) {
                assertThat(assignment[key]).as("key %d", key).isIn(before[key], index);
            }
        }

        boolean someAreDown() {
            return !down.isEmpty();
        }

        @Invariant
        void theSameEndpointsHaveTheSameKeysEachTime() {
            assertThat(assignment).isEqualTo(assignments.computeIfAbsent(Set.copyOf(down), _ -> assignment));
        }
    }

    @HegelTest
    void drainingAnEndpointMovesItsOwnKeysOnly(TestCase tc) {
        var endpoints = new ArrayList<>(Pools.equal(tc.draw(integers(2, 10), "size")));
        int drained = tc.draw(integers(0, endpoints.size() - 1), "drained");
        var balancer = Pools.balancer(BalancerConfig.of(POLICY), endpoints);
        int[] before = assignment(balancer);
        endpoints.set(drained, new EndpointSpec("e" + drained, "here", 1, /* draining= */ true));
        int[] after = assignment(balancer.successor(BalancerPlan.compile(BalancerConfig.of(POLICY), endpoints), 0));
        for (int key = 0; key < KEYS; key++) {
            if (before[key] == drained) {
                assertThat(after[key]).as("key %d", key).isNotEqualTo(drained);
            } else {
                assertThat(after[key]).as("key %d", key).isEqualTo(before[key]);
            }
        }
    }

    /** A share of all keys: of these, since there may be others that all stay. */
    @Test
    void aFailingShareOfTheOwnSiteMovesAwayAndBackByKey() {
        var endpoints = new ArrayList<EndpointSpec>();
        for (int i = 0; i < 10; i++) {
            endpoints.add(new EndpointSpec("e" + i, i < 5 ? "east" : "west", 1, /* draining= */ false));
        }
        var balancer = Pools.balancer(Pools.ofSite(new Policy.Maglev(4099), "east"), endpoints);
        Pools.allHealthy(balancer, 0);
        int[] before = assignment(balancer);
        assertThat(Arrays.stream(before)).allMatch(index -> index < 5);
        balancer.health(0, Health.UNHEALTHY, 0);
        int[] four = assignment(balancer);
        assertThat(Arrays.stream(four)).allMatch(index -> index < 5 && index > 0);
        balancer.health(1, Health.UNHEALTHY, 0);
        int[] three = assignment(balancer);
        long spilled = 0;
        for (int key = 0; key < KEYS; key++) {
            spilled += three[key] >= 5 ? 1 : 0;
            assertThat(three[key] == four[key] || four[key] == 1 || three[key] >= 5)
                    .isTrue();
        }
        // Three of five cover 3/5 * 140% = 84%.
        assertThat((double) spilled / KEYS).isBetween(0.13, 0.19);
        Pools.allHealthy(balancer, 0);
        assertThat(assignment(balancer)).isEqualTo(before);
    }

    @HegelTest
    void balancersOfTheSamePoolAgreeWhateverTheRandomBitsAndTheClock(TestCase tc) {
        var plan = BalancerPlan.compile(BalancerConfig.of(POLICY), tc.draw(pools(6), "endpoints"));
        long hash = tc.draw(longs(), "hash");
        var tried = new Tried();
        long hereNanos = tc.draw(longs(), "hereNanos");
        long thereNanos = tc.draw(longs(), "thereNanos");
        assertThat(new Balancer(plan, hereNanos).pick(hash, tc.draw(longs(), "bitsHere"), tried, hereNanos))
                .isEqualTo(new Balancer(plan, thereNanos).pick(hash, tc.draw(longs(), "bitsThere"), tried, thereNanos));
    }

    /** The endpoint of each of the keys {@code 0..KEYS - 1}, which hashing spreads. */
    private static int[] assignment(Balancer balancer) {
        var tried = new Tried();
        int[] assignment = new int[KEYS];
        for (int key = 0; key < KEYS; key++) {
            assignment[key] = balancer.pick(/* hash= */ key, /* randomBits= */ 0, tried, 0);
        }
        return assignment;
    }
}
