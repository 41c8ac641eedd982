package io.headgate.replica;

import io.headgate.consensus.Ballot;
import io.headgate.consensus.Effect;
import io.headgate.consensus.Entry;
import io.headgate.consensus.Faulty;
import io.headgate.consensus.Membership;
import io.headgate.consensus.Payload;
import io.headgate.consensus.Recovered;
import io.headgate.consensus.Vote;
import io.headgate.log.Admission;
import io.headgate.log.Checkpoint;
import io.headgate.log.DurableLog;
import io.headgate.log.FaultyRange;
import io.headgate.log.HardState;
import io.headgate.log.Recovery;
import io.headgate.log.SlotContent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the consensus asked to be remembered, on its way into the durable log: in the order of sequences, none before all
 * of the ones before. What the log does not take because it is busy or full waits here.
 *
 * <p>Confined to the replica's thread.
 */
final class MemberStorage {
    /** Names of hard states. */
    static final int CONSENSUS = 0;

    static final int INCARNATION = 1;
    static final int DISK = 2;

    /** More faulty slots than this are not named one by one: the member counts as forgetful. */
    private static final long MOST_FAULTY_SLOTS = 1_000_000;

    private final long clusterId;
    private final DurableLog log;
    private final LongConsumer persisted;
    private final Deque<Effect.Persist> unwritten = new ArrayDeque<>();
    private int writtenEntriesOfFirst;

    private long writtenSequence;
    private long syncedSequence;
    private io.headgate.consensus.@Nullable HardState keptHardState;

    /** Of the payload of the largest entry that was refused and that there is no room for yet; 0 for none. */
    private int refusedBytes;

    /**
     * A storage that has nothing to write.
     *
     * @param persisted told the highest sequence that is durable, each time there is a higher one
     */
    MemberStorage(long clusterId, DurableLog log, MemberEnvironment environment, LongConsumer persisted) {
        this.clusterId = clusterId;
        this.log = log;
        this.persisted = persisted;
        log.whenDead(environment::fatal);
    }

    /** Writes it as soon as it can be. Durable after a {@link #sync} that comes later. */
    void persist(Effect.Persist persist) {
        unwritten.add(persist);
        if (unwritten.size() == 1 && !isDead()) {
            write();
        }
    }

    /** A checkpoint has taken the place of what was before: durable already, and in the order of sequences with the rest. */
    void installed(long sequence) {
        if (unwritten.isEmpty()) {
            writtenSequence = sequence;
        } else {
            unwritten.add(
                    new Effect.Persist(sequence, List.of(), unwritten.getLast().hardState()));
        }
    }

    /** Makes durable what was written. */
    void sync() {
        if (writtenSequence == syncedSequence || isDead()) {
            return;
        }
        syncedSequence = writtenSequence;
        long sequence = writtenSequence;
        log.sync(_ -> {
            if (isDead()) {
                return;
            }
            persisted.accept(sequence);
            write();
            sync();
        });
    }

    /** To be called about every second: writes what a full disk refused. */
    void maintain() {
        if (!isDead()) {
            log.maintain();
            write();
            sync();
            refusedBytes = hasNoRoomFor(refusedBytes) ? refusedBytes : 0;
        }
    }

    /** Whether the log failed: then the process is ending. */
    private boolean isDead() {
        return log.failure().isPresent();
    }

    /** Whether the disk has no room for the entry that waits longest, nor for one as large as was refused. */
    boolean isFull() {
        return hasNoRoomFor(Math.max(refusedBytes, waitingBytes()));
    }

    /** Whether the disk has no room for an entry with that payload. If so the member counts as full until it has. */
    boolean refuses(int payloadBytes) {
        boolean isRefused = hasNoRoomFor(payloadBytes);
        if (isRefused) {
            refusedBytes = Math.max(refusedBytes, payloadBytes);
        }
        return isRefused;
    }

    private boolean hasNoRoomFor(int payloadBytes) {
        return !isDead() && log.admission(payloadBytes) == Admission.FULL;
    }

    /** Of the payload of the next entry that the log did not take yet. */
    private int waitingBytes() {
        Effect.Persist first = unwritten.peek();
        return first == null || writtenEntriesOfFirst == first.entries().size()
                ? 0
                : first.entries().get(writtenEntriesOfFirst).payload().size();
    }

