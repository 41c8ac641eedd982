package io.headgate.consensus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Phase 2 of a ballot, at its leader, from its opening entry on. Confined to its machine. */
final class Leadership {
    /** Rounds of which the time is remembered; an answer to an older one extends no lease. */
    private static final int ROUNDS = 16;

    private final long self;
    private final PaxosSettings settings;
    private final Acceptor acceptor;
    private final Outbox outbox;
    private final Ballot ballot;
    private final long opening;
    private final Reads reads = new Reads();

    /** All members but this one: of the latest membership, and of the chosen one. By id. */
    private List<Peer> peers = new ArrayList<>();

    /** The latest membership, and its voters' peers in its order, null for this member. */
    private Membership membership;

    private @Nullable Peer[] voters = new Peer[0];

    /** Of each voter, in the order of the membership. */
    private long[] values = new long[0];

    /** The last round that began, and the last that a quorum has answered. Never fall. */
    private long round;

    private long confirmedRound;
    private final long[] roundBeganNanos = new long[ROUNDS];

    /** Until then reads need no round; {@link #hasLease} says whether there is such a time. */
    private long leaseEndNanos;

    private boolean hasLease;

    private long heartbeatAtNanos;
    private long checkAtNanos;

    /** When those that were not told what is chosen must be told; {@link #isNoticeDue} says whether there are any. */
    private long noticeAtNanos;

    private boolean isNoticeDue;

    /** To whom leadership is being handed over, 0 to nobody. */
    private long transferTo;

    private boolean isTold;
    private long transferEndNanos;

    /** Whether it has ever told anybody to stand in its place: then it can have no lease in this ballot again. */
    private boolean isReleased;

    /** What was last sent to a peer in this step, for others that are equally far. */
    private List<Entry> batch = List.of();

    Leadership(long self, PaxosSettings settings, Acceptor acceptor, Outbox outbox, long nowNanos) {
        this.self = self;
        this.settings = settings;
        this.acceptor = acceptor;
        this.outbox = outbox;
        ballot = acceptor.following();
        opening = acceptor.opening();
        membership = acceptor.memberships.latest();
        checkAtNanos = nowNanos + settings.electionNanos();
        beat(nowNanos);
        regroup();
    }

    /** Whether it has had an entry of its own chosen: before that it does not know all that was chosen before. */
    boolean isServing() {
        return acceptor.chosenThrough() >= opening;
    }

    boolean holdsLease(long nowNanos) {
        return settings.leaseReads() && hasLease && leaseEndNanos - nowNanos > 0;
    }

    long transferTo() {
        return transferTo;
    }

    // Requests.

    void propose(long tag, Payload commands) {
        Refusal refusal = refusal();
        if (refusal != null) {
            outbox.effect(new Effect.Refused(tag, refusal, self));
        } else {
            append(tag, EntryKind.COMMANDS, commands);
        }
    }

    void changeMembership(long tag, Membership next) {
        Refusal refusal = refusal();
        if (refusal == null) {
            refusal = refusalOf(next);
        }
        if (refusal != null) {
            outbox.effect(new Effect.Refused(tag, refusal, self));
            return;
        }
        append(tag, EntryKind.MEMBERSHIP, next.toPayload());
        regroup();
    }

    void read(long tag, long nowNanos) {
        if (isServing() && holdsLease(nowNanos)) {
            outbox.effect(new Effect.ReadReady(tag, acceptor.chosenThrough()));
        } else if (reads.count() >= settings.limits().waitingReads()) {
            outbox.effect(new Effect.Refused(tag, Refusal.OVERLOADED, self));
        } else {
            reads.add(tag);
        }
    }

    /** Begins to hand over; once the other has everything it is told to stand. */
    void transfer(long to, long nowNanos) {
        if (transferTo != 0 || to == self || !membership.isVoter(to)) {
            outbox.effect(new Effect.TransferEnded(to, /* isDone= */ to == self));
            return;
        }
        transferTo = to;
        isTold = false;
        transferEndNanos = nowNanos + settings.electionNanos();
    }

