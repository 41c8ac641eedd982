package io.headgate.log;

import io.headgate.property.HegelTest;
import io.headgate.property.TestCase;
import io.headgate.simulation.Simulation;

final class LogSimulationTest {
    @HegelTest(testCases = 300)
    void whatALogPromisedIsThereWhateverBefallsItsDisk(TestCase tc) {
        Simulation.run(tc, LogScenario::new);
    }

    @HegelTest(testCases = 300)
    void onADiskThatRotsWhatIsLostIsCalledFaulty(TestCase tc) {
        Simulation.run(tc, RottingLogScenario::new);
    }
}
