package io.headgate.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scenario under a plan: puts the world together, lets it happen in two phases, and asks the scenario what
 * it thinks of it. Confined to one thread.
 */
final class Execution<M, O, R> implements Cluster<M> {
    private final Scenario<M, O, R> scenario;
    private final Terms terms;
    private final Plan<O> plan;
    private final World<M> world;
    private final List<Host<M>> hosts = new ArrayList<>();
    private final List<DiskDrive<M>> disks = new ArrayList<>();
    private final List<Caller<M, O, R>> callers = new ArrayList<>();
    private final Caller.Ledger<O, R> ledger = new Caller.Ledger<>();
    private final Faults<M> faults;
    private final List<Demand> unmet = new ArrayList<>();
    private boolean isHealed;

    /** A condition that has not come true yet, and where it was asked for. */
    private record Demand(String name, BooleanSupplier condition, Throwable at) {}

    Execution(Scenario<M, O, R> scenario, Plan<O> plan, Trace trace) {
        this.scenario = scenario;
        this.plan = plan;
        terms = scenario.terms();
        int participants = plan.nodes() + plan.clients();
        for (int number = 0; number < participants; number++) {
            hosts.add(new Host<>(
                    number,
                    new NodeClock(plan.clockOriginNanos()),
                    new SeededRandom(Mix.of(plan.randomSeed(), number))));
        }
        Network network = new Network(
                plan.nodes(), participants, terms.messageDelayNanos(), plan.jitterNanos(), plan.jitterSeed());
        world = new World<>(hosts, network, plan.scheduleSeed(), trace, this::startNode);
        for (int number = 0; number < plan.nodes(); number++) {
            disks.add(new DiskDrive<>(world, hosts.get(number), terms.syncDelayNanos()));
        }
        faults = new Faults<>(world, hosts, disks);
    }

    /** Runs it all. What went wrong is in the ledger of the world's probes. */
    World<M> run() {
        scenario.situations().forEach(world.probes()::expect);
        for (int number = 0; number < hosts.size(); number++) {
            if (number < plan.nodes()) {
                world.start(hosts.get(number));
            } else {
                startClient(hosts.get(number));
            }
        }
        plan.operations()
                .forEach(step -> world.schedule(
                        Event.world("offer", () -> callers.get(step.client()).offer(step.operation())),
                        step.beginNanos()));
        plan.faults().forEach(faults::schedule);
        runUntil(plan.safetyNanos());
        judge();
        if (world.probes().violations().isEmpty() && !plan.core().isEmpty()) {
            heal();
            if (runUntil(plan.safetyNanos() + terms.livenessNanos())) {
                reportUnmet();
            }
            judge();
        }
        // What would be drawn next tells whether everything was drawn as often.
        hosts.forEach(host ->
                world.trace(TraceKind.END, host.number, Trace.NOBODY, host.random.nextLong(), "next random number"));
        return world;
    }

    private void judge() {
        guarded(() -> scenario.judge(ledger.history(), world.probes()));
    }

    /** Runs up to a time, or in the second phase until all demands are met; false if that did not end. */
    private boolean runUntil(long endNanos) {
        while (!(isHealed && isSatisfied()) && world.step(endNanos)) {
            guarded(() -> scenario.observe(this, world.probes()));
            if (world.events() > terms.mostEvents()) {
                world.probes()
                        .violated(
                                "the run ends",
                                "more than " + terms.mostEvents() + " events by "
                                        + SimulatedTime.text(world.nowNanos()),
                                in("terms"));
                return false;
            }
        }
        return true;
    }

    private void startNode(Host<M> host) {
        Node<M> node = scenario.node(new ServerEnvironment<>(
                world, host, plan.nodes(), disks.get(host.number).disk()));
        host.node = node;
        host.inbox = node::receive;
        node.start();
    }

    private void startClient(Host<M> host) {
        Caller<M, O, R> caller = new Caller<>(world, host, plan.nodes(), ledger, terms.messageDelayNanos());
        callers.add(caller);
        caller.start(scenario.client(caller));
    }

    private void heal() {
        isHealed = true;
        world.trace(TraceKind.FAULT, Trace.NOBODY, Trace.NOBODY, 0, "healed for good: nodes " + plan.core());
        faults.heal(plan);
        guarded(() ->
                scenario.demands(this, (name, condition) -> unmet.add(new Demand(name, condition, callOf(name)))));
        callers.forEach(caller -> caller.demand(scenario.demandedOperations()));
    }

    private boolean isSatisfied() {
        if (!unmet.isEmpty()) {
            guarded(() -> unmet.removeIf(demand -> demand.condition.getAsBoolean()));
        }
        if (!unmet.isEmpty()) {
            return false;
        }
        for (Caller<M, O, R> caller : callers) {
            if (!caller.isDone()) {
                return false;
            }
        }
        return true;
    }

    private void reportUnmet() {
        String late = "not within " + SimulatedTime.text(terms.livenessNanos()) + " of a healed core " + plan.core();
        unmet.forEach(demand -> world.probes().violated("eventually " + demand.name, late, demand.at));
        List<String> unfinished = callers.stream()
                .filter(caller -> !caller.isDone())
                .map(Caller::unfinished)
                .toList();
        if (!unfinished.isEmpty()) {
            world.probes().violated("demanded operations return", unfinished + " " + late, in("demandedOperations"));
        }
    }

    /** Runs checks of the scenario's: what they throw is a failure of the run. */
    private void guarded(Runnable checks) {
        try {
            checks.run();
        } catch (RuntimeException | AssertionError thrown) {
            world.probes().violated("nothing is thrown", thrown.toString(), thrown);
        }
    }

    /** Where in the scenario a demand is made. */
    private Throwable callOf(String name) {
        AssertionError call = new AssertionError(name);
        StackTraceElement[] frames = call.getStackTrace();
        int first = 0;
        while (first < frames.length && frames[first].getClassName().startsWith(Execution.class.getName())) {
            first++;
        }
        call.setStackTrace(Arrays.copyOfRange(frames, first, frames.length));
        return call;
    }

    /** As if thrown by a method of the scenario's class, for what its code has no line of. */
    private Throwable in(String method) {
        Class<?> type = scenario.getClass();
        AssertionError error = new AssertionError(method);
        error.setStackTrace(new StackTraceElement[] {
            new StackTraceElement(type.getName(), method, type.getSimpleName() + ".java", -1)
        });
        return error;
    }

    // What the scenario sees.

    @Override
    public int nodes() {
        return plan.nodes();
    }

    @Override
    public @Nullable Node<M> node(int number) {
        return hosts.get(number).node;
    }

    @Override
    public List<Integer> core() {
        return isHealed ? plan.core() : List.of();
    }

    @Override
    public long nowNanos() {
        return world.nowNanos();
    }
}