    /** Begins to hand over to the voter that has written most, if that is more than this member: so it has had room. */
    void stepAside(long nowNanos) {
        if (transferTo == 0) {
            peers.stream()
                    .filter(peer ->
                            membership.isVoter(peer.id) && peer.counts && peer.matched > acceptor.durableMatched())
                    .max(Comparator.comparingLong(peer -> peer.matched))
                    .ifPresent(peer -> transfer(peer.id, nowNanos));
        }
    }

    void refuseReads(long leader) {
        reads.refuse(outbox, leader);
    }

    private @Nullable Refusal refusal() {
        PaxosSettings.Limits limits = settings.limits();
        if (transferTo != 0) {
            return Refusal.TRANSFERRING;
        }
        boolean isFull = acceptor.log.last() - acceptor.chosenThrough() >= limits.windowSlots()
                || acceptor.log.slots() >= limits.logSlots()
                || acceptor.log.bytes() >= limits.logBytes();
        return isFull ? Refusal.OVERLOADED : null;
    }

    private @Nullable Refusal refusalOf(Membership next) {
        if (!isServing() || acceptor.memberships.latestSlot() > acceptor.chosenThrough()) {
            return Refusal.CHANGE_UNDER_WAY;
        }
        if (next.equals(membership) || next.problemAfter(membership).isPresent()) {
            return Refusal.NOT_ADJACENT;
        }
        for (Peer peer : peers) {
            boolean isPromoted = next.isVoter(peer.id) && !membership.isVoter(peer.id);
            if (isPromoted && !isCaughtUp(peer)) {
                return Refusal.NOT_CAUGHT_UP;
            }
        }
        return null;
    }

    /** A log that is shorter than the window says nothing: who has never answered may not even be there. */
    private boolean isCaughtUp(Peer peer) {
        return peer.counts
                && peer.matched > 0
                && peer.matched + settings.limits().windowSlots() >= acceptor.log.last();
    }

    private void append(long tag, EntryKind kind, Payload payload) {
        long slot = acceptor.matched() + 1;
        acceptor.append(new Entry(slot, ballot, kind, payload));
        outbox.effect(new Effect.Proposed(tag, slot, ballot));
    }

    // What others say.

    void voted(long from, Message.Voted voted) {
        Peer peer = peer(from);
        if (peer == null || !voted.ballot().equals(ballot)) {
            return;
        }
        peer.isHeard = true;
        peer.counts = voted.counts();
        peer.answeredRound = Math.max(peer.answeredRound, voted.round());
        peer.matched = Math.max(peer.matched, voted.through());
        peer.landed();
        switch (peer.state) {
            case SNAPSHOT -> {
                if (Math.max(peer.matched, voted.wanted() - 1) >= acceptor.log.compactedThrough()) {
                    peer.probe(Math.max(peer.matched + 1, voted.wanted()));
                }
            }
            case PROBE, REPLICATE -> {
                if (voted.wanted() == 0) {
                    peer.isPaused = false;
                    peer.replicate();
                } else if (peer.state == Peer.State.REPLICATE || peer.next != voted.wanted()) {
                    // Otherwise it is what was just sent, and messages sent before that are still coming in.
                    peer.probe(voted.wanted());
                }
            }
        }
    }

    /** Sends a part of a checkpoint that was read; false if it is not this leader that wanted it. */
    boolean snapshotRead(long to, SnapshotPart part) {
        Peer peer = peer(to);
        if (peer == null || peer.state != Peer.State.SNAPSHOT) {
            return false;
        }
        boolean isOther = part.slot() != peer.snapshotSlot;
        if (part.offset() == (isOther ? 0 : peer.snapshotOffset)) {
            peer.snapshotSlot = part.slot();
            peer.snapshotOffset = part.offset();
            outbox.send(to, new Message.Install(ballot, opening, part));
        }
        return true;
    }

    void stored(long from, Message.Stored stored, long nowNanos) {
        Peer peer = peer(from);
        if (peer == null || !stored.ballot().equals(ballot)) {
            return;
        }
        peer.isHeard = true;
        boolean isNews = peer.state == Peer.State.SNAPSHOT
                && stored.slot() == peer.snapshotSlot
                && stored.end() != peer.snapshotOffset;
        if (isNews) {
            peer.snapshotOffset = stored.end();
            readSnapshot(peer, nowNanos);
        }
    }

    // Time.

