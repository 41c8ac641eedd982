package io.headgate.replica;

import io.headgate.consensus.Entry;
import io.headgate.consensus.EntryKind;
import io.headgate.consensus.Input;
import io.headgate.consensus.Membership;
import io.headgate.consensus.QuorumSystem;
import io.headgate.consensus.Refusal;
import io.headgate.replica.PeerMessage.Answer;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.ChangeRefused;
import io.headgate.store.Command;
import io.headgate.store.LeaseClock;
import io.headgate.store.MemberInfo;
import io.headgate.store.MembershipChange;
import io.headgate.store.Reply;
import io.headgate.store.Response;
import io.headgate.store.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what only the leader can. Nothing is answered from what this member believes alone: a read and whatever is
 * asked of a lease wait until a quorum has said, after it was asked, that this member leads.
 *
 * <p>A question that cannot be answered because this member does not lead any more gets no answer: it is asked again, of
 * whoever leads then.
 *
 * <p>Confined to the replica's thread.
 */
final class LeaderDesk {
    /** Questions that change something, and their answers, are known by name for a while: they may come again. */
    private static final int MOST_REMEMBERED = 1_024;

    /** Changes of members that wait for another one: more than people ask for at a time. */
    private static final int MOST_WAITING_CHANGES = 100;

    /** A storm of leases that end is spread over time: each may delete many keys. */
    private static final int MOST_EXPIRED_AT_ONCE = 500;

    private final Tags tags;
    private final Consumer<Input> consensus;
    private final Consumer<DirectoryEntry> directory;
    private LeaseClock leases = new LeaseClock();

    /** Waits for a quorum to say that this member leads. */
    private final Map<Long, Confirmed> reads = new HashMap<>();

    /** Waits for the consensus to say which slot it gets. */
    private final Map<Long, Change> changes = new HashMap<>();

    /** Waits for this slot to be chosen. */
    private final TreeMap<Long, Change> proposed = new TreeMap<>();

    /** Waits for a change to be made that is under way, perhaps since another member led. */
    private final List<PutOff> waiting = new ArrayList<>();

    /** Waits for this member of the directory to be applied. */
    private final Map<DirectoryEntry, Consumer<Answer>> announced = new LinkedHashMap<>();

    private final Map<AskName, Remembered> remembered = new LinkedHashMap<>();
    private @Nullable Consumer<Answer> transfer;
    private long transferTo;

    /** Who asks, and the asker's number of the question. */
    record AskName(long from, long id) {}

    private record Confirmed(Question question, Consumer<Answer> asker) {}

    private record PutOff(MembershipChange wanted, Consumer<Answer> asker) {}

    /**
     * A change of members that was proposed.
     *
     * @param wanted what was asked for; null for what nobody asked for
     * @param announce goes into the directory after it
     */
    private record Change(
            @Nullable MembershipChange wanted,
            Membership next,
            @Nullable DirectoryEntry announce,
            Consumer<Answer> asker) {}

    private static final class Remembered implements Consumer<Answer> {
        Consumer<Answer> asker;

        @Nullable
        Answer answer;

        Remembered(Consumer<Answer> asker) {
            this.asker = asker;
        }

        @Override
        public void accept(Answer given) {
            answer = given;
            asker.accept(given);
        }
    }

    /**
     * @param consensus takes inputs
     * @param directory puts a member into the replicated directory
     */
    LeaderDesk(Tags tags, Consumer<Input> consensus, Consumer<DirectoryEntry> directory) {
        this.tags = tags;
        this.consensus = consensus;
        this.directory = directory;
    }

    /**
     * This member leads from now on.
     *
     * @param running all leases, with their full time
     */
    void lead(LeaseClock running) {
        forget();
        proposed.clear();
        leases = running;
    }

