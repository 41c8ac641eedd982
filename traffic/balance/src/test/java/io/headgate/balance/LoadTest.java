package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Policies that look at load and latency. */
class LoadTest {
    private static final long SEED = 0x5EED_0002;

    @HegelTest
    void ofTwoEndpointsLeastRequestPicksTheOneWithLessInFlightForItsWeight(TestCase tc) {
        StateMachine.of(new TwoEndpoints(tc)).run(tc);
    }

    static final class TwoEndpoints {
        final List<Integer> weights;
        final Balancer balancer;

        TwoEndpoints(TestCase tc) {
            weights = List.of(tc.draw(weights(), "weight"), tc.draw(weights(), "weight"));
            balancer = Pools.balancer(
                    BalancerConfig.of(new Policy.LeastRequest(tc.draw(integers(2, 16), "choices"))),
                    Pools.weighted(weights.get(0), weights.get(1)));
        }

        @Rule
        void pick(TestCase tc) {
            int index = balancer.pick(0, tc.draw(longs()), new Tried(), 0);
            // In flight by weight, without a division.
            assertThat((long) balancer.endpoint(index).inFlight() * weights.get(1 - index))
                    .isLessThanOrEqualTo((long) balancer.endpoint(1 - index).inFlight() * weights.get(index));
            balancer.begin(index);
        }

        @Rule
        void end(TestCase tc) {
            var endpoint = balancer.endpoint(tc.draw(integers(0, 1)));
            tc.assume(endpoint.inFlight() > 0);
            balancer.end(endpoint, Outcome.SUCCESS, 1, 0);
        }
    }

    /** The highest load of one sample: with a seed, since chance may pile up any. */
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

    @HegelTest
    void aSlowEndpointIsLeftAloneAndTriedAgainAfterAWhile(TestCase tc) {
        var balancer = Pools.balancer(BalancerConfig.of(new Policy.PeakEwma(Duration.ofSeconds(1))), Pools.equal(2));
        observe(balancer, 0, 1_000_000, 0);
        observe(balancer, 1, 100_000_000, 0);
        var tried = new Tried();
        long randomBits = tc.draw(longs(), "randomBits");
        long nowNanos = 0;
        for (; nowNanos < Pools.SECOND; nowNanos += Pools.SECOND / 100) {
            assertThat(balancer.pick(0, randomBits, tried, nowNanos)).isZero();
            observe(balancer, 0, 1_000_000, nowNanos);
        }
        int picksUntilTried = 0;
        while (balancer.pick(0, randomBits, tried, nowNanos) == 0) {
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
