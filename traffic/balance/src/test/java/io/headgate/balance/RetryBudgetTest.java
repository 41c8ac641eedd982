package io.headgate.balance;

import static io.headgate.balance.BalanceGenerators.pauses;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.Invariant;
import io.headgate.property.Rule;
import io.headgate.property.StateMachine;
import io.headgate.property.TestCase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    @HegelTest(testCases = 200)
    void noSequenceGetsMoreRetriesThanShareAndFloor(TestCase tc) {
        StateMachine.of(new BudgetedPool(tc)).steps(100).run(tc);
    }

    /** Requests and retries by hand: every time is remembered, nothing is summed up. */
    static final class BudgetedPool {
        /** Monotonic clocks may wrap, so this one does. */
        private static final long ORIGIN_NANOS = Long.MAX_VALUE - 5 * Pools.SECOND;

        final int percent;
        final int minPerSecond;
        final RetryBudget budget;
        final List<Long> requests = new ArrayList<>();
        final List<Long> retries = new ArrayList<>();
        final List<Long> retriesFromTheShare = new ArrayList<>();

        /** Tokens times nanoseconds per second in the floor's bucket, as of the last retry. */
        BigInteger floor;

        long lastNanos;
        long passedNanos;

        BudgetedPool(TestCase tc) {
            percent = tc.draw(oneOf(integers(0, 100), just(1000)), "percent");
            minPerSecond = tc.draw(oneOf(integers(0, 4), just(1_000_000)), "minPerSecond");
            budget = new RetryBudget(percent, minPerSecond, ORIGIN_NANOS);
            floor = BigInteger.valueOf(minPerSecond * Pools.SECOND);
        }

        @Rule
        void passTime(TestCase tc) {
            passedNanos += tc.draw(pauses(Duration.ofSeconds(2)));
        }

        @Rule
        void passAWindow(TestCase tc) {
            passedNanos += tc.draw(pauses(Duration.ofSeconds(20)));
        }

        @Rule
        void requests(TestCase tc) {
            for (int count = tc.draw(integers(1, 10)); count > 0; count--) {
                budget.requestStarted(ORIGIN_NANOS + passedNanos);
                requests.add(passedNanos);
            }
        }

        @Rule
        void retry() {
            refill();
            boolean granted = budget.tryRetry(ORIGIN_NANOS + passedNanos);
            if ((inTheWindow(retriesFromTheShare) + 1) * 100 <= inTheWindow(requests) * percent) {
                assertThat(granted).as("paid from the share").isTrue();
                retriesFromTheShare.add(passedNanos);
            } else {
                var token = BigInteger.valueOf(Pools.SECOND);
                assertThat(granted).as("paid from the floor").isEqualTo(floor.compareTo(token) >= 0);
                floor = granted ? floor.subtract(token) : floor;
            }
            if (granted) {
                retries.add(passedNanos);
            }
        }

        private void refill() {
            var full = BigInteger.valueOf(minPerSecond * Pools.SECOND);
            var gained = BigInteger.valueOf(minPerSecond).multiply(BigInteger.valueOf(passedNanos - lastNanos));
            floor = floor.add(gained).min(full);
            lastNanos = passedNanos;
        }

        /** Those of the current second and the nine before it. */
        private long inTheWindow(List<Long> times) {
            long second = passedNanos / Pools.SECOND;
            return times.stream()
                    .filter(time -> time / Pools.SECOND > second - 10)
                    .count();
        }

        @Invariant
        void theBoundHolds() {
            for (long from : retries) {
                double seconds = (double) (passedNanos - from) / Pools.SECOND;
                double allowed =
                        since(from - 10 * Pools.SECOND, requests) * percent / 100.0 + minPerSecond * (seconds + 1);
                assertThat((double) since(from, retries)).isLessThanOrEqualTo(allowed + 1e-6);
            }
        }

        private static long since(long from, List<Long> times) {
            return times.stream().filter(time -> time >= from).count();
        }
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
