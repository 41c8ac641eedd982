package io.headgate.store;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LeaseClockTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static final class Modelled {
        private final long ttlSeconds;
        private long deadlineNanos;
        private boolean isExpired;
        private long givenNanos;

        Modelled(long ttlSeconds, long deadlineNanos) {
            this.ttlSeconds = ttlSeconds;
            this.deadlineNanos = deadlineNanos;
        }
    }

    /** Time runs from any number, also over the end of the longs. */
    @HegelTest(testCases = 1_000)
    void leasesExpireWhenTheirTimeIsUpAndNotBefore(TestCase tc) {
        long start = tc.draw(sampledFrom(0L, -5 * SECOND, Long.MAX_VALUE - 20 * SECOND), "start");
        long elapsed = 0;
        var clock = new LeaseClock();
        var model = new TreeMap<Long, Modelled>();
        int steps = tc.draw(integers(0, 60), "steps");
        for (int i = 0; i < steps; i++) {
            long id = tc.draw(longs(1, 4), "id");
            elapsed += tc.draw(longs(0, 2), "seconds") * SECOND;
            long now = start + elapsed;
            Modelled lease = model.get(id);
            switch (tc.draw(integers(0, 4), "step")) {
                case 0 -> {
                    if (lease == null) {
                        long ttl = tc.draw(longs(1, 5), "ttl");
                        clock.granted(id, ttl, now);
                        model.put(id, new Modelled(ttl, elapsed + ttl * SECOND));
                    }
                }
                case 1 -> {
                    clock.revoked(id);
                    model.remove(id);
                }
                case 2 -> {
                    if (lease == null || lease.isExpired) {
                        assertThat(clock.renew(id, now)).isZero();
                    } else {
                        assertThat(clock.renew(id, now)).isEqualTo(lease.ttlSeconds);
                        lease.deadlineNanos = elapsed + lease.ttlSeconds * SECOND;
                    }
                }
                case 3 -> {
                    long left = lease == null
                            ? -1
                            : lease.isExpired ? 0 : Math.max(0, lease.deadlineNanos - elapsed) / SECOND;
                    assertThat(clock.timeToLive(id, now)).isEqualTo(left);
                }
                default -> {
                    int max = tc.draw(integers(1, 5), "max");
                    List<Long> expired = clock.expired(now, max);
                    long at = elapsed;
                    long due = model.values().stream()
                            .filter(each -> isDue(each, at))
                            .count();
                    assertThat(expired).doesNotHaveDuplicates().hasSize((int) Math.min(max, due));
                    for (long each : expired) {
                        Modelled gone = Objects.requireNonNull(model.get(each));
                        assertThat(isDue(gone, at)).isTrue();
                        gone.isExpired = true;
                        gone.givenNanos = at;
                    }
                }
            }
        }
    }

    private static boolean isDue(Modelled lease, long elapsed) {
        return lease.isExpired ? elapsed - lease.givenNanos >= LeaseClock.RETRY_NANOS : lease.deadlineNanos <= elapsed;
    }

    @Test
    void aNewLeaderGivesEveryLeaseItsFullTime() {
        var store = new Keyspace();
        store.apply(1, 0, new Command.GrantLease(7, 10));
        var clock = LeaseClock.over(store, 1_000 * SECOND);
        assertThat(clock.timeToLive(7, 1_000 * SECOND)).isEqualTo(10);
        assertThat(clock.nextNanos()).hasValue(1_010 * SECOND);
    }

    @Test
    void leasesThatCameAndWentLeaveNothingBehind() {
        var clock = new LeaseClock();
        for (long id = 1; id <= 100_000; id++) {
            clock.granted(id, Limits.MAX_LEASE_TTL_SECONDS, 0);
            clock.revoked(id);
        }
        assertThat(clock.queued()).isLessThan(100);
    }
}
