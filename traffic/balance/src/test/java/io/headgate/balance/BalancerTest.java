package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final long SEED = 0x5EED_0006;
    private static final Policy RANDOM = new Policy.Random();
    private final Tried tried = new Tried();
    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void aPendingEndpointIsNotUsedEvenInPanic() {
        var balancer = Pools.balancer(Pools.healthChecked(RANDOM), Pools.equal(3));
        assertThat(pick(balancer, 0)).isEqualTo(Balancer.NONE);
        balancer.health(1, Health.HEALTHY, 0);
        balancer.health(1, Health.UNHEALTHY, 0);
        assertThat(balancer.inPanic()).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(pick(balancer, 0)).isEqualTo(1);
        }
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

    @Test
    void drainingEndpointsKeepTheirSessionsAndGetNoNewWork() {
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
        for (int i = 0; i < 100; i++) {
            assertThat(pick(balancer, 0)).isEqualTo(2);
        }
    }

    @Test
    void ejectionsGetLongerInARowAndAreForgivenInTime() {
        var balancer =
                Pools.balancer(Pools.ejecting(RANDOM, new Ejection(2, Duration.ofSeconds(10), 50)), Pools.equal(2));
        failTwice(balancer, 0);
        assertThat(balancer.takeEvents()).containsExactly(new BalanceEvent.Ejected("e0", 2, Duration.ofSeconds(10)));
        assertThat(pick(balancer, 9)).isEqualTo(1);
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
        assertThatThrownBy(() -> pick(before, 0)).isInstanceOf(IllegalStateException.class);
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

    @Test
    void aFullSiteOverflowsIntoTheOther() {
        var usual = Pools.limited(RANDOM, 1);
        var config = new BalancerConfig(
                RANDOM, "east", 50, WhenAllDown.USE_ALL, null, Duration.ZERO, usual.limits(), 140, false);
        var balancer = Pools.balancer(config, twoSites(2, 1));
        var sites = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            int index = pick(balancer, 0);
            balancer.begin(index);
            sites.add(balancer.views(0).get(index).spec().site());
        }
        assertThat(sites).containsExactly("east", "east", "west");
        assertThat(pick(balancer, 0)).isEqualTo(Balancer.FULL);
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

    @Test
    void aRetryAvoidsWhatWasTriedAsLongAsThereIsAnother() {
        for (var policy : DistributionTest.policies()) {
            var balancer = Pools.balancer(BalancerConfig.of(policy), Pools.equal(4));
            tried.clear();
            long hash = random.nextLong();
            for (int i = 0; i < 4; i++) {
                int index = balancer.pick(hash, random.nextLong(), tried, 0);
                assertThat(tried.contains(balancer.endpoint(index)))
                        .as("%s, try %d", policy, i)
                        .isFalse();
                tried.add(balancer.endpoint(index));
            }
            assertThat(balancer.pick(hash, random.nextLong(), tried, 0)).isNotNegative();
        }
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

    private int pick(Balancer balancer, long nowSeconds) {
        return balancer.pick(random.nextLong(), random.nextLong(), tried, nowSeconds * Pools.SECOND);
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
        int east = 0;
        for (int i = 0; i < 20_000; i++) {
            east += balancer.plan().endpoints().get(pick(balancer, 0)).site().equals("east") ? 1 : 0;
        }
        return east / 20_000.0;
    }

    private double shareOfSecond(Balancer balancer, long nowNanos) {
        int second = 0;
        for (int i = 0; i < 40_000; i++) {
            second += balancer.pick(0, random.nextLong(), tried, nowNanos);
        }
        return second / 40_000.0;
    }
}