    private void write() {
        while (!unwritten.isEmpty()) {
            Effect.Persist first = unwritten.element();
            List<Entry> entries = first.entries();
            while (writtenEntriesOfFirst < entries.size()) {
                if (append(entries.get(writtenEntriesOfFirst)) != Admission.TAKEN) {
                    return;
                }
                writtenEntriesOfFirst++;
            }
            if (!first.hardState().equals(keptHardState)) {
                log.keep(CONSENSUS, VoteCodec.encode(first.hardState()));
                keptHardState = first.hardState();
            }
            writtenSequence = first.sequence();
            writtenEntriesOfFirst = 0;
            unwritten.remove();
        }
    }

    /** Entries that a checkpoint covers by now need not be written. */
    private Admission append(Entry entry) {
        if (entry.slot() <= log.truncatedThrough()) {
            return Admission.TAKEN;
        }
        long ballot = VoteCodec.encode(entry.ballot());
        byte kind = EntryKinds.encode(entry.kind());
        ByteBuffer payload = entry.payload().buffer();
        return log.ballot(entry.slot()) > ballot
                ? log.repair(entry.slot(), ballot, kind, payload)
                : log.append(entry.slot(), ballot, kind, payload);
    }

    long clusterId() {
        return clusterId;
    }

    /** Bytes of all files of the log. */
    long diskBytes() {
        return log.diskBytes();
    }

    /** Makes room for a checkpoint on a full disk. */
    void releaseReserve() {
        log.releaseReserve();
    }

    /** Forgets what a checkpoint covers. */
    void truncate(Checkpoint checkpoint) {
        log.truncate(checkpoint);
    }

    /** A hard state that is one number; 0 if it is not there or cannot be read. */
    static long number(Recovery recovery, int name) {
        return recovery.hardStates().get(name) instanceof HardState.Intact(var value) ? value.getLong() : 0;
    }

    /**
     * What a log says about who votes for what.
     *
     * @param checkpointSlot what the state goes up to that the log goes on from
     * @param membership as of that slot
     */
    static Recovered recovered(DurableLog log, Recovery recovery, long checkpointSlot, Membership membership) {
        if (!(recovery.hardStates().get(CONSENSUS) instanceof HardState.Intact(var value))
                || recovery.truncatedThrough() > checkpointSlot) {
            return Recovered.forgetful(checkpointSlot, membership);
        }
        io.headgate.consensus.HardState state = VoteCodec.decodeHardState(value);
        TreeMap<Long, Vote> votes = new TreeMap<>();
        for (FaultyRange range : recovery.faultyRanges()) {
            if (range.highestSlot() - range.lowestSlot() > MOST_FAULTY_SLOTS) {
                return Recovered.forgetful(checkpointSlot, membership);
            }
            for (long slot = Math.max(range.lowestSlot(), checkpointSlot + 1); slot <= range.highestSlot(); slot++) {
                votes.put(slot, new Faulty(slot, faultyBallot(range.highestBallot(), state.promised())));
            }
        }
        for (long slot = log.nextSlot(checkpointSlot + 1); slot != DurableLog.NO_SLOT; slot = log.nextSlot(slot + 1)) {
            switch (log.read(slot)) {
                case SlotContent.Intact(var at, var ballot, var kind, var payload) ->
                    votes.put(
                            at, new Entry(at, VoteCodec.decodeBallot(ballot), EntryKinds.decode(kind), copy(payload)));
                case SlotContent.Faulty(var at, var ballot, var isExact) ->
                    votes.put(at, new Faulty(at, faultyBallot(ballot, state.promised())));
                case SlotContent.Absent absent -> votes.remove(absent.slot());
            }
        }
        return new Recovered(state, checkpointSlot, membership, new ArrayList<>(votes.values()));
    }

    private static Ballot faultyBallot(long highest, Ballot promised) {
        return highest >= VoteCodec.encode(promised) ? promised : VoteCodec.decodeBallot(highest);
    }

    private static Payload copy(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return Payload.of(array);
    }
}
