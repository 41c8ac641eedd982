package io.headgate.replica;

import io.headgate.consensus.Membership;
import io.headgate.disk.Disk;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.store.ChangeRefused;
import io.headgate.store.Event;
import io.headgate.store.KeyRange;
import io.headgate.store.MemberInfo;
import io.headgate.store.Refusal;
import io.headgate.store.Reply;
import io.headgate.store.Response;
import io.headgate.store.Unavailable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A member as a node of the simulator. Every message goes through its bytes. */
final class SimulatedMember implements Node<ClusterMessage> {
    static final String REFUSED_FOR_ROOM = "a write is refused because nobody has room";

    private final NodeEnvironment<ClusterMessage> environment;
    private final Machines machines;
    private final ReplicaSettings settings;
    private final EventLedger ledger;

    /** The member that this node runs or is about to; null while it waits to be made one. */
    private @Nullable MemberIdentity identity;

    private @Nullable Adapter adapter;
    private @Nullable Replica replica;
    private @Nullable Follower follower;
    private Replica.@Nullable View seenView;

    SimulatedMember(
            NodeEnvironment<ClusterMessage> environment,
            Machines machines,
            ReplicaSettings settings,
            EventLedger ledger) {
        this.environment = environment;
        this.machines = machines;
        this.settings = settings;
        this.ledger = ledger;
    }

    /** The member, once it has read its disk. */
    @Nullable
    Replica replica() {
        return replica;
    }

    /** Whether a turn has ended since this was asked last. */
    boolean hasTurned() {
        Replica.View view = replica == null ? null : replica.view();
        if (view == null || view.equals(seenView)) {
            return false;
        }
        environment
                .probes()
                .sometimes(
                        // Its own checkpoints are of what it has applied before.
                        seenView != null && view.consensus().compactedThrough() > seenView.appliedSlot(),
                        "a checkpoint is installed from another member");
        seenView = view;
        return true;
    }

    /** It at the end of the turn that {@link #hasTurned} saw. */
    Replica.@Nullable View seenView() {
        return seenView;
    }

    /** Whether it is to run one of these members. */
    boolean isOneOf(Set<Long> members) {
        return identity != null && members.contains(identity.memberId());
    }

    /** Whether it is to run a member that has been one, and is none of these. */
    boolean wasRemovedBy(Membership newest) {
        return identity != null && identity.memberId() <= newest.highestId() && !newest.contains(identity.memberId());
    }

    /** Whether it knows where one of these is. */
    boolean reachesOneOf(Set<Long> members) {
        return adapter != null && adapter.nodes.keySet().stream().anyMatch(members::contains);
    }

    /** Over all it has applied by then. */
    long hash() {
        return replica == null ? 0 : replica.hash();
    }

    /** Whether whoever watches all of its keys has been told all that anyone was. */
    boolean hasToldAll() {
        return follower != null && follower.through() >= ledger.newest();
    }

    @Override
    public void start() {
        provision();
    }

    /** Becomes the member that it is meant to be, unless it is. */
    private void provision() {
        MemberIdentity meant = machines.identity(environment.self());
        if (meant == null || meant.equals(identity)) {
            return;
        }
        if (replica != null) {
            replica.stop();
            replica = null;
            seenView = null;
        }
        if (follower != null) {
            follower.close();
            follower = null;
        }
        identity = meant;
        Adapter world = new Adapter(meant.memberId());
        adapter = world;
        MemberStart.open(meant, settings, world, ready -> {
            if (meant.equals(identity)) {
                run(ready);
            } else {
                ready.stop();
            }
        });
    }

    private void run(Replica ready) {
        replica = ready;
        seenView = null;
        follower = new Follower(
                KeyRange.ALL,
                ready.keyspace().revision() + 1,
                ready::keyspace,
                task -> {
                    var _ = environment.after(0, "poll", task);
                },
                new Follower.Sink() {
                    @Override
                    public void events(long from, long through, List<Event> events) {
                        ledger.told(from, through, events, environment.probes(), "node " + environment.self());
                    }

                    @Override
                    public void compacted(long compactedRevision) {}
                });
    }

