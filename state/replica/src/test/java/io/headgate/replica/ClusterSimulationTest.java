package io.headgate.replica;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.simulation.Simulation;

/** Whole members, log, consensus and store, under every fault of the kit. */
final class ClusterSimulationTest {
    private static final int CASES = 30;

    @HegelTest(testCases = CASES)
    void everyKeyIsALinearizableRegisterThroughAnyMember(TestCase tc) {
        Simulation.run(tc, RegisterScenario::new);
    }

    @HegelTest(testCases = CASES)
    void theOperationsOfEtcdAnswerAsOneStoreWould(TestCase tc) {
        Simulation.run(tc, KvScenario::new);
    }

    @HegelTest(testCases = CASES)
    void aCounterLosesNoAcknowledgedAdditionAndCountsNoneTwice(TestCase tc) {
        Simulation.run(tc, CounterScenario::new);
    }

    @HegelTest(testCases = CASES)
    void transfersKeepTheSumOfAllAccounts(TestCase tc) {
        Simulation.run(tc, BankScenario::new);
    }

    @HegelTest(testCases = CASES)
    void transactionsAtSnapshotReadSnapshotsAndLoseNoUpdate(TestCase tc) {
        Simulation.run(tc, AppendScenario.AtSnapshot::new);
    }

    @HegelTest(testCases = CASES)
    void transactionsAtSerializableAreSerializable(TestCase tc) {
        Simulation.run(tc, AppendScenario.AtSerializable::new);
    }

    @HegelTest(testCases = CASES)
    void transactionsAtStrictAreStrictSerializable(TestCase tc) {
        Simulation.run(tc, AppendScenario.AtStrict::new);
    }

    @HegelTest(testCases = CASES)
    void atSerializableSomebodyIsAlwaysOnCall(TestCase tc) {
        Simulation.run(tc, DoctorsScenario.AtSerializable::new);
    }

    @HegelTest(testCases = CASES)
    void atSerializableALookSpoilsNothing(TestCase tc) {
        Simulation.run(tc, SavingsScenario.AtSerializable::new);
    }

    @HegelTest(testCases = CASES)
    void atStrictALookSpoilsNothing(TestCase tc) {
        Simulation.run(tc, SavingsScenario.AtStrict::new);
    }

    @HegelTest(testCases = CASES)
    void leasesLiveAsLongAsPromisedAndEndSomeDay(TestCase tc) {
        Simulation.run(tc, LeaseScenario::new);
    }

    @HegelTest(testCases = CASES)
    void watchersAreToldEverythingOnceAndInOrder(TestCase tc) {
        Simulation.run(tc, WatchScenario::new);
    }

    @HegelTest(testCases = CASES)
    void aCounterOutlivesAllChangesOfItsMembers(TestCase tc) {
        Simulation.run(tc, MembershipScenario::new);
    }
}
