package io.headgate.consensus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What a member has promised and voted for. Confined to its machine.
 *
 * <p>It votes for a leader's entries in the order of their slots and without gaps, so that its votes in a ballot are told
 * by one number. They begin after what it knows to be chosen, which needs no votes any more. A vote of a lower ballot
 * stays where it is until the leader's entry for its slot comes: others may need it to learn what was chosen.
 *
 * <p>Once it has voted for the leader's opening entry it has taken over all that the leader was told: its log is the
 * leader's, which {@link HardState#logBallot} says. Then all other votes beyond are dead and are dropped. Until then
 * its log counts as it was before, except that single votes are newer.
 */
final class Acceptor {
    private record Milestone(long sequence, long matched) {}

    private final PaxosSettings.Limits limits;
    private final Outbox outbox;
    private final boolean isForgetful;

    final VoteLog log;
    final MembershipHistory memberships;

    /** It votes in no lower ballot; never falls. */
    private Ballot promised;

    /** The promise is durable with this sequence. */
    private long promiseSequence;

    /** See {@link HardState}; never falls. */
    private Ballot logBallot;

    /** The slot that belongs to {@link #logBallot}. */
    private long opening;

    /** Never falls; at most {@link VoteLog#intactThrough}. */
    private long chosenThrough;

    /** The ballot that {@link #matched} is about, and where its leader opened. */
    private Ballot following = Ballot.NONE;

    private long followingOpening;

    /** Up to here the log is that of the leader of {@link #following}; never falls within a ballot. */
    private long matched;

    /** Up to here that is durable. */
    private long durableMatched;

    /** When more of {@link #matched} will be durable. */
    private final Deque<Milestone> milestones = new ArrayDeque<>();

    Acceptor(Recovered recovered, PaxosSettings.Limits limits, Outbox outbox) {
        this.limits = limits;
        this.outbox = outbox;
        HardState state = recovered.hardState();
        isForgetful = state.isForgetful();
        promised = state.promised();
        logBallot = state.logBallot();
        opening = state.opening();
        log = new VoteLog(recovered.compactedThrough());
        memberships = new MembershipHistory(recovered.membership());
        if (!isForgetful) {
            recovered.votes().forEach(this::recover);
        }
        chosenThrough = Math.max(log.compactedThrough(), Math.min(state.chosenThrough(), log.intactThrough()));
    }

    private void recover(Vote vote) {
        boolean isDead = vote.slot() >= opening && logBallot.isAbove(vote.ballot());
        if (vote.slot() <= log.compactedThrough() || isDead) {
            return;
        }
        log.set(vote);
        // A vote is a promise, too.
        promised = vote.ballot().isAbove(promised) ? vote.ballot() : promised;
        if (vote instanceof Entry entry) {
            memberships.set(entry);
        }
    }

    boolean isForgetful() {
        return isForgetful;
    }

    Ballot promised() {
        return promised;
    }

    long promiseSequence() {
        return promiseSequence;
    }

    Ballot logBallot() {
        return logBallot;
    }

    long opening() {
        return opening;
    }

    long chosenThrough() {
        return chosenThrough;
    }

    Ballot following() {
        return following;
    }

    long matched() {
        return matched;
    }

    long durableMatched() {
        return durableMatched;
    }

    HardState hardState() {
        return new HardState(promised, logBallot, opening, chosenThrough, isForgetful);
    }

    /** Promises a higher ballot. */
    void promise(Ballot ballot) {
        if (!ballot.isAbove(promised)) {
            throw new IllegalStateException("promise " + ballot + " (expected: above " + promised + ")");
        }
        promised = ballot;
        outbox.persistHardState();
        promiseSequence = outbox.sequence();
    }

    /** Goes with the leader of a ballot that is not below the promised one. */
    void follow(Ballot ballot, long leaderOpening) {
        if (ballot.equals(following)) {
            return;
        }
        if (ballot.isAbove(promised)) {
            promise(ballot);
        }
        following = ballot;
        followingOpening = leaderOpening;
        durableMatched = 0;
        milestones.clear();
        // In a ballot whose log this already is, from before a restart, all of it matches.
        matched(ballot.equals(logBallot) ? log.intactThrough() : chosenThrough);
    }

