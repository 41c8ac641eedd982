package io.headgate.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private static final long SEED = 0x5EED_000A;

    @Test
    void noSequenceGetsMoreRetriesThanShareAndFloor() {
        for (int run = 0; run < 300; run++) {
            var random = new SplittableRandom(SEED + run);
            int percent = random.nextInt(0, 60);
            int minPerSecond = random.nextInt(0, 5);
            long nowNanos = Long.MAX_VALUE - 5 * Pools.SECOND;
            long origin = nowNanos;
            var budget = new RetryBudget(percent, minPerSecond, nowNanos);
            var requests = new ArrayList<Long>();
            var retries = new ArrayList<Long>();
            for (int step = 0; step < 600; step++) {
                nowNanos += random.nextLong(random.nextInt(50) == 0 ? 20 * Pools.SECOND : Pools.SECOND / 20);
                if (random.nextBoolean()) {
                    budget.requestStarted(nowNanos);
                    requests.add(nowNanos - origin);
                } else if (budget.tryRetry(nowNanos)) {
                    retries.add(nowNanos - origin);
                }
            }
            for (long from : retries) {
                for (long to : retries) {
                    if (to >= from) {
                        double seconds = (double) (to - from) / Pools.SECOND;
                        double allowed = within(requests, from - 10 * Pools.SECOND, to) * percent / 100.0
                                + minPerSecond * (seconds + 1);
                        assertThat((double) within(retries, from, to))
                                .as("%d%% + %d/s, %d..%d, seed %d", percent, minPerSecond, from, to, SEED + run)
                                .isLessThanOrEqualTo(allowed + 1e-6);
                    }
                }
            }
        }
    }

    private static long within(List<Long> times, long from, long to) {
        long count = 0;
        for (long time : times) {
            count += time >= from && time <= to ? 1 : 0;
        }
        return count;
    }

    @Test
    void aFifthOfTheRequestsMayBeRetried() {
        var budget = new RetryBudget(/* percent= */ 20, /* minPerSecond= */ 0, /* nowNanos= */ 0);
        int granted = 0;
        for (int i = 0; i < 1_000; i++) {
            long nowNanos = i * Pools.SECOND / 100;
            budget.requestStarted(nowNanos);
            granted += budget.tryRetry(nowNanos) ? 1 : 0;
        }
        assertThat(granted).isEqualTo(200);
    }

    @Test
    void withoutTrafficTheFloorIsThere() {
        var budget = new RetryBudget(/* percent= */ 20, /* minPerSecond= */ 3, /* nowNanos= */ 0);
        for (int second = 0; second < 5; second++) {
            long nowNanos = second * Pools.SECOND;
            for (int i = 0; i < 3; i++) {
                assertThat(budget.tryRetry(nowNanos)).as("second %d", second).isTrue();
            }
            assertThat(budget.tryRetry(nowNanos)).as("second %d", second).isFalse();
        }
    }

    @Test
    void oldRequestsPayForNothing() {
        var budget = new RetryBudget(/* percent= */ 100, /* minPerSecond= */ 0, /* nowNanos= */ 0);
        budget.requestStarted(0);
        assertThat(budget.tryRetry(10 * Pools.SECOND)).isFalse();
        budget.requestStarted(10 * Pools.SECOND);
        assertThat(budget.tryRetry(19 * Pools.SECOND)).isTrue();
        assertThat(budget.tryRetry(19 * Pools.SECOND)).isFalse();
    }
}
