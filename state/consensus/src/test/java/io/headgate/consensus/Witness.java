package io.headgate.consensus;

import io.headgate.consensus.PaxosStatus.Role;
import io.headgate.simulation.Probes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sees all members of a simulated cluster, over all their lives, and says what none of them may do. */
final class Witness {
    private record Decision(EntryKind kind, Payload payload) {}

    /** What was chosen, by slot. */
    private final Map<Long, Decision> chosen = new TreeMap<>();

    /** The highest ballot that each member has told anybody it promised or voted in. */
    private final Map<Long, Ballot> promises = new TreeMap<>();

    /** Per member and slot the ballots in which a vote was durable, once: an answer may come after the next vote. */
    private final Map<Long, Map<Long, Set<Ballot>>> votes = new TreeMap<>();

    /** Per member the highest slot that a durable checkpoint covered, once. */
    private final Map<Long, Long> checkpoints = new TreeMap<>();

    /** The highest slot anybody knows to be chosen. */
    private long highestChosen;

    /** The last membership among what is chosen. */
    private Membership membership;

    Witness(Membership founding) {
        membership = founding;
    }

    void chosen(long member, long appliedBefore, Entry entry, Probes probes) {
        probes.always(
                entry.slot() == appliedBefore + 1,
                "entries come in order",
                () -> "member " + member + " got " + entry + " after slot " + appliedBefore);
        Decision decision = new Decision(entry.kind(), entry.payload());
        Decision before = chosen.putIfAbsent(entry.slot(), decision);
        probes.always(
                before == null || before.equals(decision),
                "one value is chosen per slot",
                () -> "slot " + entry.slot() + ": member " + member + " has " + decision + ", before it was " + before);
        if (entry.slot() > highestChosen) {
            highestChosen = entry.slot();
            membership = entry.kind() == EntryKind.MEMBERSHIP ? Membership.of(entry.payload()) : membership;
        }
    }

    void durable(long member, List<? extends Vote> made) {
        Map<Long, Set<Ballot>> durable = votes.computeIfAbsent(member, _ -> new TreeMap<>());
        made.forEach(vote ->
                durable.computeIfAbsent(vote.slot(), _ -> new TreeSet<>()).add(vote.ballot()));
    }

    void covered(long member, long slot) {
        checkpoints.merge(member, slot, Math::max);
    }

    /** What a leader takes for chosen has durable votes of a quorum, in its ballot. */
    private void decided(PaxosStatus leader, Probes probes) {
        long slot = leader.chosenThrough();
        if (chosen.containsKey(slot)) {
            return;
        }
        int voted = 0;
        for (long voter : leader.membership().voters()) {
            Set<Ballot> ballots = votes.getOrDefault(voter, Map.of()).getOrDefault(slot, Set.of());
            boolean has = ballots.contains(leader.ballot()) || checkpoints.getOrDefault(voter, 0L) >= slot;
            voted |= has ? leader.membership().bit(voter) : 0;
        }
        int quorum = voted;
        probes.always(
                leader.membership().decides(quorum),
                "a quorum has voted for what is chosen, durably",
                () -> "slot " + slot + " in ballot " + leader.ballot() + ": votes of members " + votes + ", of "
                        + leader.membership());
    }

