package io.headgate.replica;

import io.headgate.consensus.Ballot;
import io.headgate.consensus.HardState;
import io.headgate.consensus.Membership;
import io.headgate.consensus.QuorumSystem;
import io.headgate.consensus.Recovered;
import io.headgate.disk.SyncOutcome;
import io.headgate.log.Checkpoint;
import io.headgate.log.CheckpointHeader;
import io.headgate.log.CheckpointWriter;
import io.headgate.log.Checkpoints;
import io.headgate.log.DurableLog;
import io.headgate.log.Finding;
import io.headgate.log.LogFormatException;
import io.headgate.log.LogIdentity;
import io.headgate.log.Opening;
import io.headgate.log.Recovery;
import io.headgate.store.Keyspace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Replica} of what is on the disk.
 *
 * <h2>The first start</h2>
 *
 * The state that a cluster begins with, its founders, stands in a checkpoint at slot {@value #FOUNDING_SLOT} that every
 * founder writes. So it is read from the disk ever after, whatever the founder is told at later starts; and who joins
 * gets it as a checkpoint, like any other state that is not in the log any more.
 *
 * <h2>What is missing</h2>
 *
 * Before anything else a member writes down that it has promised nothing. A member without that note, but with anything
 * else, has lost what it promised: it must never vote again. The same goes for one that has lost the state that its log
 * goes on from. But a member that joins follows a leader, and so promises, before it gets a state, and may stop in between:
 * with a promise, no state and nothing that it voted for, it goes on joining.
 *
 * <p>Confined to the replica's thread.
 */
final class MemberStart {
    /** The founding state is what slot 1 made of nothing. */
    static final long FOUNDING_SLOT = 1;

    private final MemberIdentity identity;
    private final ReplicaSettings settings;
    private final MemberEnvironment environment;
    private final Consumer<Replica> ready;

    /** What is in the checkpoint. */
    private final StateStream.Reading reading = new StateStream.Reading();

    // Once they are open.
    private Opening.@Nullable Ready log;
    private @Nullable Checkpoints checkpoints;

    /** As in {@link DirectoryEntry}; 0 if it cannot be read. */
    private long disk;

    /** What is wrong with the disk. */
    private final List<String> errors = new ArrayList<>();

    /** Whether something was written that is not durable yet. */
    private boolean isWaiting;

    private MemberStart(
            MemberIdentity identity, ReplicaSettings settings, MemberEnvironment environment, Consumer<Replica> ready) {
        this.identity = identity;
        this.settings = settings;
        this.environment = environment;
        this.ready = ready;
    }

    /**
     * Opens what is on the disk, or begins. A disk of another cluster, member or version of the format ends the process.
     *
     * @param ready given the member, later, when it runs
     */
    static void open(
            MemberIdentity identity, ReplicaSettings settings, MemberEnvironment environment, Consumer<Replica> ready) {
        var start = new MemberStart(identity, settings, environment, ready);
        var whose = new LogIdentity(identity.clusterId(), identity.memberId());
        try {
            // The log asks for a sync first, so that the disk works while the checkpoint is read.
            DurableLog.open(environment.disk(), whose, settings.log(), start::opened);
            Checkpoints.open(environment.disk(), identity.clusterId(), start.reading::take, start::opened);
        } catch (LogFormatException e) {
            environment.fatal(String.valueOf(e.getMessage()));
        }
    }

    private void opened(Opening opening) {
        switch (opening) {
            case Opening.Failed(var reason) -> environment.fatal("the log cannot be opened: " + reason);
            case Opening.Ready ready -> {
                log = ready;
                recoverIfOpened();
            }
        }
    }

    private void opened(Checkpoints.Opening opening) {
        switch (opening) {
            case Checkpoints.Opening.Failed(var reason) ->
                environment.fatal("the checkpoint cannot be opened: " + reason);
            case Checkpoints.Opening.Ready(var opened) -> {
                checkpoints = opened;
                recoverIfOpened();
            }
        }
    }

    private void recoverIfOpened() {
        if (log != null && checkpoints != null) {
            recover(log.log(), log.recovery(), checkpoints);
        }
    }

    private void recover(DurableLog log, Recovery recovery, Checkpoints checkpoints) {
        checkpoints.finding().ifPresent(finding -> errors.add(finding.toString()));
        disk = MemberStorage.number(recovery, MemberStorage.DISK);
        Checkpoint newest = checkpoints.newest().orElse(null);
        if (newest != null) {
            startFrom(newest, log, recovery, checkpoints);
            return;
        }
        HardState promised = errors.isEmpty() ? promisedBeforeAnyVote(log, recovery) : null;
        if (HardState.INITIAL.equals(promised)) {
            log.keep(MemberStorage.CONSENSUS, VoteCodec.encode(HardState.INITIAL));
            disk = Math.max(1, environment.random().nextLong() & Long.MAX_VALUE);
            log.keep(MemberStorage.DISK, ByteBuffer.allocate(Long.BYTES).putLong(0, disk));
            durably(log, () -> begin(log, recovery, checkpoints));
        } else if (promised != null && identity.isJoining()) {
            start(log, recovery, checkpoints, new Recovered(promised, 0, Membership.NONE, List.of()), nothing());
        } else {
            start(log, recovery, checkpoints, Recovered.forgetful(0, Membership.NONE), nothing());
        }
    }

    private void startFrom(Checkpoint newest, DurableLog log, Recovery recovery, Checkpoints checkpoints) {
        AppliedState state;
        try {
            state = reading.finish(newest);
        } catch (MalformedException e) {
            environment.fatal(String.valueOf(e.getMessage()));
            return;
        }
        Recovered recovered =
                MemberStorage.recovered(log, recovery, newest.header().slot(), state.membership());
        start(log, recovery, checkpoints, recovered, state);
    }

    /** What a log says that is as one before its member's first vote and first checkpoint; null if it is not. */
    private static @Nullable HardState promisedBeforeAnyVote(DurableLog log, Recovery recovery) {
        boolean isUnused = log.highestSlot() == DurableLog.NO_SLOT
                && recovery.truncatedThrough() == 0
                && recovery.faultyRanges().isEmpty();
        HardState state = switch (recovery.hardStates().get(MemberStorage.CONSENSUS)) {
            case null -> HardState.INITIAL;
            case io.headgate.log.HardState.Intact(var value) -> VoteCodec.decodeHardState(value);
            case io.headgate.log.HardState.Faulty() -> null;
        };
        boolean hasVoted = state == null || !state.logBallot().equals(Ballot.NONE) || state.isForgetful();
        return isUnused && !hasVoted ? state : null;
    }

    /** The member has promised nothing and has no state. */
    private void begin(DurableLog log, Recovery recovery, Checkpoints checkpoints) {
        if (identity.isJoining()) {
            start(log, recovery, checkpoints, Recovered.joining(), nothing());
            return;
        }
        AppliedState state = founding();
        CheckpointWriter writer = checkpoints.write(new CheckpointHeader(
                identity.clusterId(),
                FOUNDING_SLOT,
                /* ballot= */ 0,
                state.membership().toPayload().buffer()));
        try (StateStream stream = StateStream.of(state)) {
            while (stream.writeNext(writer::add)) {
                // A founding state is small.
            }
        }
        writer.finish(end -> {
            switch (end) {
                case CheckpointWriter.End.Durable _ ->
                    start(
                            log,
                            recovery,
                            checkpoints,
                            new Recovered(HardState.INITIAL, FOUNDING_SLOT, state.membership(), List.of()),
                            state);
                case CheckpointWriter.End.Failed(var reason) ->
                    environment.fatal("the founding state cannot be written: " + reason);
            }
        });
    }

    private AppliedState founding() {
        Map<Long, DirectoryEntry> founders = new TreeMap<>();
        founders.put(identity.memberId(), new DirectoryEntry(identity.self(), 0));
        identity.others().forEach(member -> founders.put(member.id(), new DirectoryEntry(member, 0)));
        Membership membership = Membership.of(new TreeSet<>(founders.keySet()), QuorumSystem.majority());
        return new AppliedState(FOUNDING_SLOT, new Keyspace(), membership, founders, Map.of());
    }

    private static AppliedState nothing() {
        return new AppliedState(0, new Keyspace(), Membership.NONE, Map.of(), Map.of());
    }

    private void start(
            DurableLog log, Recovery recovery, Checkpoints checkpoints, Recovered recovered, AppliedState state) {
        long incarnation = 1 + MemberStorage.number(recovery, MemberStorage.INCARNATION);
        log.keep(MemberStorage.INCARNATION, ByteBuffer.allocate(Long.BYTES).putLong(0, incarnation));
        for (Finding finding : recovery.findings()) {
            errors.add(finding.toString());
        }
        durably(
                log,
                () -> ready.accept(new Replica(
                        identity,
                        settings,
                        environment,
                        new Opened(log, checkpoints, recovered, state, incarnation, disk, errors))));
    }

    /** A full disk may have room some day: the log looks for it only when it is told to. */
    private void lookForRoom(DurableLog log) {
        environment.after(Replica.MAINTENANCE_NANOS, "look for room", () -> {
            if (isWaiting) {
                log.maintain();
                lookForRoom(log);
            }
        });
    }

    private void durably(DurableLog log, Runnable then) {
        isWaiting = true;
        lookForRoom(log);
        log.sync(outcome -> {
            isWaiting = false;
            if (outcome == SyncOutcome.DURABLE) {
                then.run();
            } else {
                environment.fatal(
                        "the log could not be made durable: " + log.failure().orElse("a sync failed"));
            }
        });
    }

    /**
     * What a member starts from.
     *
     * @param state what {@code recovered} has applied
     * @param incarnation how often the member has started, this time included; durable
     * @param disk as in {@link DirectoryEntry}; 0 if it cannot be read
     * @param errors what is wrong with the disk, for people
     */
    record Opened(
            DurableLog log,
            Checkpoints checkpoints,
            Recovered recovered,
            AppliedState state,
            long incarnation,
            long disk,
            List<String> errors) {}
}
