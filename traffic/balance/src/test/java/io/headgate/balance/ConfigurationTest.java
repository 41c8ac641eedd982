package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is wrong is refused with the value and what was expected. */
class ConfigurationTest {

    @Test
    void valuesOutOfRangeAreRefused() {
        refused(() -> new EndpointSpec("", "", 1, false), "id: \"\" (expected: at least one character)");
        refused(() -> new EndpointSpec("e", "", 1001, false), "weight of e: 1001 (expected: 0..1000)");
        refused(() -> new Policy.LeastRequest(1), "choices: 1 (expected: 2..16)");
        refused(() -> new Policy.PeakEwma(Duration.ZERO), "halfLife: PT0S (expected: PT0.1S..PT10M)");
        refused(() -> new Policy.Maglev(100), "tableSize: 100 (expected: a prime in 3..16777213)");
        refused(() -> new EndpointLimits(0, 0, 1), "connections: 0 (expected: 1..2147483647)");
        refused(() -> new Ejection(5, Duration.ofSeconds(1), 101), "maxEjectedPercent: 101 (expected: 0..100)");
        refused(
                () -> new HealthPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 0, 3, 20),
                "healthy: 0 (expected: 1..100)");
        var usual = BalancerConfig.of(new Policy.Random());
        refused(
                () -> new BalancerConfig(
                        usual.policy(),
                        "",
                        50,
                        WhenAllDown.REFUSE,
                        null,
                        Duration.ofMillis(1),
                        usual.limits(),
                        140,
                        false),
                "slowStart: PT0.001S (expected: PT0.1S..PT1H)");
    }

    @Test
    void aPlanReportsAllItsProblemsInOneGo() {
        var endpoints = new ArrayList<>(Pools.equal(4));
        endpoints.set(2, endpoints.get(0));
        endpoints.set(3, endpoints.get(1));
        refused(() -> BalancerPlan.compile(BalancerConfig.of(new Policy.Maglev(3)), List.copyOf(endpoints)), """
                endpoints[2].id: e0 (expected: another than that of endpoints[0])
                endpoints[3].id: e1 (expected: another than that of endpoints[1])
                endpoints: 4 (expected: at most 3)""");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