    void stepped(
            long member, Journal journal, PaxosStatus before, PaxosStatus after, List<Effect> effects, Probes probes) {
        probes.always(after.chosenThrough() >= before.chosenThrough(), "what is chosen stays so");
        if (after.role() == Role.LEADER && after.chosenThrough() > before.chosenThrough()) {
            decided(after, probes);
        }
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Send(var _, var message) -> sent(member, journal, after, message, probes);
                case Effect.ReadReady _ -> {
                    probes.sometimes(!before.equals(after) || effects.size() > 1, "a read is answered");
                }
                default -> {}
            }
        }
        situations(before, after, effects, probes);
    }

    private void sent(long member, Journal journal, PaxosStatus status, Message message, Probes probes) {
        Ballot promised = promises.getOrDefault(member, Ballot.NONE);
        switch (message) {
            case Message.Promise promise -> {
                probes.always(
                        !promised.isAbove(promise.ballot()),
                        "promises only rise",
                        () -> "member " + member + ": " + promise + ", promised " + promised);
                promises.put(member, promise.ballot());
                probes.always(
                        !promise.ballot().isAbove(journal.durablePromise()),
                        "promises are durable before they are told",
                        () -> "member " + member + ": " + promise + ", durable " + journal.durablePromise());
                probes.always(!status.isForgetful(), "who has forgotten its promises makes none");
            }
            case Message.Prepare prepare ->
                probes.always(
                        !prepare.ballot().isAbove(journal.durablePromise()),
                        "a candidate's own promise is durable before it asks",
                        () -> "member " + member + ": " + prepare + ", durable " + journal.durablePromise());
            case Message.Voted voted -> {
                probes.always(
                        !promised.isAbove(voted.ballot()),
                        "no vote below a promise",
                        () -> "member " + member + ": " + voted + ", promised " + promised);
                // A vote is a promise, too.
                promises.put(member, voted.ballot());
                for (long slot = journal.durableCheckpoint() + 1; slot <= voted.through(); slot++) {
                    long each = slot;
                    probes.always(
                            journal.durableVote(slot) instanceof Entry || slot <= status.compactedThrough(),
                            "votes are durable before they are told",
                            () -> "member " + member + ": " + voted + ", in slot " + each + " "
                                    + journal.durableVote(each));
                }
            }
            case Message.Accept accept ->
                probes.always(
                        !promised.isAbove(accept.ballot()),
                        "nobody leads below its promise",
                        () -> "member " + member + ": " + accept + ", promised " + promised);
            default -> {}
        }
    }

    private static void situations(PaxosStatus before, PaxosStatus after, List<Effect> effects, Probes probes) {
        boolean stopsLeading = before.role() == Role.LEADER && after.role() != Role.LEADER;
        probes.sometimes(before.role() == Role.CANDIDATE && after.role() == Role.FOLLOWER, "a candidate gives up");
        probes.sometimes(before.role() == Role.CANDIDATE && after.role() == Role.LEADER, "a candidate wins");
        probes.sometimes(
                stopsLeading
                        && after.hardState()
                                .promised()
                                .equals(before.hardState().promised()),
                "a leader gives up by itself");
        probes.sometimes(
                stopsLeading && !after.membership().isVoter(after.self()), "a leader that is removed stops leading");
        probes.sometimes(
                before.firstFaulty() != 0 && before.firstFaulty() != after.firstFaulty(), "a faulty entry is repaired");
        if (before.role() != Role.LEADER && after.role() == Role.LEADER) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Persist(var _, var entries, var _)) {
                    long noops = entries.stream()
                            .filter(entry -> entry.kind() == EntryKind.NOOP)
                            .count();
                    probes.sometimes(entries.size() > 1, "a new leader proposes again");
                    probes.sometimes(noops > 1, "a new leader proposes nothing again or fills a hole");
                }
            }
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send(var _, Message.Promise promise)) {
                probes.sometimes(promise.next() <= promise.last(), "a promise comes in parts");
                probes.sometimes(promise.votes().stream().anyMatch(Faulty.class::isInstance), "a faulty vote is told");
            }
            if (effect instanceof Effect.Send(var _, Message.Accept accept)) {
                probes.sometimes(accept.entries().size() > 2, "several entries go in one message");
            }
            if (effect instanceof Effect.Refused(var _, Refusal reason, var _)) {
                probes.sometimes(true, "refused: " + reason);
            }
        }
    }

    boolean isMember(long id) {
        return membership.contains(id);
    }

    long highestChosen() {
        return highestChosen;
    }
}
