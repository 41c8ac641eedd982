package io.headgate.replica;

import io.headgate.property.HealthCheck;
import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.simulation.Simulation;

/** Whole members, log, consensus and store, under every fault of the kit. */
final class ClusterSimulationTest {
    private static final int CASES = 30;

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void everyKeyIsALinearizableRegisterThroughAnyMember(TestCase tc) {
        Simulation.run(tc, RegisterScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void everyKeyIsARegisterOnFullDisksToo(TestCase tc) {
        Simulation.run(tc, RegisterScenario.OnFullDisks::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void theOperationsOfEtcdAnswerAsOneStoreWould(TestCase tc) {
        Simulation.run(tc, KvScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void aCounterLosesNoAcknowledgedAdditionAndCountsNoneTwice(TestCase tc) {
        Simulation.run(tc, CounterScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void transfersKeepTheSumOfAllAccounts(TestCase tc) {
        Simulation.run(tc, BankScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void transactionsAtSnapshotReadSnapshotsAndLoseNoUpdate(TestCase tc) {
        Simulation.run(tc, AppendScenario.AtSnapshot::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void transactionsAtSerializableAreSerializable(TestCase tc) {
        Simulation.run(tc, AppendScenario.AtSerializable::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void transactionsAtStrictAreStrictSerializable(TestCase tc) {
        Simulation.run(tc, AppendScenario.AtStrict::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void atSerializableSomebodyIsAlwaysOnCall(TestCase tc) {
        Simulation.run(tc, DoctorsScenario.AtSerializable::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void atSerializableALookSpoilsNothing(TestCase tc) {
        Simulation.run(tc, SavingsScenario.AtSerializable::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void atStrictALookSpoilsNothing(TestCase tc) {
        Simulation.run(tc, SavingsScenario.AtStrict::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void leasesLiveAsLongAsPromisedAndEndSomeDay(TestCase tc) {
        Simulation.run(tc, LeaseScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void watchersAreToldEverythingOnceAndInOrder(TestCase tc) {
        Simulation.run(tc, WatchScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void aCounterOutlivesAllChangesOfItsMembers(TestCase tc) {
        Simulation.run(tc, MembershipScenario::new);
    }

    @HegelTest(testCases = CASES, suppressHealthCheck = HealthCheck.TOO_SLOW)
    void aCounterOutlivesAllChangesOfItsMembersOnFailingDisks(TestCase tc) {
        Simulation.run(tc, MembershipScenario.OnFailingDisks::new);
    }
}
