package io.headgate.dns;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final long MILLI = 1_000_000;

    private static RateLimiter limiter(int perSecond, int burst, int slip, int buckets) {
        return new RateLimiter(new RateLimit(perSecond, burst, slip, 24, 56, buckets), new byte[16]);
    }

    @Test
    void theWorkedNumberIsRight() {
        RateLimiter limiter = limiter(10, 3, 0, 4);
        var client = new ClientAddress();
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.tryTake(client, 1, 0)).isTrue();
        }
        assertThat(limiter.tryTake(client, 1, 0)).isFalse();
        assertThat(limiter.tryTake(client, 1, 99 * MILLI)).isFalse();
        assertThat(limiter.tryTake(client, 1, 100 * MILLI)).isTrue();
        assertThat(limiter.tryTake(client, 1, 100 * MILLI)).isFalse();
    }

    /** While there are accounts enough, in no span of time is there more than the burst and what the rate adds; all that fits is allowed. */
    @HegelTest(testCases = 300)
    void eachNetworkAndSubjectGetsItsRateAndNothingLess(TestCase tc) {
        int perSecond = tc.draw(integers(1, 20), "per second");
        int burst = tc.draw(integers(1, 5), "burst");
        RateLimiter limiter = limiter(perSecond, burst, 0, 1 << 12);
        long interval = 1_000_000_000L / perSecond;
        var levels = new HashMap<List<Integer>, Double>();
        var lasts = new HashMap<List<Integer>, Long>();
        long now = tc.draw(integers(-5, 5)) * 1_000_000_000L;
        var client = new ClientAddress();
        for (int i = 0; i < 60; i++) {
            now += tc.draw(integers(0, 3)) * interval / 2;
            int network = tc.draw(integers(0, 2));
            int subject = tc.draw(integers(0, 1));
            client.setV4(network << 8 | i % 256);
            List<Integer> key = List.of(network, subject);
            double level = Math.max(
                    0, levels.getOrDefault(key, 0.0) - (double) (now - lasts.getOrDefault(key, now)) / interval);
            boolean expected = level + 1 <= burst + 1e-9;
            assertThat(limiter.tryTake(client, subject, now))
                    .as("request %d", i)
                    .isEqualTo(expected);
            levels.put(key, expected ? level + 1 : level);
            lasts.put(key, now);
            limiter.checkInvariants();
        }
    }

    @Test
    void aFloodFromManyNetworksDoesNotFreeOneThatIsLimited() {
        RateLimiter limiter = limiter(1, 5, 0, 4);
        var flooder = new ClientAddress();
        flooder.setV6(1L << 32, 0);
        int allowed = 0;
        for (int i = 0; i < 1_000; i++) {
            allowed += limiter.tryTake(flooder, 7, 0) ? 1 : 0;
            var other = new ClientAddress();
            other.setV6((long) i << 40, 0);
            assertThat(limiter.tryTake(other, 7, 0)).as("a first request").isTrue();
            limiter.checkInvariants();
        }
        assertThat(allowed).isLessThan(20);
    }

    @Test
    void oneInSlipIsSent() {
        for (int slip : new int[] {0, 1, 2, 10}) {
            RateLimiter limiter = limiter(1, 1, slip, 4);
            int sent = 0;
            for (long random = 0; random < 100; random++) {
                sent += limiter.slips(random) ? 1 : 0;
            }
            assertThat(sent).as("slip %d", slip).isEqualTo(slip == 0 ? 0 : 100 / slip);
        }
    }
}
