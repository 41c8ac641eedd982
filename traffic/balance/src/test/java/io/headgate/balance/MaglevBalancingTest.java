package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaglevBalancingTest {
    private static final long SEED = 0x5EED_0004;
    private static final int KEYS = 2_000;
    private static final Policy POLICY = new Policy.Maglev(4099);

    @Test
    void anEndpointThatGoesDownMovesItsOwnKeysOnlyAndTheyComeBackWithIt() {
        for (int run = 0; run < 30; run++) {
            long seed = SEED + run;
            var random = new SplittableRandom(seed);
            var balancer = Pools.balancer(Pools.healthChecked(POLICY), Pools.equal(random.nextInt(3, 20)));
            Pools.allHealthy(balancer, 0);
            int[] before = assignment(balancer, seed);
            int[] down = new int[random.nextInt(1, balancer.size() / 2 + 1)];
            for (int i = 0; i < down.length; i++) {
                down[i] = random.nextInt(balancer.size());
                int[] previous = assignment(balancer, seed);
                balancer.health(down[i], Health.UNHEALTHY, 0);
                int[] now = assignment(balancer, seed);
                for (int key = 0; key < KEYS; key++) {
                    if (previous[key] != down[i]) {
                        assertThat(now[key]).as("key %d, seed %d", key, seed).isEqualTo(previous[key]);
                    } else {
                        assertThat(now[key]).as("key %d, seed %d", key, seed).isNotEqualTo(down[i]);
                    }
                }
            }
            Pools.allHealthy(balancer, 0);
            assertThat(assignment(balancer, seed)).as("seed %d", seed).isEqualTo(before);
        }
    }

    @Test
    void drainingAnEndpointMovesItsOwnKeysOnly() {
        var endpoints = new ArrayList<>(Pools.equal(10));
        var balancer = Pools.balancer(BalancerConfig.of(POLICY), endpoints);
        int[] before = assignment(balancer, SEED);
        endpoints.set(3, new EndpointSpec("e3", "here", 1, /* draining= */ true));
        var successor = balancer.successor(BalancerPlan.compile(BalancerConfig.of(POLICY), endpoints), 0);
        int[] after = assignment(successor, SEED);
        for (int key = 0; key < KEYS; key++) {
            if (before[key] == 3) {
                assertThat(after[key]).isNotEqualTo(3);
            } else {
                assertThat(after[key]).isEqualTo(before[key]);
            }
        }
    }

    @Test
    void aFailingShareOfTheOwnSiteMovesAwayAndBackByKey() {
        var endpoints = new ArrayList<EndpointSpec>();
        for (int i = 0; i < 10; i++) {
            endpoints.add(new EndpointSpec("e" + i, i < 5 ? "east" : "west", 1, /* draining= */ false));
        }
        var balancer = Pools.balancer(Pools.ofSite(POLICY, "east"), endpoints);
        Pools.allHealthy(balancer, 0);
        int[] before = assignment(balancer, SEED);
        assertThat(Arrays.stream(before)).allMatch(index -> index < 5);
        balancer.health(0, Health.UNHEALTHY, 0);
        int[] four = assignment(balancer, SEED);
        assertThat(Arrays.stream(four)).allMatch(index -> index < 5 && index > 0);
        balancer.health(1, Health.UNHEALTHY, 0);
        int[] three = assignment(balancer, SEED);
        long spilled = 0;
        for (int key = 0; key < KEYS; key++) {
            spilled += three[key] >= 5 ? 1 : 0;
            assertThat(three[key] == four[key] || four[key] == 1 || three[key] >= 5)
                    .isTrue();
        }
        // Three of five cover 3/5 * 140% = 84%.
        assertThat((double) spilled / KEYS).isBetween(0.13, 0.19);
        Pools.allHealthy(balancer, 0);
        assertThat(assignment(balancer, SEED)).isEqualTo(before);
    }

    @Test
    void balancersOfTheSamePoolAgreeWhateverTheRandomBits() {
        var plan = BalancerPlan.compile(BalancerConfig.of(POLICY), Pools.equal(7));
        assertThat(assignment(new Balancer(plan, 17), SEED, /* noiseSeed= */ 1))
                .isEqualTo(assignment(new Balancer(plan, 4), SEED, /* noiseSeed= */ 2));
    }

    private static int[] assignment(Balancer balancer, long seed) {
        return assignment(balancer, seed, /* noiseSeed= */ 0);
    }

    private static int[] assignment(Balancer balancer, long seed, long noiseSeed) {
        var keys = new SplittableRandom(seed);
        var noise = new SplittableRandom(noiseSeed);
        var tried = new Tried();
        int[] assignment = new int[KEYS];
        for (int key = 0; key < KEYS; key++) {
            assignment[key] = balancer.pick(keys.nextLong(), noise.nextLong(), tried, 0);
        }
        return assignment;
    }
}
