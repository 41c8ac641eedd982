package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.policies;
import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final long SEED = 0x5EED_0006;
    private static final Policy RANDOM = new Policy.Random();
    private final Tried tried = new Tried();

    @HegelTest
    void aPendingEndpointIsNotUsedEvenInPanic(TestCase tc) {
        var balancer = Pools.balancer(Pools.healthChecked(RANDOM), Pools.equal(3));
        assertThat(pick(balancer, tc)).isEqualTo(Balancer.NONE);
        balancer.health(1, Health.HEALTHY, 0);
        balancer.health(1, Health.UNHEALTHY, 0);
        assertThat(balancer.inPanic()).isTrue();
        assertThat(pick(balancer, tc)).isEqualTo(1);
    }

    @Test
    void panicIsToldWhenItBeginsAndEnds() {
        var balancer = Pools.balancer(Pools.healthChecked(RANDOM), Pools.equal(3));
        Pools.allHealthy(balancer, 0);
        balancer.health(0, Health.UNHEALTHY, 0);
        assertThat(balancer.takeEvents()).isEmpty();
        balancer.health(1, Health.UNHEALTHY, 0);
        balancer.health(0, Health.HEALTHY, 0);
        assertThat(balancer.takeEvents())
                .containsExactly(new BalanceEvent.PanicEntered(1, 3), new BalanceEvent.PanicLeft(2, 3));
        assertThat(balancer.takeEvents()).isEmpty();
    }

    @HegelTest
    void drainingEndpointsKeepTheirSessionsAndGetNoNewWork(TestCase tc) {
        var endpoints = List.of(
                new EndpointSpec("draining", "", 1, /* draining= */ true),
                new EndpointSpec("weightless", "", 0, /* draining= */ false),
                new EndpointSpec("used", "", 1, /* draining= */ false));
        var balancer = Pools.balancer(BalancerConfig.of(RANDOM), endpoints);
        for (int index = 0; index < 2; index++) {
            assertThat(balancer.accepts(index, /* persisted= */ true)).isTrue();
            assertThat(balancer.accepts(index, /* persisted= */ false)).isFalse();
        }
        assertThat(balancer.knownCount()).isEqualTo(1);
        assertThat(pick(balancer, tc)).isEqualTo(2);
    }

    @Test
    void ejectionsGetLongerInARowAndAreForgivenInTime() {
        var balancer =
                Pools.balancer(Pools.ejecting(RANDOM, new Ejection(2, Duration.ofSeconds(10), 50)), Pools.equal(2));
        failTwice(balancer, 0);
        assertThat(balancer.takeEvents()).containsExactly(new BalanceEvent.Ejected("e0", 2, Duration.ofSeconds(10)));
        assertThat(balancer.pick(0, 0, tried, 9 * Pools.SECOND)).isEqualTo(1);
        balancer.advance(10 * Pools.SECOND);
        assertThat(balancer.takeEvents()).containsExactly(new BalanceEvent.Returned("e0"));
        failTwice(balancer, 10);
        assertThat(balancer.takeEvents()).containsExactly(new BalanceEvent.Ejected("e0", 2, Duration.ofSeconds(20)));
        balancer.advance(30 * Pools.SECOND);
        failTwice(balancer, 45);
        assertThat(balancer.takeEvents()).contains(new BalanceEvent.Ejected("e0", 2, Duration.ofSeconds(20)));
        balancer.advance(65 * Pools.SECOND);
        failTwice(balancer, 1000);
        assertThat(balancer.takeEvents()).contains(new BalanceEvent.Ejected("e0", 2, Duration.ofSeconds(10)));
    }

    @Test
    void noEjectionIsLongerThanTenTimesTheBase() {
        var balancer =
                Pools.balancer(Pools.ejecting(RANDOM, new Ejection(2, Duration.ofSeconds(10), 50)), Pools.equal(2));
        long nowSeconds = 0;
        for (int row = 1; row <= 15; row++) {
            failTwice(balancer, nowSeconds);
            long lengthSeconds = 10L * Math.min(row, 10);
            assertThat(balancer.takeEvents())
                    .contains(new BalanceEvent.Ejected("e0", 2, Duration.ofSeconds(lengthSeconds)));
            nowSeconds += lengthSeconds;
            balancer.advance(nowSeconds * Pools.SECOND);
        }
    }

    @Test
    void aSuccessOrAClientThatLeavesDoesNotAddToARunOfFailures() {
        var balancer =
                Pools.balancer(Pools.ejecting(RANDOM, new Ejection(2, Duration.ofSeconds(10), 50)), Pools.equal(2));
        for (int i = 0; i < 20; i++) {
            balancer.end(balancer.begin(0), Outcome.FAILURE, 1, 0);
            balancer.end(balancer.begin(0), Outcome.CANCELLED, 1, 0);
            balancer.end(balancer.begin(0), Outcome.SUCCESS, 1, 0);
        }
        assertThat(balancer.ejectedCount()).isZero();
    }

    @Test
    void theOnlyEndpointIsNeverEjected() {
        var balancer =
                Pools.balancer(Pools.ejecting(RANDOM, new Ejection(1, Duration.ofSeconds(10), 50)), Pools.equal(1));
        failTwice(balancer, 0);
        assertThat(balancer.endpoint(0).ejected()).isFalse();
    }

    @Test
    void aRetiredBalancerEndsWhatItBeganAndNothingElse() {
        var before = Pools.balancer(BalancerConfig.of(RANDOM), Pools.equal(3));
        var kept = before.begin(2);
        var removed = before.begin(0);
        var after = before.successor(
                BalancerPlan.compile(BalancerConfig.of(RANDOM), Pools.equal(3).subList(1, 3)), 0);
        assertThat(after.indexOf("e2")).isEqualTo(1);
        assertThat(after.indexOf("e0")).isEqualTo(-1);
        assertThat(after.endpoint(1)).isSameAs(kept);
        assertThat(kept.index()).isEqualTo(1);
        assertThat(removed.index()).isEqualTo(-1);
        assertThat(after.endpoint(1).inFlight()).isEqualTo(1);
        before.end(kept, Outcome.SUCCESS, 1, 0);
        before.end(removed, Outcome.FAILURE, 1, 0);
        assertThat(after.endpoint(1).inFlight()).isZero();
        assertThatThrownBy(() -> before.pick(0, 0, tried, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> after.end(kept, Outcome.SUCCESS, 1, 0))
                .hasMessage("e2: end without begin (expected: as many as begun)");
    }

    @Test
    void endpointsOfPoolsThatGetHealthChecksLaterStayInUseUntilOneFails() {
        var before = Pools.balancer(BalancerConfig.of(RANDOM), Pools.equal(2));
        var after = before.successor(BalancerPlan.compile(Pools.healthChecked(RANDOM), Pools.equal(3)), 0);
        assertThat(after.views(0))
                .extracting(EndpointView::health)
                .containsExactly(Health.HEALTHY, Health.HEALTHY, Health.PENDING);
    }

    /** The share of a sample: with a seed, as are the two below. */
    @Test
    void theOwnSiteCarriesAllUntilTooMuchOfItIsGone() {
        var balancer = Pools.balancer(Pools.ofSite(RANDOM, "east"), twoSites(10, 10));
        Pools.allHealthy(balancer, 0);
        assertThat(shareOfEast(balancer)).isEqualTo(1.0);
        down(balancer, 0, 2);
        assertThat(shareOfEast(balancer)).isEqualTo(1.0);
        down(balancer, 2, 5);
        // Half of the site times 140%.
        assertThat(shareOfEast(balancer)).isBetween(0.68, 0.72);
        down(balancer, 5, 10);
        assertThat(shareOfEast(balancer)).isZero();
    }

    @Test
    void withoutAnotherSiteTheRestOfTheOwnOneCarriesAll() {
        var balancer = Pools.balancer(Pools.ofSite(RANDOM, "east"), twoSites(4, 0));
        Pools.allHealthy(balancer, 0);
        down(balancer, 0, 2);
        assertThat(shareOfEast(balancer)).isEqualTo(1.0);
    }

    @HegelTest
    void aFullSiteOverflowsIntoTheOther(TestCase tc) {
        var usual = Pools.limited(RANDOM, 1);
        var config = new BalancerConfig(
                RANDOM, "east", 50, WhenAllDown.USE_ALL, null, Duration.ZERO, usual.limits(), 140, false);
        var balancer = Pools.balancer(config, twoSites(2, 1));
        var sites = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            int index = pick(balancer, tc);
            balancer.begin(index);
            sites.add(balancer.views(0).get(index).spec().site());
        }
        assertThat(sites).containsExactly("east", "east", "west");
        assertThat(pick(balancer, tc)).isEqualTo(Balancer.FULL);
    }

    @Test
    void aNewEndpointBeginsWithATenthOfItsWeightAndGrowsToAll() {
        var usual = BalancerConfig.of(RANDOM);
        var config = new BalancerConfig(
                RANDOM, "", 50, WhenAllDown.USE_ALL, null, Duration.ofSeconds(32), usual.limits(), 140, false);
        var before = Pools.balancer(config, Pools.equal(1));
        long joined = 100 * Pools.SECOND;
        var balancer = before.successor(BalancerPlan.compile(config, Pools.equal(2)), joined);
        assertThat(shareOfSecond(balancer, joined)).isBetween(0.085, 0.097);
        assertThat(shareOfSecond(balancer, joined + 16 * Pools.SECOND)).isBetween(0.34, 0.37);
        assertThat(shareOfSecond(balancer, joined + 32 * Pools.SECOND)).isBetween(0.49, 0.51);
    }

    @HegelTest(testCases = 200)
    void aRetryAvoidsWhatWasTriedAsLongAsThereIsAnother(TestCase tc) {
        var config = BalancerConfig.of(tc.draw(policies(), "policy"));
        var weights = tc.draw(lists(weights()).minSize(1).maxSize(Tried.CAPACITY), "weights");
        var balancer = Pools.balancer(
                config, Pools.weighted(weights.stream().mapToInt(w -> w).toArray()));
        tried.clear();
        long hash = tc.draw(longs(), "hash");
        for (int tries = 0; tries < weights.size(); tries++) {
            int index = balancer.pick(hash, tc.draw(longs(), "randomBits"), tried, 0);
            assertThat(tried.contains(balancer.endpoint(index)))
                    .as("tried before")
                    .isFalse();
            tried.add(balancer.endpoint(index));
        }
        assertThat(balancer.pick(hash, tc.draw(longs(), "randomBits"), tried, 0))
                .isNotNegative();
    }

    @Test
    void eventsThatNobodyTakesAreBounded() {
        var balancer = Pools.balancer(Pools.healthChecked(RANDOM), Pools.equal(1));
        for (int i = 0; i < Balancer.MAX_EVENTS; i++) {
            balancer.health(0, Health.HEALTHY, 0);
            balancer.health(0, Health.UNHEALTHY, 0);
        }
        assertThat(balancer.takeEvents()).hasSize(Balancer.MAX_EVENTS).endsWith(new BalanceEvent.PanicEntered(0, 1));
    }

    private int pick(Balancer balancer, TestCase tc) {
        return balancer.pick(tc.draw(longs(), "hash"), tc.draw(longs(), "randomBits"), tried, 0);
    }

    private static void failTwice(Balancer balancer, long nowSeconds) {
        for (int i = 0; i < 2; i++) {
            balancer.end(balancer.begin(0), Outcome.FAILURE, 1, nowSeconds * Pools.SECOND);
        }
    }

    private static List<EndpointSpec> twoSites(int east, int west) {
        var endpoints = new ArrayList<EndpointSpec>();
        for (int i = 0; i < east + west; i++) {
            endpoints.add(new EndpointSpec("e" + i, i < east ? "east" : "west", 1, /* draining= */ false));
        }
        return endpoints;
    }

    private static void down(Balancer balancer, int from, int to) {
        for (int index = from; index < to; index++) {
            balancer.health(index, Health.UNHEALTHY, 0);
        }
    }

    private double shareOfEast(Balancer balancer) {
        var random = new SplittableRandom(SEED);
        int east = 0;
        for (int i = 0; i < 20_000; i++) {
            east += balancer.plan()
                            .endpoints()
                            .get(balancer.pick(0, random.nextLong(), tried, 0))
                            .site()
                            .equals("east")
                    ? 1
                    : 0;
        }
        return east / 20_000.0;
    }

    private double shareOfSecond(Balancer balancer, long nowNanos) {
        var random = new SplittableRandom(SEED);
        int second = 0;
        for (int i = 0; i < 40_000; i++) {
            second += balancer.pick(0, random.nextLong(), tried, nowNanos);
        }
        return second / 40_000.0;
    }
}
