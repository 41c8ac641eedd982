package io.headgate.simulation;

import io.headgate.disk.SyncOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Gives a machine's disk its time: how long syncs take. Confined to one run. */
final class DiskDrive<M> implements SimulatedDisk.Controller {
    private final World<M> world;
    private final Host<M> host;
    private final long syncNanos;
    private final List<Fault.Storage> slow = new ArrayList<>();
    private final SimulatedDisk disk = new SimulatedDisk(this);

    /** Ends of syncs to come, in order; those of a process that is over stay until the next sync. */
    private final List<Event<M>> underWay = new ArrayList<>();

    DiskDrive(World<M> world, Host<M> host, long syncNanos) {
        this.world = world;
        this.host = host;
        this.syncNanos = syncNanos;
    }

    SimulatedDisk disk() {
        return disk;
    }

    void begin(Fault.Storage trouble) {
        if (trouble.kind() == FaultKind.SLOW_SYNC) {
            slow.add(trouble);
        } else {
            disk.begin(trouble);
        }
    }

    void end(Fault.Storage trouble) {
        if (trouble.kind() == FaultKind.SLOW_SYNC) {
            slow.remove(trouble);
        } else {
            disk.end(trouble);
        }
    }

    /** Ends all troubles. Syncs under way end as soon as healthy ones would. */
    void heal() {
        slow.clear();
        disk.heal();
        host.syncsEndNanos = world.nowNanos();
        List<Event<M>> late = List.copyOf(underWay);
        underWay.clear();
        for (Event<M> end : late) {
            end.cancel();
            if (end.life == host.life) {
                endLater(Event.task(TraceKind.SYNC, host, end.name, end::run));
            }
        }
    }

    @Override
    public void syncLater(String what, Supplier<SyncOutcome> end, Consumer<SyncOutcome> completion) {
        underWay.removeIf(earlier -> earlier.life != host.life);
        endLater(Event.task(TraceKind.SYNC, host, what, () -> {
            underWay.removeFirst();
            SyncOutcome outcome = end.get();
            world.trace(
                    TraceKind.SYNC,
                    host.number,
                    Trace.NOBODY,
                    0,
                    outcome == SyncOutcome.DURABLE ? what : what + " fails");
            completion.accept(outcome);
        }));
    }

    private void endLater(Event<M> end) {
        long delay = syncNanos;
        for (Fault.Storage trouble : slow) {
            delay = Math.max(delay, syncNanos + trouble.lagNanos());
        }
        // A nanosecond after the one before at least: syncs end in the order in which they began.
        host.syncsEndNanos = Math.max(world.nowNanos() + delay, host.syncsEndNanos + 1);
        underWay.add(end);
        world.schedule(end, host.syncsEndNanos - world.nowNanos());
    }

    @Override
    public void changed(String what) {
        world.trace(TraceKind.DISK, host.number, Trace.NOBODY, 0, what);
    }
}
