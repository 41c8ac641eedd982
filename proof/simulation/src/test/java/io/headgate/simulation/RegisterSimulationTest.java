package io.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Hegel;
import io.headgate.property.Phase;
import io.headgate.property.Settings;
import io.headgate.simulation.RegisterScenario.Flaw;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The simulator on a replicated register: correct, and broken on purpose in two ways. */
final class RegisterSimulationTest {
    private static final Settings SETTINGS =
            new Settings().seed(1).database("disabled").phases(Phase.GENERATE, Phase.SHRINK);

    private static final Set<FaultKind> NETWORK = EnumSet.of(FaultKind.DELAY);

    /** What is left of a failure when it is as small as it gets. */
    private record Smallest(Plan<RegisterOperation> plan, SimulationFailure failure) {
        long faults(FaultKind kind) {
            return plan.faults().stream().filter(fault -> fault.kind() == kind).count();
        }

        List<String> story() {
            return failure.story().lines().toList();
        }
    }

    @Test
    void theCorrectRegisterSurvivesEverythingItClaimsTo() {
        Hegel.test(tc -> Simulation.run(tc, RegisterScenario::new), SETTINGS.testCases(300));
    }

    @Test
    void readsThatDoNotStoreAreFoundOutByReorderingAndThePlanShrinksToAHandful() {
        Smallest smallest = smallest(Flaw.READS_DO_NOT_STORE, NETWORK);
        assertThat(smallest.plan.nodes()).isLessThanOrEqualTo(4);
        assertThat(smallest.plan.operations()).hasSizeLessThanOrEqualTo(4);
        assertThat(smallest.plan.faults()).hasSizeLessThanOrEqualTo(3);
        assertThat(smallest.story()).hasSizeLessThan(100).anyMatch(line -> line.endsWith("VIOLATED: linearizable"));
    }

    @Test
    void answersBeforeTheSyncAreFoundOutByPowerFailuresAndThePlanShrinksToAHandful() {
        Smallest smallest = smallest(Flaw.ANSWERS_BEFORE_SYNC, EnumSet.of(FaultKind.CRASH, FaultKind.LOSS));
        assertThat(smallest.plan.nodes()).isEqualTo(3);
        assertThat(smallest.plan.operations()).hasSizeLessThanOrEqualTo(5);
        assertThat(smallest.faults(FaultKind.CRASH)).isLessThanOrEqualTo(3);
        assertThat(smallest.story())
                .hasSizeLessThan(100)
                .anyMatch(line -> line.contains("power fails, loses unsynced: 1 of register"))
                .anyMatch(line -> line.endsWith("VIOLATED: linearizable"));
    }

    @Test
    void theSameFaultsDoNotBreakTheCorrectRegister() {
        Hegel.test(
                tc -> Simulation.run(
                        tc, () -> new RegisterScenario(Set.of(), EnumSet.of(FaultKind.DELAY, FaultKind.CRASH))),
                SETTINGS.testCases(300));
    }

    private static Smallest smallest(Flaw flaw, Set<FaultKind> faults) {
        AtomicReference<Smallest> last = new AtomicReference<>();
        Hegel.run(
                tc -> {
                    RegisterScenario scenario = new RegisterScenario(Set.of(flaw), faults);
                    Plan<RegisterOperation> plan =
                            tc.draw(new Planner<>(scenario.terms(), scenario.operations()).plans(), "plan");
                    try {
                        Simulation.run(tc, plan, () -> new RegisterScenario(Set.of(flaw), faults));
                    } catch (SimulationFailure failure) {
                        last.set(new Smallest(plan, failure));
                        throw failure;
                    }
                },
                SETTINGS.testCases(100_000));
        // A failing run ends with the smallest test case again.
        Smallest smallest = last.get();
        assertThat(smallest).as("found in 100000 runs").isNotNull();
        return smallest;
    }
}