    /**
     * Time has passed.
     *
     * @return false if a quorum has not been heard of for so long that this member must not lead any more
     */
    boolean tick(long nowNanos) {
        if (checkAtNanos - nowNanos <= 0) {
            if (!isQuorumHeard()) {
                return false;
            }
            peers.forEach(peer -> peer.isHeard = false);
            checkAtNanos = nowNanos + settings.electionNanos();
        }
        if (heartbeatAtNanos - nowNanos <= 0) {
            beat(nowNanos);
            for (Peer peer : peers) {
                peer.isPaused = false;
                if (peer.state == Peer.State.SNAPSHOT && peer.retryAtNanos - nowNanos <= 0) {
                    readSnapshot(peer, nowNanos);
                }
            }
        }
        if (transferTo != 0 && transferEndNanos - nowNanos <= 0) {
            outbox.effect(new Effect.TransferEnded(transferTo, /* isDone= */ false));
            transferTo = 0;
        }
        return true;
    }

    long nextTickNanos() {
        long next = earlier(heartbeatAtNanos, checkAtNanos);
        next = transferTo == 0 ? next : earlier(next, transferEndNanos);
        return isNoticeDue ? earlier(next, noticeAtNanos) : next;
    }

    /** What follows from all that happened in a step. */
    void finish(long nowNanos) {
        advance();
        confirm();
        if (isServing() && reads.wantRound()) {
            beginRound(nowNanos);
            confirm();
        }
        boolean isLate = isNoticeDue && noticeAtNanos - nowNanos <= 0;
        boolean isBehind = false;
        for (Peer peer : peers) {
            pump(peer, nowNanos);
            if (peer.toldRound < round || (isLate && peer.toldChosen < acceptor.chosenThrough())) {
                send(peer, List.of());
            }
            isBehind |= peer.toldChosen < acceptor.chosenThrough();
        }
        batch = List.of();
        if (isBehind && (isLate || !isNoticeDue)) {
            noticeAtNanos = nowNanos + settings.noticeNanos();
        }
        isNoticeDue = isBehind;
        handOver();
    }

    private void advance() {
        for (int i = 0; i < voters.length; i++) {
            Peer peer = voters[i];
            values[i] = peer == null ? acceptor.durableMatched() : peer.counts ? peer.matched : 0;
        }
        long decided = membership.decided(values);
        // What is older than its opening entry may not be chosen by votes in this ballot until that entry is: before
        // it,
        // those who voted may not have taken over all that this leader has.
        if (decided >= opening && decided > acceptor.chosenThrough()) {
            boolean changes = acceptor.memberships.latestSlot() > acceptor.chosenThrough();
            acceptor.learnChosen(decided);
            if (changes && acceptor.memberships.latestSlot() <= decided) {
                tellRemoved();
                regroup();
            }
        }
    }

    private void confirm() {
        for (int i = 0; i < voters.length; i++) {
            Peer peer = voters[i];
            values[i] = peer == null ? round : peer.counts ? peer.answeredRound : 0;
        }
        long decided = membership.decided(values);
        if (decided > confirmedRound) {
            confirmedRound = decided;
            if (round - decided < ROUNDS) {
                leaseEndNanos = roundBeganNanos[(int) (decided % ROUNDS)] + settings.leaseNanos();
                hasLease = !isReleased;
            }
        }
        if (isServing()) {
            reads.confirmed(confirmedRound, outbox);
        }
    }

    private void beat(long nowNanos) {
        heartbeatAtNanos = nowNanos + settings.heartbeatNanos();
        beginRound(nowNanos);
    }

    private void beginRound(long nowNanos) {
        round++;
        roundBeganNanos[(int) (round % ROUNDS)] = nowNanos;
        if (isServing()) {
            reads.begin(round, acceptor.chosenThrough());
        }
    }

    /** Whether this member has been removed for good, so that it must hand over what it does not belong to. */
    boolean isRemoved() {
        return isServing()
                && !membership.isVoter(self)
                && acceptor.memberships.latestSlot() <= acceptor.chosenThrough();
    }

    /** Tells the voter that has most to stand at once. */
    void tellSuccessor() {
        peers.stream()
                .filter(peer -> membership.isVoter(peer.id))
                .max(Comparator.comparingLong(peer -> peer.matched))
                .ifPresent(peer -> outbox.send(peer.id, new Message.StandNow(ballot)));
    }

