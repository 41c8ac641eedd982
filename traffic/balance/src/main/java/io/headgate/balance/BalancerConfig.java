package io.headgate.balance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pool is balanced.
 *
 * @param policy how one of the usable endpoints is chosen
 * @param ownSite site whose endpoints are preferred; empty for no preference
 * @param panicPercent {@code 0..100}; when a smaller share of the known endpoints is available, all known ones are used;
 *     0 switches this off. Known are those that take new work and ever passed a check. Usually 50.
 * @param whenAllDown what to do when none is available
 * @param ejection when failing requests take an endpoint out of use; null for never
 * @param slowStart how long the weight of an endpoint that comes (back) into use grows from 10% to 100%; zero for off,
 *     otherwise {@code 100 ms..1 h}
 * @param limits what one endpoint may carry
 * @param spillOverPercent {@code 100..1000}; the own site carries all new work as long as its available weight, times this
 *     percentage, covers its known weight, and proportionally less below; usually 140, so that 5 of 7 still carry all
 * @param healthChecked whether {@link Balancer#health} will be called: if so, endpoints are unusable until their first
 *     {@link Health#HEALTHY}; if not, they are healthy from the start
 */
public record BalancerConfig(
        Policy policy,
        String ownSite,
        int panicPercent,
        WhenAllDown whenAllDown,
        @Nullable Ejection ejection,
        Duration slowStart,
        EndpointLimits limits,
        int spillOverPercent,
        boolean healthChecked) {

    private static final Range PANIC_PERCENT = new Range(0, 100);
    private static final DurationRange SLOW_STARTS = new DurationRange(Duration.ofMillis(100), Duration.ofHours(1));
    private static final Range SPILL_OVER_PERCENT = new Range(100, 1000);

    public BalancerConfig {
        PANIC_PERCENT.check("panicPercent", panicPercent);
        SPILL_OVER_PERCENT.check("spillOverPercent", spillOverPercent);
        if (!slowStart.isZero()) {
            SLOW_STARTS.check("slowStart", slowStart);
        }
    }

    /**
     * The usual values: no own site, panic below 50%, all used when all are down, no ejection, no slow start, no limits,
     * no health checks.
     */
    public static BalancerConfig of(Policy policy) {
        return new BalancerConfig(
                policy,
                /* ownSite= */ "",
                /* panicPercent= */ 50,
                WhenAllDown.USE_ALL,
                /* ejection= */ null,
                Duration.ZERO,
                EndpointLimits.UNLIMITED,
                /* spillOverPercent= */ 140,
                /* healthChecked= */ false);
    }
}
