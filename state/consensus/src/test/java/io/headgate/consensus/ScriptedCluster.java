package io.headgate.consensus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Members that do what a script says, step by step, and tell what happens. Elections of member n come n ms after the
 * election time of 100 ms, at the start as later; heartbeats come every 20 ms. Commands:
 *
 * <pre>
 * leases                members that start from now on read by leases
 * members 1 2 3         founding members start
 * join 4                a member starts that knows nobody
 * wait 30ms             time passes, for all
 * tick 1                member 1 is stepped
 * propose 1 text        member 1 is asked to have a command chosen
 * read 1                ... to read
 * learner 1 4, voter 1 4, remove 1 4, transfer 1 2, step-aside 1
 * persist 1             what member 1 has written is durable
 * deliver 1 2           all that 1 has sent to 2 arrives; deliver 2: all that was sent to 2
 * repeat 1 2            the same, and it is still under way
 * drop 1 2              all that is on its way from 1 to 2 is lost
 * settle 1 2 3          these write and talk until all is quiet
 * restart 1             member 1 starts again with what is durable
 * rot 1 5               the entry in slot 5 of member 1 will not be readable any more
 * forget 1              nor its promise
 * compact 1 5           a checkpoint of member 1 covers its log up to slot 5
 * </pre>
 */
final class ScriptedCluster {
    private record OnItsWay(long from, long to, Message message) {}

    /** One member with its disk. */
    private static final class Member {
        final long id;
        final Map<Long, Vote> votes = new TreeMap<>();
        final Set<Long> rotten = new TreeSet<>();
        final Deque<Effect.Persist> writes = new ArrayDeque<>();
        HardState state = HardState.INITIAL;
        boolean isForgetful;
        long compacted;
        Membership membership;

        @Nullable
        Paxos paxos;

        Member(long id, Membership founding) {
            this.id = id;
            membership = founding;
        }

        Recovered recovered() {
            if (isForgetful) {
                return Recovered.forgetful(compacted, membership);
            }
            List<Vote> readable = votes.values().stream()
                    .map(vote -> rotten.contains(vote.slot()) ? new Faulty(vote.slot(), vote.ballot()) : vote)
                    .toList();
            return new Recovered(state, compacted, membership, readable);
        }
    }

    private final Map<Long, Member> members = new TreeMap<>();
    private final List<OnItsWay> network = new ArrayList<>();
    private final Consumer<String> out;
    private PaxosSettings settings = settings(/* leaseReads= */ false);
    private long nowNanos;
    private long tags;

    ScriptedCluster(Consumer<String> out) {
        this.out = out;
    }

    private static PaxosSettings settings(boolean leaseReads) {
        return new PaxosSettings(
                20_000_000,
                100_000_000,
                100_000_000,
                2_000_000,
                leaseReads,
                /* driftPpm= */ 0,
                PaxosSettings.Limits.DEFAULT);
    }

    void run(String command) {
        String[] words = command.split(" ", -1);
        switch (words[0]) {
            case "leases" -> settings = settings(/* leaseReads= */ true);
            case "members" -> {
                Membership founding = Membership.of(ids(words), QuorumSystem.majority());
                ids(words).forEach(id -> start(new Member(id, founding)));
            }
            case "join" -> start(new Member(id(words, 1), Membership.NONE));
            case "wait" -> nowNanos += Long.parseLong(words[1].replace("ms", "")) * 1_000_000;
            default -> runAt(member(id(words, 1)), words);
        }
    }

    private void runAt(Member member, String[] words) {
        Membership now = paxos(member).status().membership();
        QuorumSystem majority = QuorumSystem.majority();
        switch (words[0]) {
            case "tick" -> step(member, new Input.Tick());
            case "propose" ->
                step(member, new Input.Propose(++tags, Payload.of(words[2].getBytes(StandardCharsets.UTF_8))));
            case "read" -> step(member, new Input.Read(++tags));
            case "learner" -> step(member, new Input.ChangeMembership(++tags, now.withLearner(id(words, 2))));
            case "voter" -> step(member, new Input.ChangeMembership(++tags, now.withVoter(id(words, 2), majority)));
            case "remove" -> step(member, new Input.ChangeMembership(++tags, now.without(id(words, 2), majority)));
            case "transfer" -> step(member, new Input.TransferLeadership(id(words, 2)));
            case "step-aside" -> step(member, new Input.StepAside());
            case "persist" -> persist(member);
            case "deliver" -> take(words, /* leaves= */ false).forEach(this::deliver);
            case "repeat" -> take(words, /* leaves= */ true).forEach(this::deliver);
            case "drop" -> take(words, /* leaves= */ false);
            case "settle" -> settle(ids(words));
            case "restart" -> {
                member.writes.clear();
                start(member);
            }
            case "rot" -> member.rotten.add(id(words, 2));
            case "forget" -> member.isForgetful = true;
            case "compact" -> compact(member, id(words, 2));
            default -> throw new IllegalArgumentException("command: " + String.join(" ", words));
        }
    }

    private void start(Member member) {
        members.put(member.id, member);
        // A patience of the election time and as many milliseconds as the id.
        Paxos paxos = new Paxos(member.id, settings, member.recovered(), () -> member.id * 2_000_000, nowNanos);
        member.paxos = paxos;
        step(member);
    }

    private void compact(Member member, long through) {
        member.compacted = through;
        member.membership = paxos(member).status().membership();
        member.votes.keySet().removeIf(slot -> slot <= through);
        step(member, new Input.Compacted(through));
    }