    @Override
    public void receive(int from, ClusterMessage message) {
        Replica running = replica;
        switch (message) {
            case ClusterMessage.Provision() -> provision();
            case ClusterMessage.Peer(var sender, var disk, var to, var inner) -> {
                if (running != null && adapter != null && to == adapter.self && adapter.isGenuine(sender, disk)) {
                    adapter.heard(sender, from);
                    running.receive(sender, inner);
                }
            }
            case ClusterMessage.Request(var id, var ask) -> {
                if (!machines.delivers(from, environment.self(), id)) {
                    return;
                }
                if (running == null) {
                    environment.send(
                            from, new ClusterMessage.Answer(id, new Result.Failed(true, "it does not run yet")));
                    return;
                }
                boolean isRemoved = running.view().errors().contains(Replica.REMOVED);
                CompletableFuture<Result> served = serve(running, ask);
                environment
                        .probes()
                        .always(
                                !isRemoved || !needsCluster(ask) || isDefinitelyFailed(served),
                                "who knows to be removed refuses at once",
                                ask::toString);
                var _ = served.whenComplete((result, failure) -> environment.send(
                        from, new ClusterMessage.Answer(id, failure == null ? result : failed(failure))));
            }
            case ClusterMessage.Answer _ -> throw new IllegalStateException("a member was sent " + message);
        }
    }

    /** Whether a member alone cannot do it. */
    private static boolean needsCluster(Ask ask) {
        return switch (ask) {
            case Ask.Submit _, Ask.ReadLatest _, Ask.KeepAlive _, Ask.Change _, Ask.Transfer _ -> true;
            case Ask.Begin(var isStrict) -> isStrict;
            case Ask.Read _, Ask.Follow _, Ask.Members _ -> false;
        };
    }

