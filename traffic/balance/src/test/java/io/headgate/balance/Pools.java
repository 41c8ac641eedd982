package io.headgate.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pools and configurations that tests begin with. */
final class Pools {
    static final long SECOND = 1_000_000_000L;

    private Pools() {}

    /** Endpoints {@code e0, e1, ...} of site {@code here} with these weights. */
    static List<EndpointSpec> weighted(int... weights) {
        var endpoints = new ArrayList<EndpointSpec>();
        for (int weight : weights) {
            endpoints.add(new EndpointSpec("e" + endpoints.size(), "here", weight, /* draining= */ false));
        }
        return endpoints;
    }

    static List<EndpointSpec> equal(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return weighted(weights);
    }

    static Balancer balancer(BalancerConfig config, List<EndpointSpec> endpoints) {
        return new Balancer(BalancerPlan.compile(config, endpoints), /* nowNanos= */ 0);
    }

    static BalancerConfig healthChecked(Policy policy) {
        var usual = BalancerConfig.of(policy);
        return new BalancerConfig(
                policy,
                usual.ownSite(),
                usual.panicPercent(),
                usual.whenAllDown(),
                usual.ejection(),
                usual.slowStart(),
                usual.limits(),
                usual.spillOverPercent(),
                /* healthChecked= */ true);
    }

    static BalancerConfig ejecting(Policy policy, @Nullable Ejection ejection) {
        var usual = BalancerConfig.of(policy);
        return new BalancerConfig(
                policy,
                usual.ownSite(),
                usual.panicPercent(),
                usual.whenAllDown(),
                ejection,
                usual.slowStart(),
                usual.limits(),
                usual.spillOverPercent(),
                usual.healthChecked());
    }

    static BalancerConfig limited(Policy policy, int requests) {
        var usual = BalancerConfig.of(policy);
        return new BalancerConfig(
                policy,
                usual.ownSite(),
                usual.panicPercent(),
                usual.whenAllDown(),
                usual.ejection(),
                usual.slowStart(),
                new EndpointLimits(1, 0, requests),
                usual.spillOverPercent(),
                usual.healthChecked());
    }

    static BalancerConfig ofSite(Policy policy, String ownSite) {
        var usual = BalancerConfig.of(policy);
        return new BalancerConfig(
                policy,
                ownSite,
                usual.panicPercent(),
                usual.whenAllDown(),
                usual.ejection(),
                usual.slowStart(),
                usual.limits(),
                usual.spillOverPercent(),
                /* healthChecked= */ true);
    }

    static void allHealthy(Balancer balancer, long nowNanos) {
        for (int i = 0; i < balancer.size(); i++) {
            balancer.health(i, Health.HEALTHY, nowNanos);
        }
    }
}