    /**
     * Votes for a leader's entries.
     *
     * @return the slot it wants the leader to go on from if these begin too late, otherwise 0
     */
    long accept(long first, List<Entry> entries) {
        if (first > matched + 1) {
            return matched + 1;
        }
        long through = matched;
        for (Entry entry : entries) {
            if (entry.slot() > through) {
                if (isFullFor(entry)) {
                    break;
                }
                put(entry);
                through = entry.slot();
            }
        }
        matched(through);
        return 0;
    }

    /** Votes, as the leader of the promised ballot, for what it takes over and its opening entry. */
    void lead(List<Entry> entries) {
        follow(promised, entries.getLast().slot());
        entries.forEach(this::append);
    }

    /** Votes, as a leader, for its next entry. */
    void append(Entry entry) {
        if (entry.slot() != matched + 1) {
            throw new IllegalStateException("append " + entry + " (expected: slot " + (matched + 1) + ")");
        }
        put(entry);
        matched(entry.slot());
    }

    /** What the leader says is chosen is so here as far as the log is the leader's. */
    void learnChosen(long through) {
        chosenThrough = Math.max(chosenThrough, Math.min(through, matched));
    }

    /** Takes what another member knows to be chosen, as far as it goes on from what is known here. */
    void learn(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.slot() == chosenThrough + 1 && !isFullFor(entry)) {
                learn(entry);
            }
        }
    }

    /**
     * An entry's ballot is at or above that in which it was chosen. So if it is not above that of the leader gone with, the
     * leader's entry is the same; otherwise that leader is one of the past. Likewise with what is held in the slot.
     */
    private void learn(Entry entry) {
        if (entry.ballot().isAbove(following)) {
            following = Ballot.NONE;
            matched(chosenThrough);
        }
        if (entry.slot() > matched) {
            boolean isHeld = log.get(entry.slot()) instanceof Entry held
                    && !entry.ballot().isAbove(held.ballot());
            if (!isHeld) {
                // Nobody can be misled by a vote for what is chosen. But a vote is a promise, too.
                if (entry.ballot().isAbove(promised)) {
                    promise(entry.ballot());
                }
                put(entry);
            }
            matched(entry.slot());
        }
        chosenThrough = entry.slot();
    }

    /** A sequence has become durable. */
    void settle() {
        while (!milestones.isEmpty() && milestones.getFirst().sequence <= outbox.durable()) {
            durableMatched = milestones.removeFirst().matched;
        }
    }

    /** A checkpoint of the leader takes the place of everything up to a slot. */
    void install(long slot, Membership membership) {
        outbox.install(slot, membership, hardState());
        log.compact(slot);
        memberships.compact(slot, membership);
        chosenThrough = Math.max(chosenThrough, slot);
        matched(Math.max(matched, slot));
    }

    /** Entries up to a slot are not needed any more. */
    void compact(long through) {
        memberships.compact(through, memberships.at(through));
        log.compact(through);
    }

    /** Whether the log has no room for one more entry. What it repeats, or what closes a gap, always has. */
    private boolean isFullFor(Entry entry) {
        return entry.slot() > log.last() && (log.slots() >= limits.logSlots() || log.bytes() >= limits.logBytes());
    }

    private void put(Entry entry) {
        if (entry.slot() <= chosenThrough) {
            throw new IllegalStateException(
                    "vote for " + entry + " (expected: a slot after " + chosenThrough + ", up to which all is chosen)");
        }
        log.set(entry);
        memberships.set(entry);
        outbox.persist(entry);
    }

    private void matched(long through) {
        matched = through;
        if (matched >= followingOpening && following.isAbove(logBallot)) {
            logBallot = following;
            opening = followingOpening;
            log.dropDead(matched + 1, following);
            memberships.dropAfter(log.last());
            outbox.persistHardState();
        }
        Milestone newest = milestones.peekLast();
        if (newest != null && newest.sequence == outbox.sequence()) {
            milestones.removeLast();
        }
        milestones.addLast(new Milestone(outbox.sequence(), matched));
        settle();
    }

    /** Throws if what must always hold does not. */
    void check() {
        if (logBallot.isAbove(promised)
                || following.isAbove(promised)
                || chosenThrough > log.intactThrough()
                || chosenThrough < log.compactedThrough()
                || durableMatched > matched
                || matched > log.intactThrough()) {
            throw new IllegalStateException("promised " + promised + ", log ballot " + logBallot + ", following "
                    + following + ", compacted through " + log.compactedThrough() + ", chosen through " + chosenThrough
                    + ", intact through " + log.intactThrough() + ", matched " + matched + ", of it durable "
                    + durableMatched);
        }
    }
}