    private void persist(Member member) {
        Effect.Persist last = null;
        while (!member.writes.isEmpty()) {
            last = member.writes.remove();
            last.entries().forEach(entry -> {
                member.votes.put(entry.slot(), entry);
                member.rotten.remove(entry.slot());
            });
            member.state = last.hardState();
        }
        if (last != null) {
            step(member, new Input.Persisted(last.sequence()));
        }
    }

    private List<OnItsWay> take(String[] words, boolean leaves) {
        List<OnItsWay> taken = new ArrayList<>();
        for (Iterator<OnItsWay> each = network.iterator(); each.hasNext(); ) {
            OnItsWay next = each.next();
            boolean isMeant =
                    words.length == 2 ? next.to == id(words, 1) : next.from == id(words, 1) && next.to == id(words, 2);
            if (isMeant) {
                taken.add(next);
                if (!leaves) {
                    each.remove();
                }
            }
        }
        return taken;
    }

    private void deliver(OnItsWay sent) {
        step(member(sent.to), new Input.Received(sent.from, sent.message));
    }

    private void settle(Set<Long> those) {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = false;
            for (long id : those) {
                goesOn |= !member(id).writes.isEmpty();
                persist(member(id));
            }
            List<OnItsWay> among = network.stream()
                    .filter(sent -> those.contains(sent.from) && those.contains(sent.to))
                    .toList();
            network.removeAll(among);
            among.forEach(this::deliver);
            goesOn |= !among.isEmpty();
        }
    }

    private void step(Member member, Input... inputs) {
        paxos(member).step(List.of(inputs), nowNanos, effect -> happen(member, effect));
    }

    private void happen(Member member, Effect effect) {
        String who = Long.toString(member.id);
        switch (effect) {
            case Effect.Persist persist -> {
                member.writes.add(persist);
                out.accept(who + " persists " + text(persist.entries()) + " promised "
                        + persist.hardState().promised());
            }
            case Effect.Send(long to, var message) -> {
                network.add(new OnItsWay(member.id, to, message));
                out.accept(who + " -> " + to + " " + text(message));
            }
            case Effect.Chosen(var entry) -> out.accept(who + " chosen " + text(entry));
            case Effect.Proposed(long tag, long slot, var _) ->
                out.accept(who + " proposed #" + tag + " in slot " + slot);
            case Effect.Refused(long tag, var reason, long leader) ->
                out.accept(who + " refused #" + tag + " " + reason + ", leader " + leader);
            case Effect.ReadReady(long tag, long slot) -> out.accept(who + " read #" + tag + " at slot " + slot);
            case Effect.LeadershipChanged(long leader, var ballot) ->
                out.accept(who + " follows " + leader + (leader == 0 ? "" : " in ballot " + ballot));
            case Effect.TransferEnded(long to, boolean isDone) ->
                out.accept(who + " transfer to " + to + (isDone ? " done" : " not done"));
            case Effect.ReadSnapshot(long to, var _, long offset, var _) ->
                out.accept(who + " reads its checkpoint for " + to + " from " + offset);
            case Effect.StorePart(var part) -> out.accept(who + " stores a part of checkpoint " + part.slot());
            case Effect.InstallSnapshot(var _, long slot, var _) -> out.accept(who + " installs checkpoint " + slot);
        }
    }

    private static String text(List<? extends Vote> votes) {
        return votes.stream().map(ScriptedCluster::text).toList().toString();
    }

    private static String text(Vote vote) {
        return switch (vote) {
            case Faulty faulty -> faulty.toString();
            case Entry(long slot, var ballot, var kind, var payload) -> {
                String content = switch (kind) {
                    case COMMANDS ->
                        StandardCharsets.UTF_8.decode(payload.buffer()).toString();
                    case NOOP -> "nothing";
                    case MEMBERSHIP -> Membership.of(payload).toString();
                };
                yield slot + "@" + ballot + " " + content;
            }
        };
    }

    private static String text(Message message) {
        String name = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return name + " " + message.ballot()
                + switch (message) {
                    case Message.PreVote preVote -> " from " + preVote.from();
                    case Message.PreVoteAnswer answer ->
                        answer.isGranted() ? " yes" : " no, promised " + answer.promised();
                    case Message.Prepare prepare -> " from " + prepare.from();
                    case Message.Promise promise -> " votes " + text(promise.votes());
                    case Message.Reject reject -> " promised " + reject.promised();
                    case Message.Accept accept ->
                        " first " + accept.first() + " " + text(accept.entries()) + " chosen " + accept.chosenThrough()
                                + " round " + accept.round();
                    case Message.Voted voted ->
                        " through " + voted.through() + (voted.wanted() == 0 ? "" : " wants " + voted.wanted())
                                + " round " + voted.round() + (voted.counts() ? "" : ", does not count");
                    case Message.Fetch fetch -> " from " + fetch.from();
                    case Message.Learn learn -> " " + text(learn.entries());
                    case Message.Part _, Message.StandNow _, Message.Install _, Message.Stored _ -> "";
                };
    }

    private Member member(long id) {
        Member member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("member " + id + " (expected: one that was started)");
        }
        return member;
    }

    private static Paxos paxos(Member member) {
        if (member.paxos == null) {
            throw new IllegalStateException("member " + member.id + " is not started");
        }
        return member.paxos;
    }

    private static long id(String[] words, int index) {
        return Long.parseLong(words[index]);
    }

    private static Set<Long> ids(String[] words) {
        Set<Long> ids = new TreeSet<>();
        for (int i = 1; i < words.length; i++) {
            ids.add(id(words, i));
        }
        return ids;
    }
}
