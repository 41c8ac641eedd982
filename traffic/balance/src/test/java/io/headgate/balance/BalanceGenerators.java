package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.bytes;
import static io.headgate.balance.BalanceGenerators.octets;
import static io.headgate.balance.BalanceGenerators.policies;
import static io.headgate.balance.BalanceGenerators.weights;
import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.lists;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.property.Generator;
import io.headgate.property.ListGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the properties of this module draw: small, so that things collide, and with the ends of every range. */
final class BalanceGenerators {

    private BalanceGenerators() {}

    /** Every kind of policy; the Maglev tables are far too small, so that endpoints fight for slots. */
    static Generator<Policy> policies() {
        return sampledFrom(
                new Policy.RoundRobin(),
                new Policy.Random(),
                new Policy.LeastRequest(2),
                new Policy.LeastRequest(4),
                new Policy.PeakEwma(Duration.ofSeconds(1)),
                new Policy.Maglev(13));
    }

    /** Weights that take new work: mostly small ones, and the highest there is. */
    static Generator<Integer> weights() {
        return sampledFrom(1, 2, 3, 4, 1000);
    }

    /** Endpoints with different ids, of two sites, in any order; some take no new work. */
    static Generator<List<EndpointSpec>> pools(int maxSize) {
        // An id drawn twice is listed once: draw more than are wanted.
        var ids = integers(0, maxSize - 1).map(number -> "e" + number);
        Generator<EndpointSpec> endpoints = composite(tc -> new EndpointSpec(
                tc.draw(ids),
                tc.draw(sampledFrom("a", "b")),
                tc.draw(booleans(0.125)) ? 0 : tc.draw(weights()),
                /* draining= */ tc.draw(booleans(0.125))));
        return lists(endpoints).maxSize(2 * maxSize).map(drawn -> {
            Set<String> seen = new HashSet<>();
            return drawn.stream().filter(endpoint -> seen.add(endpoint.id())).toList();
        });
    }

    /** Configurations of a pool of the sites {@code a} and {@code b}, with thresholds that few endpoints reach. */
    static Generator<BalancerConfig> configs() {
        return composite(tc -> {
            var ejection = new Ejection(
                    tc.draw(integers(1, 3)),
                    Duration.ofSeconds(1),
                    tc.draw(integers(0, 100).shrinkTowards(100)));
            return new BalancerConfig(
                    tc.draw(policies()),
                    tc.draw(sampledFrom("", "a", "a", "elsewhere")),
                    /* panicPercent= */ tc.draw(oneOf(just(0), just(50), integers(0, 100))),
                    tc.draw(sampledFrom(WhenAllDown.values())),
                    tc.draw(booleans(0.8)) ? ejection : null,
                    tc.draw(sampledFrom(Duration.ZERO, Duration.ofSeconds(2))),
                    new EndpointLimits(1, 0, tc.draw(integers(1, 4))),
                    /* spillOverPercent= */ tc.draw(oneOf(just(100), integers(100, 200))),
                    /* healthChecked= */ tc.draw(booleans()));
        });
    }

    /** Policies whose probes may take longer than the interval, with short runs. */
    static Generator<HealthPolicy> healthPolicies() {
        return composite(tc -> new HealthPolicy(
                Duration.ofMillis(tc.draw(oneOf(integers(100, 1_000), just(3_600_000)))),
                Duration.ofMillis(tc.draw(oneOf(integers(1, 1_500), just(600_000)))),
                /* healthy= */ tc.draw(integers(1, 3)),
                /* unhealthy= */ tc.draw(integers(1, 3)),
                /* jitterPercent= */ tc.draw(integers(0, 50))));
    }

    /** Nanoseconds that pass between two steps: often none, or a round number that another may be equal to. */
    static Generator<Long> pauses(Duration longest) {
        long most = longest.toNanos();
        return oneOf(sampledFrom(0L, 1L, most / 4, most / 2 - 1, most / 2, most), longs(0, most));
    }

    /** Bytes, as numbers of {@code 0..255} so that a report can print them. */
    static ListGenerator<Integer> octets() {
        return lists(integers(0, 255));
    }

    /** The array of these octets. */
    static byte[] bytes(List<Integer> octets) {
        byte[] bytes = new byte[octets.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = octets.get(i).byteValue();
        }
        return bytes;
    }

    /** These values in any order; the given one is simplest. */
    static <T> Generator<List<T>> permutations(List<T> values) {
        return composite(tc -> {
            var rest = new ArrayList<>(values);
            var order = new ArrayList<T>();
            while (!rest.isEmpty()) {
                order.add(rest.remove((int) tc.draw(integers(0, rest.size() - 1))));
            }
            return order;
        });
    }
}
