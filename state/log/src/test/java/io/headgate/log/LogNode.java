package io.headgate.log;

import io.headgate.disk.DiskException;
import io.headgate.disk.SyncOutcome;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.simulation.Probes;
import io.headgate.simulation.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member's log and checkpoint, used as a member does: appends, syncs, answers, checkpoints, truncates, maintains. */
final class LogNode implements Node<LogNodeMessage> {
    private static final long CLUSTER = OpenLog.IDENTITY.clusterId();
    private static final long MAINTAIN_NANOS = 3_000_000;
    private static final int HARD_STATE = 4;

    private final NodeEnvironment<LogNodeMessage> environment;
    private final Promises promises;
    private @Nullable Checkpoints checkpoints;
    private @Nullable DurableLog log;
    private long nextSlot;
    private Timer maintenance = () -> {};

    LogNode(NodeEnvironment<LogNodeMessage> environment, Promises promises) {
        this.environment = environment;
        this.promises = promises;
    }

    @Override
    public void start() {
        try {
            Checkpoints.open(environment.disk(), CLUSTER, opening -> {
                switch (opening) {
                    case Checkpoints.Opening.Ready(Checkpoints opened) -> {
                        checkpoints = opened;
                        DurableLog.open(environment.disk(), OpenLog.IDENTITY, OpenLog.SMALL, this::opened);
                    }
                    case Checkpoints.Opening.Failed(String reason) -> environment.halt(reason);
                }
            });
        } catch (LogFormatException refused) {
            // A bit of a checkpoint's version flipped: refused, not misread.
            environment.probes().always(promises.mayBeCorrupt(), "a format is refused", refused::toString);
        }
    }

    private void opened(Opening opening) {
        switch (opening) {
            case Opening.Failed(String reason) -> environment.halt(reason);
            case Opening.Ready(DurableLog opened, Recovery recovery) -> {
                Probes probes = environment.probes();
                promises.check(
                        opened,
                        recovery,
                        checkpoints == null ? null : checkpoints.newest().orElse(null),
                        probes);
                probes.sometimes(!recovery.findings().isEmpty(), "a recovery finds something");
                probes.sometimes(recovery.truncatedThrough() > 0, "a log was truncated");
                nextSlot =
                        Math.max(promises.highestSlot(), Math.max(opened.highestSlot(), opened.truncatedThrough())) + 1;
                log = opened;
                opened.whenDead(environment::halt);
                maintainLater();
            }
        }
    }

    private void maintainLater() {
        maintenance.cancel();
        maintenance = environment.after(MAINTAIN_NANOS, "maintain", () -> {
            if (log != null) {
                log.maintain();
                maintainLater();
            }
        });
    }

    @Override
    public void receive(int from, LogNodeMessage message) {
        switch (message) {
            case LogNodeMessage.Put(long operation, int payloadBytes) -> put(from, operation, payloadBytes);
            case LogNodeMessage.Compact(long operation) -> compact(from, operation);
            case LogNodeMessage.Done _, LogNodeMessage.Refused _ ->
                throw new IllegalStateException("the node got " + message);
        }
    }

    private void put(int from, long operation, int payloadBytes) {
        if (log == null) {
            environment.send(from, new LogNodeMessage.Refused(operation, "not open yet"));
            return;
        }
        long slot = nextSlot;
        ByteBuffer payload = OpenLog.payload(slot, slot, payloadBytes);
        Admission admission = log.append(slot, slot, (byte) 1, payload);
        if (admission != Admission.TAKEN) {
            environment.probes().sometimes(admission == Admission.FULL, "a disk is full");
            environment.send(from, new LogNodeMessage.Refused(operation, admission.toString()));
            return;
        }
        nextSlot++;
        log.keep(HARD_STATE, ByteBuffer.allocate(Long.BYTES).putLong(0, slot));
        promises.written(slot, payload);
        log.sync(outcome -> {
            environment.probes().always(outcome == SyncOutcome.DURABLE, "who has halted is not told");
            promises.promise(slot);
            environment.send(from, new LogNodeMessage.Done(operation));
        });
    }

    private void compact(int from, long operation) {
        if (log == null || checkpoints == null || promises.highestSlot() == 0) {
            environment.send(from, new LogNodeMessage.Refused(operation, "nothing to compact"));
            return;
        }
        DurableLog open = log;
        long slot = promises.highestSlot();
        try {
            CheckpointWriter writer =
                    checkpoints.write(new CheckpointHeader(CLUSTER, slot, slot, ByteBuffer.allocate(0)));
            // What stands for a state.
            List<Long> numbers = new ArrayList<>(List.of(slot, slot * 3, slot * 5));
            numbers.forEach(number -> writer.add(ByteBuffer.allocate(700).putLong(0, number)));
            writer.finish(end -> {
                switch (end) {
                    case CheckpointWriter.End.Failed(String reason) -> environment.halt(reason);
                    case CheckpointWriter.End.Durable(Checkpoint checkpoint) -> {
                        open.truncate(checkpoint);
                        environment.send(from, new LogNodeMessage.Done(operation));
                    }
                }
            });
        } catch (DiskException | IllegalStateException refused) {
            environment.send(from, new LogNodeMessage.Refused(operation, refused.toString()));
        }
    }
}
