package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Real processes and real faults, for as long as a build can wait; {@code state/torture} does it for an hour. Links are cut
 * where network namespaces can be had, which takes root; the report says whether they were.
 */
class StoreTortureTest {
    private static final Duration OF_FAULTS = Duration.ofSeconds(45);

    @Test
    void clientsAreToldNothingWrongWhileMembersAreKilledStoppedAndCutOff() throws Exception {
        long seed = System.nanoTime();
        StoreTally tally = new StoreTorture(OF_FAULTS, seed, /* isLoopback= */ false).run();

        assertThat(tally.violations()).as("with seed %d", seed).isEmpty();
        assertThat(tally.faults()).isPositive();
        assertThat(tally.checks("acknowledged writes")).isPositive();
        assertThat(tally.checks("operations of registers")).isPositive();
        assertThat(tally.checks("transactions over lists")).isPositive();
        assertThat(tally.checks("events of the watch")).isPositive();
        assertThat(tally.checks("hashes")).isEqualTo(StoreCluster.MEMBERS);
    }
}
