package io.headgate.consensus;

import io.headgate.property.Hegel;
import io.headgate.property.Phase;
import io.headgate.property.Settings;
import io.headgate.simulation.Scenario;
import io.headgate.simulation.Simulation;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Clusters under every fault there is: nothing that {@link Witness} forbids happens, what clients see is linearizable,
 * and a healed cluster gets on. For a longer search give these scenarios to a campaign, see docs/simulation.md.
 */
final class PaxosSimulationTest {
    @Test
    void threeMembersAgree() {
        run(ThreeScenario::new, 400);
    }

    @Test
    void impatientMembersAgreeThoughOneLeaderFollowsTheOther() {
        run(RestlessScenario::new, 200);
    }

    @Test
    void fiveMembersAgreeWithinTightLimits() {
        run(FiveScenario::new, 150);
    }

    @Test
    void membersOfDifferentWeightAgree() {
        run(WeightedScenario::new, 60);
    }

    @Test
    void fourMembersElectAndTwoDecide() {
        run(FlexibleScenario::new, 60);
    }

    @Test
    void membersAgreeWhileTheirMembershipChanges() {
        run(ChangingScenario::new, 200);
    }

    @Test
    void membersAgreeOnDisksThatDecay() {
        run(RottenScenario::new, 200);
    }

    @Test
    void readsByLeasesAreFreshWhileClocksDriftWithinTheBound() {
        run(LeaseScenario::new, 200);
    }

    private static void run(Supplier<? extends Scenario<Wire, ClusterOperation, Integer>> scenario, int testCases) {
        Settings settings = new Settings()
                .seed(1)
                .database("disabled")
                .phases(Phase.GENERATE, Phase.SHRINK)
                .testCases(testCases);
        Hegel.test(tc -> Simulation.run(tc, scenario), settings);
    }
}