    /**
     * This member does not lead any more. Removals and promotions that are proposed may still be made: a leader that is
     * removed leads no more when that is applied. How a handover ends the consensus says when it knows who leads now.
     */
    void stopLeading() {
        forget();
        proposed.values().removeIf(change -> change.announce != null);
    }

    private void forget() {
        reads.clear();
        changes.clear();
        waiting.clear();
        announced.clear();
        // A handover whose end is not known yet must not begin anew when it is asked for again.
        remembered.values().removeIf(each -> each != transfer);
    }

    /** Someone asks this member, which leads. */
    void asked(AppliedState state, AskName name, Question question, Consumer<Answer> asker) {
        switch (question) {
            case Question.ReadIndex _, Question.KeepAlive _, Question.TimeToLive _ -> {
                long tag = tags.next();
                reads.put(tag, new Confirmed(question, asker));
                consensus.accept(new Input.Read(tag));
            }
            case Question.Change(var change) -> once(name, asker, once -> change(state, change, once));
            case Question.Transfer(var to) -> once(name, asker, once -> transfer(state, to, once));
        }
    }

    /** Does what changes something once, however often it is asked. */
    private void once(AskName name, Consumer<Answer> asker, Consumer<Consumer<Answer>> todo) {
        Remembered before = remembered.get(name);
        if (before != null) {
            before.asker = asker;
            if (before.answer != null) {
                asker.accept(before.answer);
            }
            return;
        }
        Remembered now = new Remembered(asker);
        remembered.put(name, now);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        todo.accept(now);
    }

    // Reads and leases.

    void readReady(long tag, long slot, long nowNanos) {
        Confirmed confirmed = reads.remove(tag);
        if (confirmed == null) {
            return;
        }
        long value = switch (confirmed.question) {
            case Question.KeepAlive(var lease) -> leases.renew(lease, nowNanos);
            case Question.TimeToLive(var lease) -> leases.timeToLive(lease, nowNanos);
            case Question.ReadIndex _, Question.Change _, Question.Transfer _ -> 0;
        };
        confirmed.asker.accept(new Answer.Done(slot, value));
    }

    // Changes of who is a member.

    private void change(AppliedState state, MembershipChange change, Consumer<Answer> asker) {
        Membership now = state.membership();
        switch (change) {
            case MembershipChange.Add(var peerUrls, var learner) -> {
                if (isTaken(state, peerUrls, 0)) {
                    asker.accept(refused(ChangeRefused.Reason.PEER_URL_TAKEN, "peer URLs " + peerUrls));
                } else if (now.learners().size() >= Membership.MOST_LEARNERS
                        || now.nextId() > MemberIdentity.HIGHEST_MEMBER
                        || (!learner && now.voters().size() >= Membership.MOST_VOTERS)) {
                    asker.accept(refused(ChangeRefused.Reason.TOO_MANY, now.toString()));
                } else {
                    MemberInfo added = new MemberInfo(now.nextId(), "", peerUrls, List.of(), learner);
                    propose(new Change(change, now.withLearner(now.nextId()), new DirectoryEntry(added, 0), asker));
                }
            }
            case MembershipChange.Remove(var member) -> {
                if (!now.contains(member)) {
                    asker.accept(unknown(member));
                } else if (now.isVoter(member) && now.voters().size() == 1) {
                    asker.accept(refused(ChangeRefused.Reason.LAST_VOTER, "member " + member));
                } else {
                    propose(new Change(change, now.without(member, without(now.quorums(), member)), null, asker));
                }
            }
            case MembershipChange.Promote(var member) -> {
                if (!now.contains(member)) {
                    asker.accept(unknown(member));
                } else if (now.isVoter(member)) {
                    asker.accept(refused(ChangeRefused.Reason.NOT_A_LEARNER, "member " + member));
                } else {
                    propose(new Change(change, now.withVoter(member, with(now.quorums(), member)), null, asker));
                }
            }
            case MembershipChange.Update(var member, var peerUrls) -> {
                DirectoryEntry known = state.directory().get(member);
                if (known == null || !now.contains(member)) {
                    asker.accept(unknown(member));
                } else if (isTaken(state, peerUrls, member)) {
                    asker.accept(refused(ChangeRefused.Reason.PEER_URL_TAKEN, "peer URLs " + peerUrls));
                } else {
                    MemberInfo before = known.member();
                    MemberInfo moved =
                            new MemberInfo(member, before.name(), peerUrls, before.clientUrls(), before.learner());
                    announce(new DirectoryEntry(moved, known.disk()), asker);
                }
            }
        }
    }

