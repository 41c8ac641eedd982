package io.headgate.replica;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.simulation.Simulation;

/** Whole members, log, consensus and store, under every fault of the kit. */
final class ClusterSimulationTest {
    @HegelTest(testCases = 100)
    void everyKeyIsALinearizableRegisterThroughAnyMember(TestCase tc) {
        Simulation.run(tc, RegisterScenario::new);
    }
}
