package io.headgate.replica;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.oneOf;

import io.headgate.consensus.Membership;
import io.headgate.consensus.PaxosStatus;
import io.headgate.property.Generator;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.simulation.Call;
import io.headgate.simulation.Client;
import io.headgate.simulation.ClientEnvironment;
import io.headgate.simulation.Cluster;
import io.headgate.simulation.Demands;
import io.headgate.simulation.Fault;
import io.headgate.simulation.FaultKind;
import io.headgate.simulation.Node;
import io.headgate.simulation.Probes;
import io.headgate.simulation.Terms;
import io.headgate.store.Bytes;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.MemberInfo;
import io.headgate.store.MembershipChange;
import io.headgate.store.Operation.Range;
import io.headgate.store.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A counter whose cluster changes all the time: members are added as learners or to vote, promoted, removed, and come
 * back on the same machine with an empty disk under a new id; leadership is handed over. What holds of a counter holds
 * throughout.
 *
 * <p>A cluster that has shrunk to one member does not survive that one's disk, so that disks keep here what they are
 * given; and any two members may be all there are, so that all machines are healed in the end. {@link OnFailingDisks}
 * keeps three voters, and loses disks.
 */
public class MembershipScenario extends ClusterScenario<MembershipScenario.Step, Long> {
    private static final String ADDED = "a member is added";
    private static final String PROMOTED = "a learner is promoted";
    private static final String REMOVED = "a member is removed";
    private static final String REPLACED = "a machine comes back as another member";
    private static final String TRANSFERRED = "leadership is handed over";
    private static final String LEADER_REMOVED = "a leader is removed";
    private static final String FORGETFUL_REPLACED = "a machine that has forgotten comes back as another member";

    private static final int FOUNDERS = 3;
    private static final Bytes KEY = Bytes.of("counter");

    /** What clients do; changes are of the machine of that number, or of whatever member it runs. */
    sealed interface Step {
        record Add(int delta) implements Step {}

        record Read() implements Step {}

        record Join(int node, boolean isLearner) implements Step {}

        record Promote(int node) implements Step {}

        record Remove(int node) implements Step {}

        record Transfer(int node) implements Step {}
    }

    private final Electorate electorate;

    /** How many machines may forget what they have promised. */
    private final int mostForgetful;

    /** Machines that have forgotten, under whatever id. */
    private final Set<Integer> forgetful = new TreeSet<>();

    /** For campaigns. */
    public MembershipScenario() {
        this(/* fewestVoters= */ 1, /* mostForgetful= */ 0);
    }

    private MembershipScenario(int fewestVoters, int mostForgetful) {
        super(FOUNDERS);
        electorate = new Electorate(fewestVoters);
        this.mostForgetful = mostForgetful;
    }

    /**
     * The same while one machine's disk is corrupted, and another one or the same stays broken for good.
     *
     * <p>Who has lost what it promised votes no more, so a cluster of two voters of which one forgets has ended. Therefore
     * whoever operates it removes no voter unless three stay, and one disk at most is corrupted: the other two, or more, are
     * a quorum at all times.
     */
    public static final class OnFailingDisks extends MembershipScenario {
        /** For campaigns. */
        public OnFailingDisks() {
            super(/* fewestVoters= */ FOUNDERS, /* mostForgetful= */ 1);
        }

        @Override
        public Terms terms() {
            return super.terms()
                    .faults(EnumSet.allOf(FaultKind.class))
                    .budget(OnFailingDisks::isOfOneDisk)
                    .core(nodes -> nodes - 1);
        }

        private static boolean isOfOneDisk(List<Fault> accepted, Fault next, int nodes) {
            return !(next instanceof Fault.Corruption corruption)
                    || accepted.stream()
                            .noneMatch(fault ->
                                    fault instanceof Fault.Corruption other && other.node() != corruption.node());
        }

        @Override
        public List<String> situations() {
            List<String> situations = new ArrayList<>(super.situations());
            situations.add(FORGETFUL_REPLACED);
            return situations;
        }
    }

    /**
     * Who votes, as far as anybody has applied, and whom clients have asked to remove: nobody knows when that is done.
     * Confined to the run's thread.
     */
    private static final class Electorate {
        private final int fewest;
        private final Set<Long> leaving = new HashSet<>();
        private Set<Long> voters = Set.of();
        private long newestSlot;

        Electorate(int fewest) {
            this.fewest = fewest;
        }

        void applied(Replica.View view) {
            if (view.appliedSlot() > newestSlot) {
                newestSlot = view.appliedSlot();
                voters = view.members().stream()
                        .filter(member -> !member.learner())
                        .map(MemberInfo::id)
                        .collect(Collectors.toSet());
            }
        }