    /** Whether that is so among these members; of what the members alone do not tell it is not known. */
    static boolean isMade(MembershipChange change, Membership membership) {
        return switch (change) {
            case MembershipChange.Remove(var member) -> !membership.contains(member);
            case MembershipChange.Promote(var member) -> membership.isVoter(member);
            case MembershipChange.Add _, MembershipChange.Update _ -> false;
        };
    }

    /** Lets learners vote that are to, one at a time; who has not caught up is asked about again later. */
    void promote(AppliedState state) {
        Membership now = state.membership();
        for (long learner : now.learners()) {
            DirectoryEntry known = state.directory().get(learner);
            if (known != null && !known.member().learner() && now.voters().size() < Membership.MOST_VOTERS) {
                propose(new Change(null, now.withVoter(learner, with(now.quorums(), learner)), null, none -> {}));
            }
        }
    }

    private void propose(Change change) {
        long tag = tags.next();
        changes.put(tag, change);
        consensus.accept(new Input.ChangeMembership(tag, change.next));
    }

    private void announce(DirectoryEntry entry, Consumer<Answer> asker) {
        announced.put(entry, asker);
        directory.accept(entry);
    }

    /** Weights other than all alike are set by hand: a new voter weighs 1. */
    private static QuorumSystem with(QuorumSystem quorums, long member) {
        if (!(quorums instanceof QuorumSystem.Weighted(var weights))) {
            return quorums;
        }
        Map<Long, Integer> more = new TreeMap<>(weights);
        more.put(member, 1);
        return new QuorumSystem.Weighted(more);
    }

    private static QuorumSystem without(QuorumSystem quorums, long member) {
        if (!(quorums instanceof QuorumSystem.Weighted(var weights))) {
            return quorums;
        }
        Map<Long, Integer> fewer = new TreeMap<>(weights);
        fewer.remove(member);
        return new QuorumSystem.Weighted(fewer);
    }

    private static boolean isTaken(AppliedState state, List<String> peerUrls, long exceptMember) {
        return state.directory().values().stream()
                .map(DirectoryEntry::member)
                .filter(member -> member.id() != exceptMember)
                .anyMatch(member -> member.peerUrls().stream().anyMatch(peerUrls::contains));
    }

    private static Answer unknown(long member) {
        return refused(ChangeRefused.Reason.UNKNOWN_MEMBER, "member " + Long.toHexString(member));
    }

    private static Answer refused(ChangeRefused.Reason reason, String why) {
        return new Answer.Refused(reason, why);
    }

    // What the consensus says.

    /** A change has got a slot: it is made if this member still leads when that is chosen. */
    void proposed(long tag, long slot) {
        Change change = changes.remove(tag);
        if (change != null) {
            proposed.put(slot, change);
        }
    }

    /** Something was refused, definitely. */
    void refused(long tag, Refusal reason) {
        Confirmed read = reads.remove(tag);
        if (read != null && reason == Refusal.OVERLOADED) {
            read.asker.accept(failed(Unavailable.Reason.OVERLOADED, "too many reads wait"));
        }
        Change change = changes.remove(tag);
        if (change == null) {
            return;
        }
        switch (reason) {
            case NOT_CAUGHT_UP ->
                change.asker.accept(refused(ChangeRefused.Reason.NOT_CAUGHT_UP, "the learner has not got the log yet"));
            case CHANGE_UNDER_WAY -> putOff(change);
            case NOT_ADJACENT ->
                change.asker.accept(failed(Unavailable.Reason.OVERLOADED, "another change of members is under way"));
            case OVERLOADED, TRANSFERRING ->
                change.asker.accept(failed(Unavailable.Reason.OVERLOADED, "the leader is busy: " + reason));
            case NOT_LEADER -> {}
        }
    }

