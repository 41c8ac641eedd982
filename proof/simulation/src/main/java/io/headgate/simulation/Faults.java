package io.headgate.simulation;

import java.util.List;

/** Lets the faults of a plan happen, and stops them when the core is healed. Confined to one run. */
final class Faults<M> {
    private final World<M> world;
    private final List<Host<M>> hosts;
    private final List<DiskDrive<M>> disks;
    private boolean isOver;

    Faults(World<M> world, List<Host<M>> hosts, List<DiskDrive<M>> disks) {
        this.world = world;
        this.hosts = hosts;
        this.disks = disks;
    }

    void schedule(Fault fault) {
        at(fault.beginNanos(), () -> begin(fault));
    }

    private void at(long delayNanos, Runnable change) {
        world.schedule(
                Event.world("fault", () -> {
                    if (!isOver) {
                        change.run();
                    }
                }),
                delayNanos);
    }

    private void begin(Fault fault) {
        switch (fault) {
            case Fault.Crash crash -> crash(crash);
            case Fault.Pause(int node, var _, long duration) -> {
                Host<M> host = hosts.get(node);
                tell(node, fault.words());
                world.pause(host);
                at(duration, () -> {
                    tell(node, "runs on");
                    world.resume(host);
                });
            }
            case Fault.Partition partition -> {
                tell(Trace.NOBODY, partition.words());
                world.network().begin(partition);
                at(partition.durationNanos(), () -> {
                    tell(Trace.NOBODY, partition.words() + " ends");
                    world.network().end(partition);
                });
            }
            case Fault.Link trouble -> {
                tell(Trace.NOBODY, trouble.words());
                world.network().begin(trouble);
                at(trouble.durationNanos(), () -> world.network().end(trouble));
            }
            case Fault.ClockRate(int node, var _, long duration, int ppm) -> {
                tell(node, fault.words());
                hosts.get(node).clock.setRate(world.nowNanos(), ppm);
                at(duration, () -> hosts.get(node).clock.setRate(world.nowNanos(), 0));
            }
            case Fault.ClockJump(int node, var _, int millis) -> {
                tell(node, fault.words());
                hosts.get(node).clock.jump(millis);
            }
            case Fault.Storage trouble -> {
                tell(trouble.node(), trouble.words());
                disks.get(trouble.node()).begin(trouble);
                at(trouble.durationNanos(), () -> {
                    tell(trouble.node(), trouble.kind().words() + " ends");
                    disks.get(trouble.node()).end(trouble);
                });
            }
            case Fault.Corruption corruption -> corrupt(corruption);
        }
    }

    private void crash(Fault.Crash crash) {
        Host<M> host = hosts.get(crash.node());
        String lost = crash.loss() == 0 ? "" : disks.get(crash.node()).disk().failPower(Survival.of(crash.loss()));
        String how = crash.loss() == 0 ? "process killed" : "power fails" + (lost.isEmpty() ? "" : ", " + lost);
        if (host.isUp()) {
            world.stop(host, how);
            at(crash.downNanos(), () -> world.start(host));
        } else {
            tell(crash.node(), how + " while down");
        }
    }

    private void corrupt(Fault.Corruption corruption) {
        tell(corruption.node(), corruption.words());
        SimulatedDisk disk = disks.get(corruption.node()).disk();
        switch (corruption.kind()) {
            case BIT_ROT -> disk.rot(corruption.seed());
            case MISDIRECTED_WRITE -> disk.misdirectNext(corruption.seed());
            default -> throw new IllegalStateException("no corruption: " + corruption);
        }
    }

    /**
     * Ends all faults among the core and the clients. The other nodes stay as they are, or become as broken as the plan
     * says; none of it ends any more.
     */
    void heal(Plan<?> plan) {
        isOver = true;
        for (Host<M> host : hosts) {
            boolean isNode = host.number < plan.nodes();
            if (isNode && !plan.core().contains(host.number)) {
                host.isAbandoned = true;
                continue;
            }
            host.pauses = Math.min(host.pauses, 1);
            world.resume(host);
            host.clock.setRate(world.nowNanos(), 0);
            if (isNode) {
                disks.get(host.number).heal();
                world.start(host);
            }
            hosts.stream()
                    .filter(other -> other.number >= plan.nodes() || plan.core().contains(other.number))
                    .forEach(other -> world.network().heal(host.number, other.number));
        }
        abandon(plan);
    }

    private void abandon(Plan<?> plan) {
        List<Host<M>> outside = hosts.stream().filter(host -> host.isAbandoned).toList();
        for (int i = 0; i < outside.size(); i++) {
            Host<M> host = outside.get(i);
            Plan.Fate fate = plan.outsiders().get(i);
            tell(host.number, "left " + fate.words());
            switch (fate) {
                case AS_IT_IS -> {}
                case DEAD -> {
                    if (host.isUp()) {
                        world.stop(host, "dies");
                    }
                }
                case CUT_OFF -> {
                    cutFrom(host);
                    cutTo(host);
                }
                case MUTE -> cutFrom(host);
                case DEAF -> cutTo(host);
            }
        }
    }

    private void cutFrom(Host<M> host) {
        hosts.forEach(other -> world.network().cut(host.number, other.number));
    }

    private void cutTo(Host<M> host) {
        hosts.forEach(other -> world.network().cut(other.number, host.number));
    }

    private void tell(int node, String what) {
        world.trace(TraceKind.FAULT, node, Trace.NOBODY, 0, what);
    }
}
