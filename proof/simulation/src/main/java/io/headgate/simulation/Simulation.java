package io.headgate.simulation;

import io.headgate.property.TestCase;
import io.headgate.simulation.ProbeLedger.Violation;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Runs scenarios: within a property, so that what fails is made small. */
public final class Simulation {
    private Simulation() {}

    /**
     * Draws what is left to chance from a test case, and runs a scenario with it, twice. All draws are made before the
     * run begins. If something is wrong the run's story goes to {@link TestCase#note}.
     *
     * @param scenario makes the scenario anew for each run
     * @throws SimulationFailure if a probe or check failed
     * @throws NondeterminismFailure if the second run was not the same as the first one
     */
    public static <M, O, R> void run(TestCase tc, Supplier<? extends Scenario<M, O, R>> scenario) {
        runAndReport(tc, scenario);
    }

    static <M, O, R> Report runAndReport(TestCase tc, Supplier<? extends Scenario<M, O, R>> scenario) {
        Scenario<M, O, R> drawn = scenario.get();
        return run(tc, tc.draw(new Planner<>(drawn.terms(), drawn.operations()).plans(), "plan"), scenario);
    }

    static <M, O, R> Report run(TestCase tc, Plan<O> plan, Supplier<? extends Scenario<M, O, R>> scenario) {
        Fingerprint fingerprint = new Fingerprint();
        World<M> world = new Execution<>(scenario.get(), plan, fingerprint).run();
        runAgain(plan, scenario, fingerprint);
        List<Violation> violations = world.probes().violations();
        if (!violations.isEmpty()) {
            String story = story(plan, scenario);
            tc.note(story);
            throw failure(violations, story);
        }
        return new Report(
                world.events(),
                world.nowNanos(),
                fingerprint.hash(),
                world.probes().tally());
    }

    /** Cannot be a mere beginning of the first run: every run ends with the same kind of events, which no other has. */
    private static <M, O, R> void runAgain(
            Plan<O> plan, Supplier<? extends Scenario<M, O, R>> scenario, Fingerprint first) {
        Fingerprint second = new Fingerprint(first);
        try {
            new Execution<>(scenario.get(), plan, second).run();
        } catch (Fingerprint.Divergence divergence) {
            throw new NondeterminismFailure("two runs of one plan differ from event " + divergence.event
                    + " on.\n  the second run: " + divergence.line + "\n  a third run:    "
                    + line(plan, scenario, divergence.event));
        }
    }

    private static <M, O, R> String line(Plan<O> plan, Supplier<? extends Scenario<M, O, R>> scenario, int event) {
        Recorder recorder = new Recorder();
        new Execution<>(scenario.get(), plan, recorder).run();
        List<Recorder.Entry> entries = recorder.entries();
        return event < entries.size() ? entries.get(event).toString() : "over by then, or not recorded so far";
    }

    private static <M, O, R> String story(Plan<O> plan, Supplier<? extends Scenario<M, O, R>> scenario) {
        Recorder recorder = new Recorder();
        new Execution<>(scenario.get(), plan, recorder).run();
        return new Diagram(plan.nodes(), plan.clients()).draw(recorder.entries());
    }

    private static SimulationFailure failure(List<Violation> violations, String story) {
        Violation first = violations.getFirst();
        String more = violations.size() == 1
                ? ""
                : violations.stream()
                        .skip(1)
                        .map(Violation::toString)
                        .distinct()
                        .collect(Collectors.joining("\n  ", "\nand then:\n  ", ""));
        String detail = first.detail().isEmpty() ? "" : ": " + first.detail();
        return new SimulationFailure(
                first.name() + " (at " + SimulatedTime.text(first.timeNanos()) + ")" + detail + more,
                first.at(),
                story);
    }
}