    /** The change under way may be the same one, which an earlier leader has begun: nothing can be said of it yet. */
    private void putOff(Change change) {
        MembershipChange wanted = change.wanted;
        if (wanted == null) {
            return; // maintenance thinks of it again
        }
        if (waiting.size() < MOST_WAITING_CHANGES) {
            waiting.add(new PutOff(wanted, change.asker));
        } else {
            change.asker.accept(
                    failed(Unavailable.Reason.OVERLOADED, MOST_WAITING_CHANGES + " changes of members wait"));
        }
    }

    private static Answer failed(Unavailable.Reason reason, String why) {
        return new Answer.Failed(reason, /* definite= */ true, why);
    }

    /** An entry was applied, which has led to this state. */
    void chosen(AppliedState state, Entry entry) {
        Change change = proposed.remove(entry.slot());
        if (change != null
                && entry.kind() == EntryKind.MEMBERSHIP
                && change.next.equals(Membership.of(entry.payload()))) {
            if (change.announce == null) {
                change.asker.accept(new Answer.Done(entry.slot(), 0));
            } else {
                announce(change.announce, change.asker);
            }
        }
        if (!waiting.isEmpty()) {
            List<PutOff> again = List.copyOf(waiting);
            waiting.clear();
            again.forEach(each -> goOn(state, each));
        }
    }

    /** Something was chosen: perhaps what a change has waited for. */
    private void goOn(AppliedState state, PutOff change) {
        if (isMade(change.wanted, state.membership())) {
            change.asker.accept(new Answer.Done(state.slot(), 0));
        } else {
            change(state, change.wanted, change.asker);
        }
    }

    /** A command was applied. */
    void applied(Command command, Reply reply, long nowNanos) {
        if (reply.response() instanceof Response.LeaseGranted(var id, var ttlSeconds, var _)) {
            leases.granted(id, ttlSeconds, nowNanos);
        } else if (command instanceof Command.RevokeLease(var id)) {
            leases.revoked(id);
        }
    }

    /** Leases whose time is over, as this leader counts it. */
    List<Long> expiredLeases(long nowNanos) {
        return leases.expired(nowNanos, MOST_EXPIRED_AT_ONCE);
    }

    /** The directory has this member now. */
    void announced(long slot, DirectoryEntry entry) {
        Consumer<Answer> asker = announced.remove(entry);
        if (asker != null) {
            asker.accept(new Answer.Done(slot, 0));
        }
    }

    // Handing over.

    private void transfer(AppliedState state, long to, Consumer<Answer> asker) {
        if (transfer != null) {
            asker.accept(failed(
                    Unavailable.Reason.OVERLOADED,
                    "leadership is being handed over to member " + Long.toHexString(transferTo)));
            return;
        }
        if (!state.membership().isVoter(to)) {
            asker.accept(refused(ChangeRefused.Reason.NOT_A_VOTER, "member " + Long.toHexString(to)));
            return;
        }
        transfer = asker;
        transferTo = to;
        consensus.accept(new Input.TransferLeadership(to));
    }

    void transferEnded(long to, boolean isDone) {
        if (transfer == null || to != transferTo) {
            return;
        }
        Consumer<Answer> asker = transfer;
        transfer = null;
        asker.accept(
                isDone
                        ? new Answer.Done(0, 0)
                        : failed(Unavailable.Reason.TIMEOUT, "member " + Long.toHexString(to) + " did not take over"));
    }
}