    private boolean isQuorumHeard() {
        int heard = membership.bit(self);
        for (Peer peer : peers) {
            heard |= peer.isHeard ? membership.bit(peer.id) : 0;
        }
        return membership.decides(heard);
    }

    private void handOver() {
        Peer peer = transferTo == 0 || isTold ? null : peer(transferTo);
        if (peer != null && peer.matched == acceptor.log.last()) {
            // From here on nobody need be loyal to this leader any more, however late the message arrives.
            isReleased = true;
            hasLease = false;
            isTold = true;
            outbox.send(peer.id, new Message.StandNow(ballot));
        }
    }

    // Peers.

    private void regroup() {
        membership = acceptor.memberships.latest();
        // Promises of loyalty were counted for other quorums.
        hasLease = false;
        Set<Long> ids = new TreeSet<>();
        for (Membership each : List.of(membership, acceptor.memberships.at(acceptor.chosenThrough()))) {
            ids.addAll(each.voters());
            ids.addAll(each.learners());
        }
        ids.remove(self);
        List<Peer> before = peers;
        peers = new ArrayList<>();
        for (long id : ids) {
            peers.add(before.stream()
                    .filter(peer -> peer.id == id)
                    .findAny()
                    .orElseGet(() -> new Peer(
                            id, acceptor.log.last() + 1, settings.limits().flights())));
        }
        voters = new Peer[membership.voterCount()];
        values = new long[voters.length];
        for (int i = 0; i < voters.length; i++) {
            voters[i] = peer(membership.voterAt(i));
        }
    }

    /** Who is removed learns it from the last message it gets. */
    private void tellRemoved() {
        for (Peer peer : peers) {
            if (!membership.contains(peer.id)) {
                send(peer, List.of());
            }
        }
    }

    private @Nullable Peer peer(long id) {
        for (Peer peer : peers) {
            if (peer.id == id) {
                return peer;
            }
        }
        return null;
    }

    private void pump(Peer peer, long nowNanos) {
        switch (peer.state) {
            case SNAPSHOT -> {}
            case PROBE -> {
                if (!peer.isPaused && sendEntries(peer, nowNanos)) {
                    peer.isPaused = true;
                }
            }
            case REPLICATE -> {
                boolean goesOn = true;
                while (goesOn && peer.next <= acceptor.log.last() && peer.hasRoom()) {
                    goesOn = sendEntries(peer, nowNanos);
                }
            }
        }
    }

    /** Sends the entries from the peer's next on, as many as a message holds; false if it needs a checkpoint first. */
    private boolean sendEntries(Peer peer, long nowNanos) {
        if (peer.next <= acceptor.log.compactedThrough()) {
            peer.snapshot();
            readSnapshot(peer, nowNanos);
            return false;
        }
        if (batch.isEmpty() || batch.getFirst().slot() != peer.next) {
            batch = entriesFrom(peer.next);
        }
        List<Entry> entries = batch;
        send(peer, entries);
        if (!entries.isEmpty()) {
            peer.next += entries.size();
            peer.sent(peer.next - 1);
        }
        return true;
    }

    private List<Entry> entriesFrom(long slot) {
        List<Entry> entries = new ArrayList<>();
        int bytes = 0;
        for (long next = slot;
                next <= acceptor.log.last() && bytes < settings.limits().messageBytes();
                next++) {
            Entry entry = acceptor.log.entry(next);
            bytes += entry.weightBytes();
            entries.add(entry.at(ballot));
        }
        return List.copyOf(entries);
    }

    private void send(Peer peer, List<Entry> entries) {
        peer.toldRound = round;
        peer.toldChosen = acceptor.chosenThrough();
        outbox.send(peer.id, new Message.Accept(ballot, opening, acceptor.chosenThrough(), round, peer.next, entries));
    }

    private void readSnapshot(Peer peer, long nowNanos) {
        peer.retryAtNanos = nowNanos + settings.electionNanos();
        outbox.effect(new Effect.ReadSnapshot(
                peer.id,
                peer.snapshotSlot,
                peer.snapshotOffset,
                settings.limits().snapshotBytes()));
    }

    static long earlier(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos <= 0 ? oneNanos : otherNanos;
    }

    static long later(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos <= 0 ? otherNanos : oneNanos;
    }
}