        /**
         * Whether enough stay if it goes, and all who were asked to; then it counts as one of them. What is chosen and that
         * nobody has applied yet can only add voters to these, or remove some who were asked to go.
         */
        boolean lets(long member) {
            long staying = voters.stream()
                    .filter(voter -> voter != member && !leaving.contains(voter))
                    .count();
            return staying >= fewest && leaving.add(member);
        }

        /** It surely does not go. */
        void keeps(long member) {
            leaving.remove(member);
        }
    }

    @Override
    public Terms terms() {
        Set<FaultKind> faults = EnumSet.allOf(FaultKind.class);
        faults.removeIf(FaultKind::corrupts);
        return Terms.nodes(4, 6)
                .clients(4)
                .operations(300)
                .syncDelay(Duration.ofMillis(4))
                .safety(Duration.ofSeconds(10))
                .liveness(Duration.ofSeconds(40))
                .faults(faults)
                .core(nodes -> nodes);
    }

    @Override
    public Generator<Step> operations() {
        Generator<Integer> nodes = integers(0, 5);
        Generator<Step> add = integers(1, 9).map(Step.Add::new);
        Generator<Step> read = just(new Step.Read());
        Generator<Step> join = nodes.flatMap(node -> booleans(0.5).map(isLearner -> new Step.Join(node, isLearner)));
        return oneOf(
                read,
                add,
                read,
                add,
                join,
                join,
                nodes.map(Step.Promote::new),
                nodes.map(Step.Remove::new),
                nodes.map(Step.Transfer::new));
    }

    @Override
    public List<Step> demandedOperations() {
        return List.of(new Step.Add(1), new Step.Read());
    }

    @Override
    public Client<ClusterMessage, Step> client(ClientEnvironment<ClusterMessage, Long> environment) {
        return new Operator(environment, machines(environment.nodes()));
    }

    private final class Operator extends TransactionClient<Step, Long> {
        private final Machines machines;

        Operator(ClientEnvironment<ClusterMessage, Long> environment, Machines machines) {
            super(environment);
            this.machines = machines;
        }

        @Override
        public void invoke(Step step) {
            switch (step) {
                // Members that were removed and do not know it begin nothing at STRICT.
                case Step.Add(var delta) ->
                    transact(new Addition(IsolationLevel.STRICT, KEY, delta, environment::returned));
                case Step.Read() -> read();
                case Step.Join(var node, var isLearner) -> join(node % environment.nodes(), isLearner);
                case Step.Promote(var node) ->
                    known(node, member -> change(new MembershipChange.Promote(member), PROMOTED));
                case Step.Remove(var node) -> known(node, this::remove);
                case Step.Transfer(var node) ->
                    known(node, member -> askAny(new Ask.Transfer(member), result -> ended(result, TRANSFERRED)));
            }
        }

