package io.headgate.consensus;

import io.headgate.consensus.PaxosStatus.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member of a cluster that agrees on a log: Multi-Paxos as a state machine without I/O. Confined to one owner. The same
 * inputs, times and random numbers always give the same effects.
 *
 * <h2>How it agrees</h2>
 *
 * Each slot of the log is decided by Paxos (L. Lamport, "Paxos Made Simple"; R. van Renesse and D. Altinbuken, "Paxos Made
 * Moderately Complex"). A candidate asks for promises once for all slots from the first on that it does not know to be
 * chosen, takes over what it is told, fills holes with nothing, and opens with an entry of its own. From then on it
 * leads, and phase 2 is all there is: it sends entries to everybody as they come, many at a time and without waiting for
 * earlier ones, and what a quorum has voted for is chosen.
 *
 * <p>Members vote in the order of slots without gaps, so that all their votes in a ballot are one number, and a vote that
 * comes twice is the same number twice. proof/specs/spec has the models this follows: Paxos, MultiPaxos, Lease, Reconfig.
 *
 * <h2>What is durable before what is sent</h2>
 *
 * A message waits inside until the promises and votes it states are durable, so that no shell can get it wrong. One thing
 * need not wait: a leader sends entries while its own vote for them is being persisted. It is safe because entries of one
 * ballot are only ever made by one run of one member: its promise for the ballot is durable before it asks for others', so
 * that after a restart it stands in a higher one. Its own vote counts when it is durable, like anybody's.
 *
 * <h2>Who leads</h2>
 *
 * Who has heard of a leader lately promises nothing to others and would not ({@link Message.PreVote}), so a member that was
 * cut off or removed disturbs nobody when it comes back. A leader that a quorum has not answered for
 * {@link PaxosSettings#electionNanos} stops leading. Both need no clocks to agree.
 *
 * <h2>Reads</h2>
 *
 * A read waits until a quorum has answered a message that was sent after it came: then no other leader can have been
 * elected before it came. Reads that come meanwhile share the next such round. With {@link PaxosSettings#leaseReads} a
 * leader answers at once while a quorum is bound to be loyal to it. That relies on clocks: while one member's monotonic
 * clock advances by a second, no other's advances by more than a second and {@link PaxosSettings#driftPpm} millionths.
 * Because a process may stand still between this machine's answer and the reader's look, the shell asks
 * {@link #holdsLease} again after it has read.
 *
 * <h2>Members</h2>
 *
 * A membership is an entry, and a member goes by the last one in its log, chosen or not, as proof/specs/spec/Reconfig.tla
 * has it. One change at a time: refused until the one before is chosen and the leader has had an entry of its own chosen.
 *
 * <h2>Disks that forget</h2>
 *
 * An entry that was persisted and cannot be read is {@link Faulty}: told as such to candidates ({@link Candidacy}), never
 * as absent, and repaired by the next leader's entries. Lost promises cannot be repaired: {@link Recovered#forgetful}.
 */
public final class Paxos {
    private final long self;
    private final PaxosSettings settings;
    private final RandomGenerator random;
    private final Outbox outbox = new Outbox();
    private final Acceptor acceptor;

    private Role role = Role.FOLLOWER;

    /** Whom it follows, itself when it leads, 0 if it knows none; in {@link Acceptor#following}'s ballot. */
    private long leader;

    /** The highest round it has heard of, promised or not; never falls. */
    private long highestRound;

    /** Everything up to this slot was handed out, or is in the checkpoint; never falls. */
    private long handedOut;

    // As a voter.

    /** Until then it promises nothing to anybody but who was told to stand by a leader at or above {@link #loyalTo}. */
    private long loyalUntilNanos;

    private Ballot loyalTo;

    /** When it stands if it hears of no leader; beyond the bare election time by a random part of it. */
    private long standAtNanos;

    private long patienceNanos;

    // As a follower: what it owes its leader an answer to, and what it has answered.
    private boolean isAnswerOwed;
    private long wanted;
    private long round;
    private long answeredRound;
    private long answeredThrough;

    // Also as a follower: whether it has not got all that its leader knows to be chosen; when it asks others for it,
    // and
    // which of the voters was asked last.
    private boolean isBehind;
    private long behindUntilNanos;
    private int nextAsked;

    /** The checkpoint that is coming in; null if none is. */
    private @Nullable Incoming incoming;

    /** The part that is being stored, perhaps of a checkpoint that is not wanted any more; null if none is. */
    private @Nullable SnapshotPart storing;

    // As a candidate of either kind.
    private Ballot intended = Ballot.NONE;
    private final SortedSet<Long> willing = new TreeSet<>();
    private @Nullable Candidacy candidacy;
    private long askAgainAtNanos;

    // As a leader.
    private @Nullable Leadership leadership;

    /** To whom it has handed over, until that is over; 0 to nobody. */
    private long handedTo;

    private long lastNanos;

    /** A checkpoint that is coming in part by part. */
    private static final class Incoming {
        final long from;
        final long slot;

        /** The next part begins here. */
        long end;

        /** Until then it is not given up for another one. */
        long keptUntilNanos;

        Incoming(long from, long slot) {
            this.from = from;
            this.slot = slot;
        }
    }

    /**
     * A member as its disk has it.
     *
     * @param self its id, 1 or more
     * @param random decides how long it waits before it stands; no two members may draw alike
     * @param nowNanos monotonic nanoseconds
     */
    public Paxos(long self, PaxosSettings settings, Recovered recovered, RandomGenerator random, long nowNanos) {
        if (self < 1) {
            throw new IllegalArgumentException("self: " + self + " (expected: 1 or more)");
        }
        this.self = self;
        this.settings = settings;
        this.random = random;
        acceptor = new Acceptor(recovered, settings.limits(), outbox);
        handedOut = acceptor.log.compactedThrough();
        lastNanos = nowNanos;
        // Before it stopped it may have become loyal to a leader just now, and that one may count on it.
        loyalTo = acceptor.promised();
        loyalUntilNanos = nowNanos + (settings.leaseReads() ? settings.electionNanos() : 0);
        patienceNanos = drawPatience();
        // Whoever hears a leader would not vote for it, so that asking early disturbs nobody.
        standAtNanos = Leadership.later(loyalUntilNanos, nowNanos + settings.startNanos())
                + random.nextLong(settings.startNanos());
    }

    /**
     * Takes what has happened since the last step, and says what is to be done. What comes in one step goes out together:
     * proposals become one {@link Effect.Persist} and one message to each member, as far as the limits allow.
     *
     * @param inputs in the order in which they happened
     * @param nowNanos monotonic nanoseconds, never earlier than before
     * @param effects takes what is to be done, in this order, before this method returns
     */
    public void step(List<? extends Input> inputs, long nowNanos, Consumer<? super Effect> effects) {
        lastNanos = nowNanos;
        for (Input input : inputs) {
            take(input, nowNanos);
        }
        tick(nowNanos);
        finish(nowNanos);
        outbox.drainTo(effects, acceptor.hardState());
        check();
    }

    /**
     * When it wants to be stepped at the latest, with {@link Input.Tick} if nothing else happens; in the past if there is
     * something left to do.
     */
    public long nextTickNanos() {
        if (handedOut < acceptor.chosenThrough()) {
            return lastNanos;
        }
        if (leadership != null) {
            return leadership.nextTickNanos();
        }
        long next = mayStand() ? standAtNanos : lastNanos + settings.electionNanos();
        if (role != Role.FOLLOWER) {
            return Leadership.earlier(next, askAgainAtNanos);
        }
        return isBehind ? Leadership.earlier(next, behindUntilNanos) : next;
    }

    /** Whether, at this moment, a leader may still answer from what it has applied: to be asked again after a read. */
    public boolean holdsLease(long nowNanos) {
        return leadership != null && leadership.isServing() && leadership.holdsLease(nowNanos);
    }

    /** How it is. */
    public PaxosStatus status() {
        return new PaxosStatus(
                self,
                role,
                leader,
                acceptor.following(),
                leadership != null && leadership.isServing(),
                acceptor.hardState(),
                acceptor.chosenThrough(),
                acceptor.log.last(),
                acceptor.log.compactedThrough(),
                acceptor.log.firstFaulty(),
                acceptor.isForgetful(),
                acceptor.memberships.latest());
    }

    private void take(Input input, long nowNanos) {
        switch (input) {
            case Input.Tick _ -> {}
            case Input.Received(var from, var message) -> receive(from, message, nowNanos);
            case Input.Propose(var tag, var commands) -> {
                if (leadership != null) {
                    leadership.propose(tag, commands);
                } else {
                    refuse(tag);
                }
            }
            case Input.Read(var tag) -> {
                if (leadership != null) {
                    leadership.read(tag, nowNanos);
                } else {
                    refuse(tag);
                }
            }
            case Input.ChangeMembership(var tag, var next) -> {
                if (leadership != null) {
                    leadership.changeMembership(tag, next);
                } else {
                    refuse(tag);
                }
            }
            case Input.TransferLeadership(var to) -> {
                if (leadership != null) {
                    leadership.transfer(to, nowNanos);
                } else {
                    outbox.effect(new Effect.TransferEnded(to, /* isDone= */ false));
                }
            }
            case Input.StepAside() -> {
                if (leadership != null) {
                    leadership.stepAside(nowNanos);
                }
            }
            case Input.Persisted(var sequence) -> {
                outbox.persisted(sequence);
                acceptor.settle();
            }
            case Input.Compacted(var through) -> compacted(through);
            case Input.SnapshotRead(var to, var part) -> {
                if (leadership == null || !leadership.snapshotRead(to, part)) {
                    outbox.send(to, new Message.Part(acceptor.promised(), part));
                }
            }
            case Input.PartStored(var slot, var end) -> partStored(slot, end);
        }
    }

    private void refuse(long tag) {
        outbox.effect(new Effect.Refused(tag, Refusal.NOT_LEADER, leader));
    }

    private void compacted(long through) {
        if (through > handedOut) {
            throw new IllegalArgumentException("compacted: " + through + " (expected: up to " + handedOut + ")");
        }
        if (through > acceptor.log.compactedThrough()) {
            acceptor.compact(through);
        }
    }

    private void receive(long from, Message message, long nowNanos) {
        highestRound = Math.max(highestRound, message.ballot().round());
        switch (message) {
            case Message.PreVote preVote -> preVote(from, preVote, nowNanos);
            case Message.PreVoteAnswer answer -> preVoteAnswer(from, answer, nowNanos);
            case Message.Prepare prepare -> prepare(from, prepare, nowNanos);
            case Message.Promise promise -> promise(from, promise, nowNanos);
            case Message.Reject reject -> rejected(reject, nowNanos);
            case Message.Accept accept -> accept(from, accept, nowNanos);
            case Message.Voted voted -> {
                if (leadership != null) {
                    leadership.voted(from, voted);
                }
            }
            case Message.Fetch fetch -> fetch(from, fetch);
            case Message.Learn learn -> learn(from, learn);
            case Message.Part part -> takePart(from, part.part(), nowNanos);
            case Message.StandNow standNow -> standNow(standNow, nowNanos);
            case Message.Install install -> install(from, install, nowNanos);
            case Message.Stored stored -> {
                if (leadership != null) {
                    leadership.stored(from, stored, nowNanos);
                }
            }
        }
    }

    // As a voter.

    private boolean isLoyal(Ballot released, long nowNanos) {
        boolean isReleased = !released.equals(Ballot.NONE) && !loyalTo.isAbove(released);
        return !isReleased && (leadership != null || loyalUntilNanos - nowNanos > 0);
    }

    private void preVote(long from, Message.PreVote asked, long nowNanos) {
        boolean isGranted = !acceptor.isForgetful()
                && asked.ballot().isAbove(acceptor.promised())
                && asked.from() > acceptor.log.compactedThrough()
                && !isLoyal(Ballot.NONE, nowNanos);
        outbox.sendAfter(
                acceptor.promiseSequence(),
                from,
                new Message.PreVoteAnswer(asked.ballot(), isGranted, acceptor.promised(), acceptor.chosenThrough()));
    }

    private void prepare(long from, Message.Prepare asked, long nowNanos) {
        Ballot ballot = asked.ballot();
        boolean isTooFarBehind = asked.from() <= acceptor.log.compactedThrough();
        if (acceptor.isForgetful() || isTooFarBehind || ballot.equals(acceptor.following())) {
            return;
        }
        if (acceptor.promised().isAbove(ballot)) {
            reject(from, ballot);
            return;
        }
        if (ballot.isAbove(acceptor.promised())) {
            if (isLoyal(asked.released(), nowNanos)) {
                return;
            }
            acceptor.promise(ballot);
            followNobody(nowNanos);
        }
        outbox.sendAfter(outbox.sequence(), from, report(ballot, asked.from()));
    }

    /** The votes from a slot on, as many as a message holds. */
    private Message.Promise report(Ballot ballot, long from) {
        List<Vote> votes = new ArrayList<>();
        int bytes = 0;
        long slot = from;
        for (; slot <= acceptor.log.last() && bytes < settings.limits().messageBytes(); slot++) {
            Vote vote = acceptor.log.get(slot);
            if (vote != null) {
                votes.add(vote);
                bytes += vote instanceof Entry entry ? entry.weightBytes() : Entry.OVERHEAD_BYTES;
            }
        }
        return new Message.Promise(
                ballot,
                from,
                slot,
                acceptor.log.last(),
                acceptor.logBallot(),
                acceptor.opening(),
                acceptor.chosenThrough(),
                votes);
    }

    private void reject(long from, Ballot ballot) {
        outbox.sendAfter(acceptor.promiseSequence(), from, new Message.Reject(ballot, acceptor.promised()));
    }

    // As a follower.

    /** Hears a leader; false if it was one before and is none any more. */
    private boolean hear(long from, Ballot ballot, long opening, long nowNanos) {
        if (acceptor.promised().isAbove(ballot)) {
            reject(from, ballot);
            return false;
        }
        if (!ballot.equals(acceptor.following())) {
            becomeFollower();
            acceptor.follow(ballot, opening);
            round = 0;
            answeredRound = 0;
            answeredThrough = 0;
            wanted = 0;
        }
        if (role != Role.FOLLOWER) {
            becomeFollower();
        }
        setLeader(from);
        loyalTo = ballot;
        loyalUntilNanos = nowNanos + settings.electionNanos();
        standAtNanos = nowNanos + patienceNanos;
        return true;
    }

    private void accept(long from, Message.Accept accept, long nowNanos) {
        if (!hear(from, accept.ballot(), accept.opening(), nowNanos)) {
            return;
        }
        long before = acceptor.matched();
        wanted = acceptor.accept(accept.first(), accept.entries());
        acceptor.learnChosen(accept.chosenThrough());
        boolean wasBehind = isBehind;
        isBehind = acceptor.chosenThrough() < accept.chosenThrough();
        if (isBehind && (!wasBehind || acceptor.matched() > before)) {
            behindUntilNanos = nowNanos + settings.electionNanos();
        }
        // Votes are told when they are durable; all else is answered at once.
        isAnswerOwed |= acceptor.matched() == before;
        round = Math.max(round, accept.round());
    }

    private void answer() {
        boolean isDue = isAnswerOwed || round > answeredRound || acceptor.durableMatched() > answeredThrough;
        if (leader == 0 || leader == self || !isDue || acceptor.promiseSequence() > outbox.durable()) {
            return;
        }
        isAnswerOwed = false;
        answeredRound = round;
        answeredThrough = acceptor.durableMatched();
        outbox.send(
                leader,
                new Message.Voted(acceptor.following(), answeredThrough, wanted, round, !acceptor.isForgetful()));
        wanted = 0;
    }

    private void install(long from, Message.Install install, long nowNanos) {
        if (!hear(from, install.ballot(), install.opening(), nowNanos)) {
            return;
        }
        if (install.part().slot() <= handedOut) {
            isAnswerOwed = true;
        } else {
            takePart(from, install.part(), nowNanos);
        }
    }

    private void takePart(long from, SnapshotPart part, long nowNanos) {
        if (storing != null || part.slot() <= handedOut || role == Role.LEADER || role == Role.CANDIDATE) {
            return;
        }
        if (incoming == null || incoming.from != from || incoming.slot != part.slot()) {
            if (isTakingParts(nowNanos) && incoming != null && incoming.from != from) {
                return;
            }
            incoming = new Incoming(from, part.slot());
            incoming.keptUntilNanos = nowNanos + settings.electionNanos();
        }
        if (part.offset() == incoming.end) {
            storing = part;
            outbox.effect(new Effect.StorePart(part));
        } else {
            wantPart(incoming);
        }
    }

    private void wantPart(Incoming checkpoint) {
        if (checkpoint.from == leader) {
            outbox.send(leader, new Message.Stored(acceptor.following(), checkpoint.slot, checkpoint.end));
        } else {
            askFor(checkpoint.from);
        }
    }

    private void partStored(long slot, long end) {
        SnapshotPart stored = storing;
        storing = null;
        if (incoming == null || stored == null || incoming.slot != slot) {
            return;
        }
        incoming.end = end;
        incoming.keptUntilNanos = lastNanos + settings.electionNanos();
        if (stored.isLast() && end == stored.end()) {
            incoming = null;
            if (slot > handedOut) {
                acceptor.install(slot, stored.membership());
                handedOut = slot;
            }
        } else {
            wantPart(incoming);
        }
    }

    // As somebody whom no leader tells what is chosen, and who learns it from others.

    private boolean isTakingParts(long nowNanos) {
        return incoming != null && incoming.keptUntilNanos - nowNanos > 0;
    }

    /** A follower that has been behind for long asks the voters, one after the other: its leader may not hear it. */
    private void askIfBehind(long nowNanos) {
        if (role != Role.FOLLOWER || !isBehind || behindUntilNanos - nowNanos > 0) {
            return;
        }
        behindUntilNanos = nowNanos + settings.electionNanos();
        Membership membership = acceptor.memberships.latest();
        if (!isTakingParts(nowNanos) && membership.voterCount() > 0) {
            nextAsked = (nextAsked + 1) % membership.voterCount();
            long voter = membership.voterAt(nextAsked);
            if (voter != self) {
                askFor(voter);
            }
        }
    }

    private void askFor(long from) {
        boolean goesOn = incoming != null && incoming.from == from;
        outbox.send(
                from,
                new Message.Fetch(
                        acceptor.promised(),
                        acceptor.chosenThrough() + 1,
                        goesOn && incoming != null ? incoming.slot : 0,
                        goesOn && incoming != null ? incoming.end : 0));
    }

    private void fetch(long from, Message.Fetch fetch) {
        if (fetch.from() > acceptor.log.compactedThrough()) {
            List<Entry> entries = new ArrayList<>();
            int bytes = 0;
            for (long slot = fetch.from();
                    slot <= acceptor.chosenThrough()
                            && bytes < settings.limits().messageBytes();
                    slot++) {
                Entry entry = acceptor.log.entry(slot);
                entries.add(entry);
                bytes += entry.weightBytes();
            }
            outbox.sendAfter(
                    outbox.sequence(), from, new Message.Learn(fetch.ballot(), entries, acceptor.chosenThrough()));
        } else {
            outbox.effect(new Effect.ReadSnapshot(
                    from,
                    fetch.snapshotSlot(),
                    fetch.offset(),
                    settings.limits().snapshotBytes()));
        }
    }

    private void learn(long from, Message.Learn learn) {
        if (role == Role.LEADER || role == Role.CANDIDATE) {
            return;
        }
        long before = acceptor.chosenThrough();
        Ballot followed = acceptor.following();
        acceptor.learn(learn.entries());
        if (!acceptor.following().equals(followed)) {
            // There has been another leader since the one it went with.
            setLeader(0);
        }
        if (role == Role.PRE_CANDIDATE && !intended.isAbove(acceptor.promised())) {
            // What it learned was a promise, too: the ballot it asked for is one of the past. It stands in a later one.
            becomeFollower();
        }
        if (acceptor.chosenThrough() > before && acceptor.chosenThrough() < learn.chosenThrough()) {
            askFor(from);
        }
    }

    // As a candidate.

    private boolean mayStand() {
        return !acceptor.isForgetful() && acceptor.memberships.latest().isVoter(self);
    }

    private void standNow(Message.StandNow told, long nowNanos) {
        if (role == Role.FOLLOWER && told.ballot().equals(acceptor.following()) && leader != 0 && mayStand()) {
            prepareToStand(nowNanos);
            askForPromises(told.ballot(), nowNanos);
        }
    }

    private void stand(long nowNanos) {
        prepareToStand(nowNanos);
        role = Role.PRE_CANDIDATE;
        willing.clear();
        if (!wouldPromise(self, nowNanos)) {
            askWhoIsWilling(nowNanos);
        }
    }

    private void prepareToStand(long nowNanos) {
        becomeFollower();
        incoming = null;
        setLeader(0);
        patienceNanos = drawPatience();
        standAtNanos = nowNanos + patienceNanos;
        highestRound = Math.max(highestRound, acceptor.promised().round());
        intended = new Ballot(highestRound + 1, self);
    }

    private void askWhoIsWilling(long nowNanos) {
        askAgainAtNanos = nowNanos + settings.heartbeatNanos();
        for (long voter : acceptor.memberships.latest().voters()) {
            if (!willing.contains(voter)) {
                outbox.send(voter, new Message.PreVote(intended, acceptor.chosenThrough() + 1));
            }
        }
    }

    private void preVoteAnswer(long from, Message.PreVoteAnswer answer, long nowNanos) {
        highestRound = Math.max(highestRound, answer.promised().round());
        if (leader == 0 && role != Role.CANDIDATE && answer.chosenThrough() > acceptor.chosenThrough()) {
            askFor(from);
        }
        if (role == Role.PRE_CANDIDATE && answer.isGranted() && answer.ballot().equals(intended)) {
            wouldPromise(from, nowNanos);
        }
    }

    /** Counts a voter; true if there are enough, and it goes on to ask for promises. */
    private boolean wouldPromise(long voter, long nowNanos) {
        willing.add(voter);
        Membership membership = acceptor.memberships.latest();
        int mask = 0;
        for (long each : willing) {
            mask |= membership.bit(each);
        }
        boolean isEnough = membership.elects(mask);
        if (isEnough) {
            askForPromises(Ballot.NONE, nowNanos);
        }
        return isEnough;
    }

    private void askForPromises(Ballot released, long nowNanos) {
        role = Role.CANDIDATE;
        acceptor.promise(intended);
        candidacy = new Candidacy(
                intended, acceptor.chosenThrough() + 1, released, acceptor.memberships.at(acceptor.chosenThrough()));
        ask(candidacy, nowNanos);
    }

    private void ask(Candidacy candidate, long nowNanos) {
        askAgainAtNanos = nowNanos + settings.heartbeatNanos();
        for (long voter : candidate.asked()) {
            askOne(candidate, voter);
        }
    }

    private void askOne(Candidacy candidate, long voter) {
        Message.Prepare question = candidate.question(voter);
        if (question != null && voter != self) {
            outbox.sendAfter(acceptor.promiseSequence(), voter, question);
        }
    }

    private void promise(long from, Message.Promise promise, long nowNanos) {
        Candidacy candidate = candidacy;
        if (candidate == null || !promise.ballot().equals(candidate.ballot())) {
            return;
        }
        SortedSet<Long> asked = candidate.asked();
        if (candidate.add(from, promise)) {
            askOne(candidate, from);
            if (!candidate.asked().equals(asked)) {
                ask(candidate, nowNanos);
            }
        }
    }

    /** Its own promise is like the others', once it is durable. */
    private void promiseItself(Candidacy candidate) {
        Message.Prepare question = candidate.question(self);
        while (question != null && acceptor.promiseSequence() <= outbox.durable()) {
            candidate.add(self, report(candidate.ballot(), question.from()));
            question = candidate.question(self);
        }
    }

    private void rejected(Message.Reject reject, long nowNanos) {
        highestRound = Math.max(highestRound, reject.promised().round());
        boolean isMine = reject.ballot().member() == self && reject.ballot().equals(acceptor.promised());
        if (isMine && reject.promised().isAbove(reject.ballot()) && (leadership != null || candidacy != null)) {
            followNobody(nowNanos);
        }
    }

    // As a leader.

    private void lead(Candidacy won, long nowNanos) {
        List<Entry> entries = won.takeover();
        long opening = acceptor.chosenThrough() + entries.size() + 1;
        entries.add(Entry.noop(opening, won.ballot()));
        acceptor.lead(entries);
        candidacy = null;
        role = Role.LEADER;
        leadership = new Leadership(self, settings, acceptor, outbox, nowNanos);
        setLeader(self);
        loyalTo = won.ballot();
    }

    // Any of them.

    private void tick(long nowNanos) {
        if (leadership != null) {
            if (!leadership.tick(nowNanos)) {
                followNobody(nowNanos);
            }
        } else if (mayStand() && standAtNanos - nowNanos <= 0) {
            stand(nowNanos);
        } else if (role != Role.FOLLOWER && askAgainAtNanos - nowNanos <= 0) {
            if (candidacy != null) {
                ask(candidacy, nowNanos);
            } else {
                askWhoIsWilling(nowNanos);
            }
        }
    }

    private void finish(long nowNanos) {
        askIfBehind(nowNanos);
        if (candidacy != null) {
            promiseItself(candidacy);
            if (candidacy.isWon()) {
                lead(candidacy, nowNanos);
            }
        }
        if (leadership != null) {
            leadership.finish(nowNanos);
            if (leadership.isRemoved()) {
                leadership.tellSuccessor();
                followNobody(nowNanos);
            }
        } else {
            answer();
        }
        handOut();
    }

    private void handOut() {
        long through =
                Math.min(acceptor.chosenThrough(), handedOut + settings.limits().chosenPerStep());
        while (handedOut < through) {
            outbox.effect(new Effect.Chosen(acceptor.log.entry(++handedOut)));
        }
    }

    private void followNobody(long nowNanos) {
        becomeFollower();
        setLeader(0);
        standAtNanos = nowNanos + patienceNanos;
    }

    private void becomeFollower() {
        role = Role.FOLLOWER;
        candidacy = null;
        if (leadership != null) {
            handedTo = leadership.transferTo();
            leadership.refuseReads(0);
            leadership = null;
        }
    }

    private void setLeader(long now) {
        if (leader == now) {
            return;
        }
        leader = now;
        outbox.effect(new Effect.LeadershipChanged(leader, acceptor.following()));
        if (handedTo != 0 && leader != 0) {
            outbox.effect(new Effect.TransferEnded(handedTo, leader == handedTo));
            handedTo = 0;
        }
    }

    private long drawPatience() {
        return settings.electionNanos() + random.nextLong(settings.electionNanos());
    }

    private void check() {
        acceptor.check();
        boolean isConsistent = switch (role) {
            case FOLLOWER, PRE_CANDIDATE -> candidacy == null && leadership == null;
            case CANDIDATE -> candidacy != null && acceptor.promised().equals(candidacy.ballot());
            case LEADER ->
                leadership != null && leader == self && acceptor.promised().equals(acceptor.following());
        };
        if (!isConsistent || handedOut > acceptor.chosenThrough() || handedOut < acceptor.log.compactedThrough()) {
            throw new IllegalStateException(status() + ", handed out through " + handedOut);
        }
    }
}