    private static boolean isDefinitelyFailed(CompletableFuture<Result> served) {
        return served.isCompletedExceptionally()
                && cause(served.exceptionNow()) instanceof Unavailable unavailable
                && unavailable.definite()
                && Replica.REMOVED.equals(unavailable.getMessage());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private CompletableFuture<Result> serve(Replica replica, Ask ask) {
        return switch (ask) {
            case Ask.Begin(var isStrict) ->
                isStrict
                        ? replica.readIndex().thenApply(Result.Revision::new)
                        : CompletableFuture.completedFuture(
                                new Result.Revision(replica.keyspace().revision()));
            case Ask.Read(var range) ->
                CompletableFuture.completedFuture(new Result.Got(
                        replica.keyspace().revision(), replica.keyspace().range(range)));
            case Ask.ReadLatest(var range) ->
                replica.readIndex()
                        .thenApply(revision ->
                                new Result.Got(revision, replica.keyspace().range(range)));
            case Ask.Submit(var command) -> replica.submit(command).thenApply(this::submitted);
            case Ask.KeepAlive(var lease) ->
                replica.ask(new Question.KeepAlive(lease)).thenApply(Result.TimeToLive::new);
            case Ask.Follow(var range, var fromRevision) -> follow(replica, range, fromRevision);
            case Ask.Members() -> CompletableFuture.completedFuture(new Result.Members(replica.members()));
            case Ask.Change(var change) ->
                replica.ask(new Question.Change(change)).thenApply(done -> new Result.Changed());
            case Ask.Transfer(var to) -> replica.ask(new Question.Transfer(to)).thenApply(done -> new Result.Changed());
        };
    }

    /** What is refused for want of room is refused before it is proposed: a quota is never reached here. */
    private Result submitted(Reply reply) {
        boolean isRefused = reply.response() instanceof Response.Refused(Refusal.NoSpace());
        environment.probes().sometimes(isRefused, REFUSED_FOR_ROOM);
        return isRefused
                ? new Result.Failed(true, reply.response().toString())
                : new Result.Got(reply.revision(), reply.response());
    }

    private CompletableFuture<Result> follow(Replica replica, KeyRange range, long fromRevision) {
        CompletableFuture<Result> future = new CompletableFuture<>();
        Follower once = new Follower(
                range,
                fromRevision,
                replica::keyspace,
                task -> {
                    var _ = environment.after(0, "poll", task);
                },
                new Follower.Sink() {
                    @Override
                    public void events(long from, long through, List<Event> events) {
                        future.complete(new Result.Followed(from, through, events));
                    }

                    @Override
                    public void compacted(long compactedRevision) {
                        future.complete(new Result.Compacted(compactedRevision));
                    }
                });
        return future.whenComplete((result, failure) -> once.close());
    }

    private Result failed(Throwable failure) {
        return switch (failure instanceof CompletionException wrapped ? wrapped.getCause() : failure) {
            case Unavailable unavailable -> {
                environment
                        .probes()
                        .sometimes(
                                unavailable.reason() == Unavailable.Reason.LEADER_CHANGED && unavailable.definite(),
                                "a batch is overtaken");
                yield new Result.Failed(unavailable.definite(), unavailable.toString());
            }
            case ChangeRefused refused -> new Result.Failed(true, refused.toString());
            case null, default -> throw new IllegalStateException(failure);
        };
    }

    /** The world of one member on this node. */
    private final class Adapter implements MemberEnvironment {
        private final long self;
        private final Disk disk;

        /** The nodes of members that are reached. */
        private final Map<Long, Integer> nodes = new HashMap<>();

        /** The numbers of their disks, 0 for any. */
        private final Map<Long, Long> disks = new HashMap<>();

        private long ownDisk;

        /** From where each member spoke last. */
        private final Map<Long, Integer> heard = new HashMap<>();

        /** To whom the newest batch that was forwarded went. */
        private @Nullable BatchName forwarded;

        private long forwardedTo;

        Adapter(long self) {
            this.self = self;
            disk = new MemberFolder(environment.disk(), self);
        }

        @Override
        public Disk disk() {
            return disk;
        }

        @Override
        public long nanoTime() {
            return environment.nanoTime();
        }

        @Override
        public RandomGenerator random() {
            return environment.random();
        }

        @Override
        public void after(long delayNanos, String name, Runnable task) {
            var _ = environment.after(delayNanos, name, task);
        }

        @Override
        public void soon(Runnable task) {
            var _ = environment.after(0, "turn", task);
        }

        @Override
        public void send(long to, PeerMessage message) {
            probe(to, message);
            Integer node = nodes.get(to);
            if (node != null) {
                send(node, to, message);
            }
        }

        void heard(long member, int node) {
            heard.put(member, node);
        }

        @Override
        public void answer(long to, PeerMessage message) {
            Integer node = heard.get(to);
            if (node != null) {
                send(node, to, message);
            }
        }

        private void send(int node, long to, PeerMessage message) {
            ByteBuf frame = Unpooled.buffer();
            PeerCodec.encode(message, frame);
            frame.skipBytes(Integer.BYTES);
            environment.send(node, new ClusterMessage.Peer(self, ownDisk, to, PeerCodec.decode(frame)));
        }

        private void probe(long to, PeerMessage message) {
            switch (message) {
                case PeerMessage.Detour(var from, var _, var inner) -> {
                    environment.probes().sometimes(from == self, "a detour is used");
                    if (from == self) {
                        probe(to, inner);
                    }
                }
                case PeerMessage.Forward(var name, var _) -> {
                    environment
                            .probes()
                            .sometimes(
                                    name.equals(forwarded) && to != forwardedTo,
                                    "a batch is sent again after a change of leaders");
                    forwarded = name;
                    forwardedTo = to;
                }
                case PeerMessage.Consensus _,
                        PeerMessage.Ask _,
                        PeerMessage.Tell _,
                        PeerMessage.Hears _,
                        PeerMessage.Removed _ -> {}
            }
        }

        @Override
        public void flush() {}

        @Override
        public void greetWith(long disk) {
            ownDisk = disk;
        }

        @Override
        public void reach(MemberInfo member, long disk) {
            nodes.put(member.id(), Machines.node(member));
            disks.put(member.id(), disk);
        }

        @Override
        public void keepOnly(Set<Long> members) {
            nodes.keySet().retainAll(members);
            disks.keySet().retainAll(members);
        }

        @Override
        public void log(String line) {
            environment.log(line);
        }

        /** Whether that is the member that it says it is, as far as this one knows. */
        boolean isGenuine(long member, long disk) {
            long known = disks.getOrDefault(member, 0L);
            return known == 0 || known == disk;
        }

        @Override
        public void fatal(String reason) {
            environment.halt(reason);
        }
    }
}
