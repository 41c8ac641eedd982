package io.headgate.simulation;

import java.util.random.RandomGenerator;

/** What every process sees of the world. When the process is over nothing it still asks for happens. Confined to one run. */
abstract class HostEnvironment<M> implements Environment<M> {
    private static final Timer NONE = () -> {};

    final World<M> world;
    final Host<M> host;
    private final int nodes;
    private final int life;

    HostEnvironment(World<M> world, Host<M> host, int nodes) {
        this.world = world;
        this.host = host;
        this.nodes = nodes;
        life = host.life;
    }

    @Override
    public int self() {
        return host.number;
    }

    @Override
    public int nodes() {
        return nodes;
    }

    @Override
    public long nanoTime() {
        return host.clock.monotonicNanos(world.nowNanos());
    }

    @Override
    public long wallMillis() {
        return host.clock.wallMillis(world.nowNanos());
    }

    @Override
    public Timer after(long delayNanos, String name, Runnable task) {
        if (delayNanos < 0) {
            throw new IllegalArgumentException("delayNanos: " + delayNanos + " (expected: 0 or more)");
        }
        return isOver() ? NONE : world.startTimer(host, delayNanos, name, task);
    }

    @Override
    public void send(int to, M message) {
        if (!isOver()) {
            world.send(host.number, to, message);
        }
    }

    @Override
    public RandomGenerator random() {
        return host.random;
    }

    @Override
    public void log(String line) {
        if (!isOver()) {
            world.trace(TraceKind.LOG, host.number, Trace.NOBODY, 0, line);
        }
    }

    @Override
    public Probes probes() {
        return world.probes();
    }

    private boolean isOver() {
        return life != host.life;
    }
}
