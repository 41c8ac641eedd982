package io.headgate.simulation;

import java.util.ArrayList;
import java.util.List;

/** Plans written by hand: two nodes and a client for 100 ms, and nothing goes wrong but what is added. */
final class Plans {
    static final long MILLI = SimulatedTime.NANOS_PER_MILLI;

    private int nodes = 2;
    private long clockOrigin;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Plan.Step<String>> steps = new ArrayList<>();
    private List<Integer> core = List.of();
    private List<Plan.Fate> outsiders = List.of();

    Plans nodes(int number) {
        nodes = number;
        return this;
    }

    Plans clockOrigin(long nanos) {
        clockOrigin = nanos;
        return this;
    }

    Plans fault(Fault fault) {
        faults.add(fault);
        return this;
    }

    Plans operation(long beginMillis, String operation) {
        steps.add(new Plan.Step<>(0, beginMillis * MILLI, operation));
        return this;
    }

    Plans core(List<Integer> members, Plan.Fate... others) {
        core = members;
        outsiders = List.of(others);
        return this;
    }

    Plan<String> plan() {
        return new Plan<>(nodes, 1, 100 * MILLI, 0, 0, 0, clockOrigin, 1, faults, steps, core, outsiders);
    }

    /** Runs the plan and gives all its events, a line each. */
    List<String> trace(ScriptedScenario scenario) {
        Recorder recorder = new Recorder();
        new Execution<>(scenario, plan(), recorder).run();
        return recorder.entries().stream().map(Recorder.Entry::toString).toList();
    }
}