        private void read() {
            askAny(new Ask.ReadLatest(Range.of(KeyRange.of(KEY))), result -> {
                switch (result) {
                    case Result.Got(var _, Response.Ranged(var found, var _, var _)) ->
                        environment.returned(
                                found.isEmpty()
                                        ? 0L
                                        : Long.parseLong(
                                                found.getFirst().value().text()));
                    case Result.Failed(var _, var why) -> environment.failed(why);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        /** The member at a machine's address, as some member has it. */
        private void find(int node, Consumer<Optional<MemberInfo>> next, Consumer<List<MemberInfo>> all) {
            askAny(new Ask.Members(), result -> {
                switch (result) {
                    case Result.Members(var members) -> {
                        all.accept(members);
                        next.accept(members.stream()
                                .filter(member -> Machines.node(member) == node)
                                .findFirst());
                    }
                    case Result.Failed(var _, var why) -> environment.failed(why);
                    default -> throw new IllegalStateException(result.toString());
                }
            });
        }

        private void known(int node, Consumer<Long> next) {
            find(
                    node % environment.nodes(),
                    found -> found.map(MemberInfo::id)
                            .ifPresentOrElse(next, () -> environment.failed("there is no member on that machine")),
                    all -> {});
        }

        private void remove(long member) {
            if (!electorate.lets(member)) {
                environment.failed("too few would vote, or it is leaving");
                return;
            }
            askAny(new Ask.Change(new MembershipChange.Remove(member)), result -> {
                if (result instanceof Result.Failed(var isDefinite, var _) && isDefinite) {
                    electorate.keeps(member);
                }
                ended(result, REMOVED);
            });
        }

        private void change(MembershipChange change, String name) {
            askAny(new Ask.Change(change), result -> ended(result, name));
        }

        private void ended(Result result, String name) {
            switch (result) {
                case Result.Changed() -> {
                    environment.probes().reachable(name);
                    environment.returned(0L);
                }
                case Result.Failed failed -> fail(failed);
                default -> throw new IllegalStateException(result.toString());
            }
        }

        /** Adds the machine's member if there is none, and lets the machine become it. */
        private void join(int node, boolean isLearner) {
            provide(node, () -> {
                MembershipChange add = new MembershipChange.Add(List.of(Machines.url(node)), isLearner);
                askAny(new Ask.Change(add), result -> {
                    if (result instanceof Result.Changed) {
                        provide(node, () -> environment.failed("added, but it is not known here yet"));
                        environment.probes().reachable(ADDED);
                    } else {
                        ended(result, ADDED);
                    }
                });
            });
        }

        private void provide(int node, Runnable ifAbsent) {
            List<MemberInfo> members = new ArrayList<>();
            find(
                    node,
                    found -> found.ifPresentOrElse(
                            member -> {
                                MemberIdentity before = machines.identity(node);
                                machines.assign(node, member.id(), members);
                                boolean isNew = before != null && before.memberId() < member.id();
                                environment.probes().sometimes(isNew, REPLACED);
                                environment.probes().sometimes(isNew && forgetful.contains(node), FORGETFUL_REPLACED);
                                environment.send(node, new ClusterMessage.Provision());
                                environment.returned(0L);
                            },
                            ifAbsent),
                    members::addAll);
        }
    }

    @Override
    void turned(int node, Replica.View view, long hash, Probes probes) {
        super.turned(node, view, hash, probes);
        electorate.applied(view);
        PaxosStatus status = view.consensus();
        if (status.isForgetful()) {
            forgetful.add(node);
        }
        probes.always(
                forgetful.size() <= mostForgetful,
                "who joins, or has joined, on a disk that keeps what it is given forgets nothing",
                () -> "nodes " + forgetful + ", now " + status);
        probes.sometimes(
                status.role() == PaxosStatus.Role.LEADER && !status.membership().contains(status.self()),
                LEADER_REMOVED);
    }

    @Override
    List<Node<ClusterMessage>> members(Cluster<ClusterMessage> cluster) {
        Set<Long> ids = newestMembers(cluster).voters();
        List<Node<ClusterMessage>> members = new ArrayList<>();
        for (Node<ClusterMessage> node : super.members(cluster)) {
            if (node instanceof SimulatedMember member && member.isOneOf(ids)) {
                members.add(member);
            }
        }
        return members;
    }

    @Override
    public void demands(Cluster<ClusterMessage> cluster, Demands demands) {
        super.demands(cluster, demands);
        // Those whom it knew may all be gone: then nobody whom it reaches can tell it.
        demands.eventually("who was removed knows it", () -> {
            Membership newest = newestMembers(cluster);
            Set<Long> running = idsRunBy(cluster, newest);
            for (int node : cluster.core()) {
                if (cluster.node(node) instanceof SimulatedMember member
                        && member.wasRemovedBy(newest)
                        && member.reachesOneOf(running)) {
                    Replica.View view = member.seenView();
                    if (view == null || !view.errors().contains(Replica.REMOVED)) {
                        return false;
                    }
                }
            }
            return true;
        });
    }

    /** Those of the members that run on a machine of the core. */
    private static Set<Long> idsRunBy(Cluster<ClusterMessage> cluster, Membership members) {
        Set<Long> ids = new TreeSet<>();
        for (int node : cluster.core()) {
            if (cluster.node(node) instanceof SimulatedMember member && member.seenView() != null) {
                long id = member.seenView().consensus().self();
                if (members.contains(id)) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** Who the members are, as whoever has applied most says. */
    private static Membership newestMembers(Cluster<ClusterMessage> cluster) {
        long newest = 0;
        Membership members = Membership.NONE;
        for (int node : cluster.core()) {
            if (cluster.node(node) instanceof SimulatedMember member) {
                Replica.View view = member.seenView();
                if (view != null && view.appliedSlot() > newest) {
                    newest = view.appliedSlot();
                    members = view.consensus().membership();
                }
            }
        }
        return members;
    }

    @Override
    public void judge(List<Call<Step, Long>> history, Probes probes) {
        CounterHistory.judge(
                history,
                step -> step instanceof Step.Read,
                step -> step instanceof Step.Add(var delta) ? OptionalLong.of(delta) : OptionalLong.empty(),
                probes);
    }

    @Override
    public List<String> situations() {
        return List.of(ADDED, PROMOTED, REMOVED, REPLACED, TRANSFERRED, LEADER_REMOVED);
    }
}
