package io.headgate.simulation;

import static io.headgate.property.Generators.just;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Hegel;
import io.headgate.property.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class PlannerTest {
    private static final Settings SETTINGS =
            new Settings().testCases(300).seed(1).database("disabled");
    private static final Terms TERMS = Terms.nodes(3, 5).clients(3).operations(20);

    @Test
    void plansKeepToTheTerms() {
        forEachPlan(TERMS.clockSkew(200), plan -> {
            assertThat(plan.nodes()).isBetween(3, 5);
            assertThat(plan.clients()).isBetween(1, 3);
            assertThat(plan.safetyNanos()).isBetween(1L, Duration.ofSeconds(5).toNanos());
            assertThat(plan.operations())
                    .hasSizeLessThanOrEqualTo(20)
                    .isSortedAccordingTo(Comparator.comparingLong(Plan.Step::beginNanos));
            assertThat(plan.operations()).allMatch(step -> step.client() < plan.clients());
            assertThat(plan.faults()).isSortedAccordingTo(Comparator.comparingLong(Fault::beginNanos));
            for (Fault fault : plan.faults()) {
                assertThat(fault.node()).isLessThan(plan.nodes());
                assertThat(fault.beginNanos()).isBetween(0L, plan.safetyNanos());
                if (fault instanceof Fault.ClockRate rate) {
                    assertThat(rate.ppm()).isBetween(-200, 200);
                }
            }
        });
    }

    @Test
    void everyKindOfFaultComesUpAndNoRunNeedsOne() {
        Set<FaultKind> met = EnumSet.noneOf(FaultKind.class);
        Set<FaultKind> missed = EnumSet.noneOf(FaultKind.class);
        forEachPlan(TERMS, plan -> {
            Set<FaultKind> kinds = kinds(plan);
            met.addAll(kinds);
            missed.addAll(EnumSet.complementOf(copyOf(kinds)));
        });
        assertThat(met).isEqualTo(EnumSet.allOf(FaultKind.class));
        assertThat(missed).isEqualTo(EnumSet.allOf(FaultKind.class));
    }

    @Test
    void aKindThatIsNotAllowedNeverComesUp() {
        Set<FaultKind> allowed = EnumSet.of(FaultKind.CRASH, FaultKind.LOSS);
        forEachPlan(TERMS.faults(allowed), plan -> assertThat(allowed).containsAll(kinds(plan)));
        forEachPlan(TERMS.faults(Set.of()), plan -> assertThat(plan.faults()).isEmpty());
    }

    @Test
    void swarmTestingLeavesAboutHalfOfTheKindsOutAndWithoutItMostRunsHaveAll() {
        List<Integer> swarm = new ArrayList<>();
        forEachPlan(TERMS, plan -> swarm.add(kinds(plan).size()));
        List<Integer> uniform = new ArrayList<>();
        forEachPlan(TERMS.swarm(false), plan -> uniform.add(kinds(plan).size()));
        double kinds = FaultKind.values().length;
        assertThat(average(swarm)).isBetween(kinds * 0.25, kinds * 0.55);
        assertThat(average(uniform)).isBetween(kinds * 0.65, kinds);
    }

    @Test
    void corruptionStaysOnAMinorityOfDisksAndOutOfTheCore() {
        List<Plan<String>> corrupted = new ArrayList<>();
        forEachPlan(TERMS.swarm(false), plan -> {
            Set<Integer> disks = new HashSet<>();
            plan.faults().stream().filter(fault -> fault.kind().corrupts()).forEach(fault -> disks.add(fault.node()));
            assertThat(disks).hasSizeLessThan(plan.nodes() / 2 + 1);
            assertThat(plan.core()).hasSize(plan.nodes() / 2 + 1).noneMatch(disks::contains);
            assertThat(plan.outsiders()).hasSize(plan.nodes() - plan.core().size());
            if (!disks.isEmpty()) {
                corrupted.add(plan);
            }
        });
        assertThat(corrupted).isNotEmpty();
    }

    @Test
    void aBudgetOfOneIsNotExceeded() {
        forEachPlan(
                TERMS.budget((accepted, _, _) -> accepted.isEmpty()),
                plan -> assertThat(plan.faults()).hasSizeLessThanOrEqualTo(1));
    }

    @Test
    void withoutLivenessThereIsNoCore() {
        forEachPlan(TERMS.liveness(Duration.ZERO), plan -> {
            assertThat(plan.core()).isEmpty();
            assertThat(plan.outsiders()).isEmpty();
        });
    }

    private static void forEachPlan(Terms terms, Consumer<Plan<String>> check) {
        Planner<String> planner = new Planner<>(terms, just("operation"));
        Hegel.test(tc -> check.accept(tc.draw(planner.plans(), "plan")), SETTINGS);
    }

    private static Set<FaultKind> kinds(Plan<?> plan) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        plan.faults().forEach(fault -> kinds.add(fault.kind()));
        return kinds;
    }

    private static EnumSet<FaultKind> copyOf(Set<FaultKind> kinds) {
        EnumSet<FaultKind> copy = EnumSet.noneOf(FaultKind.class);
        copy.addAll(kinds);
        return copy;
    }

    private static double average(List<Integer> numbers) {
        return numbers.stream().mapToInt(number -> number).average().orElseThrow();
    }
}
