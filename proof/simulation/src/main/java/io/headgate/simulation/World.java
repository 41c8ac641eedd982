package io.headgate.simulation;

import io.headgate.disk.DiskException;
import java.util.List;

/**
 * Machines, time and network: takes the events one by one and lets them happen. Knows neither phases nor faults nor what
 * the nodes are for. Confined to one run.
 */
final class World<M> {
    /** After this a process that ended by itself is started again. */
    static final long RESTART_NANOS = 100 * SimulatedTime.NANOS_PER_MILLI;

    private final EventQueue<M> queue;
    private final List<Host<M>> hosts;
    private final Network network;
    private final Trace trace;
    private final ProbeLedger probes = new ProbeLedger(this);
    private final Starter<M> starter;

    private long nowNanos;
    private int current = Trace.NOBODY;
    private long sent;
    private long events;

    /** Makes a machine's process, which goes into its {@link Host}, and runs its first call. */
    @FunctionalInterface
    interface Starter<M> {
        void start(Host<M> host);
    }

    World(List<Host<M>> hosts, Network network, long scheduleSeed, Trace trace, Starter<M> starter) {
        this.hosts = List.copyOf(hosts);
        this.network = network;
        this.trace = trace;
        this.starter = starter;
        queue = new EventQueue<>(scheduleSeed);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Who runs now, or {@link Trace#NOBODY}. */
    int current() {
        return current;
    }

    long events() {
        return events;
    }

    Network network() {
        return network;
    }

    ProbeLedger probes() {
        return probes;
    }

    void trace(TraceKind kind, int participant, int peer, long number, Object text) {
        trace.event(nowNanos, kind, participant, peer, number, text);
    }

    /** Lets something happen after a while of true time. */
    void schedule(Event<M> event, long delayNanos) {
        queue.add(event, nowNanos + delayNanos);
    }

    /** Lets something happen when a machine's own clock has advanced so far. */
    Timer startTimer(Host<M> host, long delayNanos, String name, Runnable task) {
        long deadline = host.clock.monotonicNanos(nowNanos) + delayNanos;
        Event<M> timer = Event.timer(host, deadline, name, task);
        schedule(timer, host.clock.trueNanos(delayNanos));
        return timer;
    }

    void send(int from, int to, M message) {
        if (to < 0 || to >= hosts.size()) {
            throw new IllegalArgumentException("to: " + to + " (expected: 0.." + (hosts.size() - 1) + ")");
        }
        long number = sent++;
        trace(TraceKind.SEND, from, to, number, message);
        Network.Fate fate = network.send(nowNanos, from, to);
        if (fate.isLost()) {
            trace(TraceKind.DROP, to, from, number, fate.reason());
            return;
        }
        schedule(Event.delivery(hosts.get(to), from, number, message), fate.delayNanos());
        if (fate.isDoubled()) {
            schedule(Event.delivery(hosts.get(to), from, number, message), fate.copyDelayNanos());
        }
    }

    /**
     * Lets the next event happen.
     *
     * @return false if there is none up to this time; then it is this time
     */
    boolean step(long endNanos) {
        Event<M> event = queue.poll();
        if (event == null) {
            nowNanos = endNanos;
            return false;
        }
        if (event.timeNanos > endNanos) {
            queue.add(event, event.timeNanos);
            nowNanos = endNanos;
            return false;
        }
        nowNanos = event.timeNanos;
        if (!event.cancelled) {
            happen(event);
        }
        return true;
    }

    private void happen(Event<M> event) {
        Host<M> host = event.host;
        if (host == null) {
            event.run();
            return;
        }
        if (event.life != Event.ANY_LIFE && event.life != host.life) {
            return;
        }
        if (host.pauses > 0) {
            host.waiting.add(event);
            return;
        }
        switch (event.kind) {
            case DELIVER -> deliver(event, host);
            case TIMER -> fire(event, host);
            default -> enter(host, event);
        }
    }

    private void deliver(Event<M> event, Host<M> host) {
        if (network.isCut(event.peer, host.number)) {
            trace(TraceKind.DROP, host.number, event.peer, event.number, "cut");
        } else if (!host.isUp()) {
            trace(TraceKind.DROP, host.number, event.peer, event.number, "down");
        } else {
            trace(TraceKind.DELIVER, host.number, event.peer, event.number, event.message());
            enter(host, event);
        }
    }

    private void fire(Event<M> event, Host<M> host) {
        long early = event.number - host.clock.monotonicNanos(nowNanos);
        if (early > 0) {
            // Its clock has become slower since the timer was set.
            schedule(event, host.clock.trueNanos(early));
            return;
        }
        trace(TraceKind.TIMER, host.number, Trace.NOBODY, 0, event.name);
        enter(host, event);
    }

    /** Runs code of a machine's process, which may end by it. */
    private void enter(Host<M> host, Event<M> event) {
        events++;
        current = host.number;
        try {
            if (event.kind == TraceKind.DELIVER) {
                host.receive(event.peer, event.message());
            } else {
                event.run();
            }
        } catch (Halt halt) {
            end(host, "halts: " + halt.getMessage());
        } catch (DiskException broken) {
            end(host, "ends: " + broken.getMessage());
        } catch (RuntimeException | AssertionError | StackOverflowError thrown) {
            probes.violated("nothing is thrown", thrown.toString(), thrown);
            end(host, "throws " + thrown);
        } finally {
            current = Trace.NOBODY;
        }
    }

    /** A process ended by itself. */
    private void end(Host<M> host, String how) {
        stop(host, how);
        restartLater(host, RESTART_NANOS);
    }

    /** Ends a machine's process. */
    void stop(Host<M> host, String how) {
        trace(TraceKind.STOP, host.number, Trace.NOBODY, 0, how);
        host.stop();
    }

    /** Starts a machine's process after a while, unless one runs by then. */
    void restartLater(Host<M> host, long delayNanos) {
        schedule(Event.world("restart", () -> start(host)), delayNanos);
    }

    /** Starts a machine's process unless one runs; if the machine is paused, when it is not any more. */
    void start(Host<M> host) {
        if (!host.isUp() && !host.isAbandoned) {
            schedule(
                    Event.task(TraceKind.START, host, "start", () -> {
                        if (!host.isUp()) {
                            trace(TraceKind.START, host.number, Trace.NOBODY, 0, "");
                            starter.start(host);
                        }
                    }),
                    0);
        }
    }

    void pause(Host<M> host) {
        host.pauses++;
    }

    void resume(Host<M> host) {
        if (host.pauses > 0 && --host.pauses == 0) {
            while (!host.waiting.isEmpty()) {
                schedule(host.waiting.remove(), 0);
            }
        }
    }
}
