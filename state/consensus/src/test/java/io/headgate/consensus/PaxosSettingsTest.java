package io.headgate.consensus;

import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import org.junit.jupiter.api.Test;

final class PaxosSettingsTest {
    private static PaxosSettings settings(long heartbeatNanos, long electionNanos, int driftPpm) {
        return new PaxosSettings(
                heartbeatNanos, electionNanos, 1, 1, /* leaseReads= */ true, driftPpm, PaxosSettings.Limits.DEFAULT);
    }

    /** The leader's clock is the slowest there may be, that of who is loyal to it the fastest. */
    @HegelTest
    void aLeaseIsOverBeforeAnybodyIsFreeToPromiseSomethingToAnother(TestCase tc) {
        long heartbeat = tc.draw(longs(1, 1_000_000_000L), "heartbeatNanos");
        long election = tc.draw(longs(2 * heartbeat, 100 * heartbeat), "electionNanos");
        int drift = tc.draw(integers(0, 499_999), "driftPpm");
        long lease = settings(heartbeat, election, drift).leaseNanos();
        assertThat(lease * (1_000_000L + drift)).isLessThan(election * 1_000_000L);
    }

    @Test
    void withoutDriftALeaseIsShorterThanLoyaltyByAHeartbeat() {
        assertThat(settings(10, 100, 0).leaseNanos()).isEqualTo(90);
    }

    @Test
    void anElectionTimeOfLessThanTwoHeartbeatsIsRefused() {
        assertThatThrownBy(() -> settings(10, 19, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("electionNanos: 19 (expected: at least two heartbeats of 10, at most 3600000000000)");
    }
}
