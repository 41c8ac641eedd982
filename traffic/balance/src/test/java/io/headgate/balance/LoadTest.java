package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Policies that look at load and latency. */
class LoadTest {
    private static final long SEED = 0x5EED_0002;

    @Test
    void ofTwoEndpointsLeastRequestNeverPicksTheOneWithMoreInFlight() {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.LeastRequest(2)), Pools.equal(2));
        var random = new SplittableRandom(SEED);
        var tried = new Tried();
        for (int i = 0; i < 20_000; i++) {
            int index = balancer.pick(0, random.nextLong(), tried, 0);
            assertThat(balancer.endpoint(index).inFlight())
                    .as("step %d, seed %d", i, SEED)
                    .isLessThanOrEqualTo(balancer.endpoint(1 - index).inFlight());
            balancer.begin(index);
            var ended = balancer.endpoint(random.nextInt(2));
            if (ended.inFlight() > 0 && random.nextInt(3) > 0) {
                balancer.end(ended, Outcome.SUCCESS, 1, 0);
            }
        }
    }

    @Test
    void theFirstDrawDecidesTheWeightAndTheSecondOneAvoidsTheLoad() {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.LeastRequest(2)), Pools.weighted(1, 3));
        var random = new SplittableRandom(SEED);
        var tried = new Tried();
        for (int i = 0; i < 400; i++) {
            balancer.begin(balancer.pick(0, random.nextLong(), tried, 0));
        }
        assertThat(balancer.endpoint(0).inFlight()).isBetween(99, 101);
    }

    @Test
    void twoChoicesLoadTheBusiestEndpointFarLessThanOne() {
        int oneChoice = highestLoad(new Policy.Random());
        int twoChoices = highestLoad(new Policy.LeastRequest(2));
        // 1000 requests on 1000 endpoints: about log n / log log n against log log n.
        assertThat(oneChoice).isGreaterThanOrEqualTo(5);
        assertThat(twoChoices).isLessThanOrEqualTo(3);
    }

    private static int highestLoad(Policy policy) {
        var balancer = Pools.balancer(BalancerConfig.of(policy), Pools.equal(1000));
        var random = new SplittableRandom(SEED);
        var tried = new Tried();
        int highest = 0;
        for (int i = 0; i < 1000; i++) {
            int index = balancer.pick(0, random.nextLong(), tried, 0);
            highest = Math.max(highest, balancer.begin(index).inFlight());
        }
        return highest;
    }

    @Test
    void aSlowEndpointIsLeftAloneAndTriedAgainAfterAWhile() {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.PeakEwma(Duration.ofSeconds(1))), Pools.equal(2));
        observe(balancer, 0, 1_000_000, 0);
        observe(balancer, 1, 100_000_000, 0);
        var tried = new Tried();
        var random = new SplittableRandom(SEED);
        long nowNanos = 0;
        for (; nowNanos < Pools.SECOND; nowNanos += Pools.SECOND / 100) {
            assertThat(balancer.pick(0, random.nextLong(), tried, nowNanos)).isZero();
            observe(balancer, 0, 1_000_000, nowNanos);
        }
        int picksUntilTried = 0;
        while (balancer.pick(0, random.nextLong(), tried, nowNanos) == 0) {
            observe(balancer, 0, 1_000_000, nowNanos);
            nowNanos += Pools.SECOND / 100;
            assertThat(++picksUntilTried).isLessThan(1000);
        }
    }

    @Test
    void anEndpointWithoutAKnownLatencyGetsOneRequestAtATime() {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.PeakEwma(Duration.ofSeconds(1))), Pools.equal(2));
        observe(balancer, 0, 1_000_000, 0);
        var tried = new Tried();
        assertThat(balancer.pick(0, 0, tried, 0)).isEqualTo(1);
        balancer.begin(1);
        assertThat(balancer.pick(0, 0, tried, 0)).isZero();
    }

    @Test
    void aQuickFailureDoesNotMakeAnEndpointLookFast() {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.PeakEwma(Duration.ofSeconds(1))), Pools.equal(2));
        observe(balancer, 0, 1_000_000, 0);
        observe(balancer, 1, 2_000_000, 0);
        for (int i = 0; i < 100; i++) {
            balancer.end(balancer.begin(1), Outcome.CONNECT_FAILURE, 1_000, 0);
        }
        assertThat(balancer.pick(0, 0, new Tried(), 0)).isZero();
        assertThat(balancer.views(0).get(1).latencyNanos()).isEqualTo(2_000_000);
    }

    private static void observe(Balancer balancer, int index, long latencyNanos, long nowNanos) {
        balancer.end(balancer.begin(index), Outcome.SUCCESS, latencyNanos, nowNanos);
    }
}
