package io.headgate.replica;

import io.headgate.consensus.HardState;
import io.headgate.consensus.Membership;
import io.headgate.consensus.QuorumSystem;
import io.headgate.disk.Disk;
import io.headgate.disk.SyncOutcome;
import io.headgate.log.CheckpointHeader;
import io.headgate.log.CheckpointWriter;
import io.headgate.log.Checkpoints;
import io.headgate.log.DurableLog;
import io.headgate.log.LogIdentity;
import io.headgate.log.LogSettings;
import io.headgate.log.Opening;
import io.headgate.store.Keyspace;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * Makes an empty folder that of a founder whose cluster begins with a state, that of a backup. What a member writes at its first
 * start is written here: that it has promised nothing, and then the founding state. A folder in which this was broken off
 * must not be started.
 *
 * <p>Confined to the thread that owns the disk.
 */
public final class Restore {
    private final Disk disk;
    private final MemberIdentity identity;
    private final AppliedState state;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private Restore(Disk disk, MemberIdentity identity, AppliedState state) {
        this.disk = disk;
        this.identity = identity;
        this.state = state;
    }

    /**
     * Writes a founder's folder.
     *
     * @param disk empty
     * @param identity the founder, under a cluster id that no cluster had before
     * @param keyspace what the cluster begins with; owned by this from now on
     * @return ends on the disk's thread when all is durable; exceptionally if it may not be
     */
    public static CompletableFuture<Void> write(
            Disk disk, MemberIdentity identity, LogSettings settings, Keyspace keyspace, RandomGenerator random) {
        Map<Long, DirectoryEntry> founders = new TreeMap<>();
        founders.put(identity.memberId(), new DirectoryEntry(identity.self(), 0));
        identity.others().forEach(member -> founders.put(member.id(), new DirectoryEntry(member, 0)));
        Membership membership = Membership.of(new TreeSet<>(founders.keySet()), QuorumSystem.majority());
        long slot = Math.max(MemberStart.FOUNDING_SLOT, keyspace.slot());
        var state = new AppliedState(slot, keyspace, membership, founders, Map.of());
        var restore = new Restore(disk, identity, state);
        var whose = new LogIdentity(identity.clusterId(), identity.memberId());
        DurableLog.open(disk, whose, settings, opening -> {
            switch (opening) {
                case Opening.Failed(var reason) -> restore.fail("the log cannot be opened: " + reason);
                case Opening.Ready(var log, var _) -> restore.promiseNothing(log, random);
            }
        });
        return restore.done;
    }

    private void promiseNothing(DurableLog log, RandomGenerator random) {
        log.keep(MemberStorage.CONSENSUS, VoteCodec.encode(HardState.INITIAL));
        long number = Math.max(1, random.nextLong() & Long.MAX_VALUE);
        log.keep(MemberStorage.DISK, ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        log.sync(outcome -> {
            if (outcome == SyncOutcome.FAILED) {
                fail("the sync of the log failed");
            } else {
                openCheckpoints();
            }
        });
    }

    private void openCheckpoints() {
        Checkpoints.open(disk, identity.clusterId(), opening -> {
            switch (opening) {
                case Checkpoints.Opening.Failed(var reason) -> fail("the checkpoint cannot be opened: " + reason);
                case Checkpoints.Opening.Ready(var checkpoints) -> writeState(checkpoints);
            }
        });
    }

    private void writeState(Checkpoints checkpoints) {
        try {
            CheckpointWriter writer = checkpoints.write(new CheckpointHeader(
                    identity.clusterId(),
                    state.slot(),
                    /* ballot= */ 0,
                    state.membership().toPayload().buffer()));
            try (StateStream stream = StateStream.of(state)) {
                while (stream.writeNext(writer::add)) {
                    // Nobody else uses this thread.
                }
            }
            writer.finish(end -> {
                switch (end) {
                    case CheckpointWriter.End.Durable _ -> done.complete(null);
                    case CheckpointWriter.End.Failed(var reason) -> fail("the state cannot be written: " + reason);
                }
            });
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void fail(String reason) {
        done.completeExceptionally(new IllegalStateException(reason));
    }
}
