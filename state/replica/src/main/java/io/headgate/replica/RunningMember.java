package io.headgate.replica;

import io.headgate.consensus.PaxosStatus;
import io.headgate.disk.Disk;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.store.Alarm;
import io.headgate.store.BackupWriter;
import io.headgate.store.Command;
import io.headgate.store.Keyspace;
import io.headgate.store.Member;
import io.headgate.store.MemberInfo;
import io.headgate.store.MemberStatus;
import io.headgate.store.MembershipChange;
import io.headgate.store.Reply;
import io.headgate.store.Unavailable;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member that runs: a {@link Replica} on one event loop, with sockets to its peers and a folder on a disk. The loop may
 * serve clients' connections, too; then a request needs no other thread but the one that waits for the disk.
 *
 * <p>May be called from any thread.
 */
public final class RunningMember implements Member, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningMember.class);

    private final EventLoop loop;
    private final PeerNetwork network;
    private final Replica replica;
    private final long clusterId;

    private RunningMember(EventLoop loop, PeerNetwork network, Replica replica, long clusterId) {
        this.loop = loop;
        this.network = network;
        this.replica = replica;
        this.clusterId = clusterId;
    }

    /**
     * Starts a member.
     *
     * @param disk the member's folder; its completions come on the loop
     * @param peers where to listen for peers; null for a member that is alone
     * @param fatal told what ends the process: nobody knows any more what is durable. Called once at most
     * @return ends on the loop, exceptionally if the address cannot be had or the disk not be used
     */
    public static CompletableFuture<RunningMember> start(
            EventLoop loop,
            SocketKinds sockets,
            Disk disk,
            MemberIdentity identity,
            ReplicaSettings settings,
            PeerTls tls,
            @Nullable InetSocketAddress peers,
            FatalHandler fatal) {
        CompletableFuture<RunningMember> started = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                LoopEnvironment environment = new LoopEnvironment(loop, disk, fatal);
                Greeting greeting = new Greeting(identity.clusterId(), identity.memberId(), /* disk= */ 0, /* to= */ 0);
                PeerNetwork network = new PeerNetwork(loop, sockets, greeting, tls, environment);
                environment.network = network;
                MemberStart.open(identity, settings, environment, replica -> {
                    environment.replica = replica;
                    var _ = replica.removed().thenRun(() -> LOG.error("the member ends: {}", Replica.REMOVED));
                    RunningMember member = new RunningMember(loop, network, replica, identity.clusterId());
                    if (peers == null) {
                        started.complete(member);
                        return;
                    }
                    ChannelFuture bound = network.listen(peers);
                    bound.addListener(done -> {
                        if (done.isSuccess()) {
                            started.complete(member);
                        } else {
                            member.stop();
                            started.completeExceptionally(done.cause());
                        }
                    });
                });
            } catch (RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    /** Takes what ends a process. */
    @FunctionalInterface
    public interface FatalHandler {
        /** Called on the loop. */
        void fatal(String reason);
    }

    @Override
    public Keyspace keyspace() {
        return replica.keyspace();
    }

    @Override
    public CompletableFuture<Reply> submit(Command command) {
        return onLoop(() -> replica.submit(command));
    }

    @Override
    public CompletableFuture<Long> readIndex() {
        return onLoop(replica::readIndex);
    }

    @Override
    public CompletableFuture<Long> keepAlive(long lease) {
        return onLoop(() -> replica.ask(new Question.KeepAlive(lease)));
    }

    @Override
    public CompletableFuture<Long> timeToLive(long lease) {
        return onLoop(() -> replica.ask(new Question.TimeToLive(lease)));
    }

    @Override
    public List<MemberInfo> members() {
        return replica.view().members();
    }

    @Override
    public CompletableFuture<List<MemberInfo>> change(MembershipChange change) {
        return onLoop(() -> replica.ask(new Question.Change(change)).thenApply(done -> replica.members()));
    }

    @Override
    public CompletableFuture<Void> transferLeadership(long to) {
        return onLoop(() -> replica.ask(new Question.Transfer(to)).thenAccept(done -> {}));
    }

    @Override
    public MemberStatus status() {
        Replica.View view = replica.view();
        PaxosStatus consensus = view.consensus();
        Keyspace keyspace = view.keyspace();
        return new MemberStatus(
                clusterId,
                consensus.self(),
                !consensus.membership().isVoter(consensus.self()),
                consensus.leader(),
                consensus.ballot().round(),
                consensus.chosenThrough(),
                view.appliedSlot(),
                keyspace.revision(),
                keyspace.storeBytes(),
                keyspace.liveBytes(),
                alarms(view),
                view.errors());
    }

    /** Those that the cluster has agreed on; and that of a full disk, which no log can be asked to tell. */
    private static List<Alarm> alarms(Replica.View view) {
        List<Alarm> alarms = new ArrayList<>(view.keyspace().alarms());
        Alarm full = new Alarm(view.consensus().self(), Alarm.Kind.NO_SPACE);
        if (view.errors().contains(Replica.FULL_DISK) && !alarms.contains(full)) {
            alarms.add(full);
        }
        return alarms;
    }

    @Override
    public CompletableFuture<BackupWriter> backup() {
        return onLoop(() -> CompletableFuture.completedFuture(
                new BackupWriter(replica.keyspace().snapshot(), clusterId)));
    }

    @Override
    public CompletableFuture<Void> checkpoint() {
        return onLoop(replica::checkpoint);
    }

    /** What it has counted. */
    public MemberCounters counters() {
        return replica.counters();
    }

    /** Runs it on the loop: at once if this is the loop. */
    private <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> task) {
        if (loop.inEventLoop()) {
            return task.get();
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        try {
            loop.execute(() -> task.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    future.complete(value);
                } else {
                    future.completeExceptionally(failure);
                }
            }));
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(
                    new Unavailable(Unavailable.Reason.STOPPED, /* definite= */ true, "the member has stopped"));
        }
        return future;
    }

    /**
     * Ends, on the loop, when the member has learnt that it was removed from the cluster, and has stopped for good: neither
     * it nor its folder are of any more use.
     */
    public CompletableFuture<Void> removed() {
        return replica.removed();
    }

    /** Stops the member: what is under way is given up. The loop goes on. */
    @Override
    public void close() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        loop.execute(() -> {
            stop();
            stopped.complete(null);
        });
        if (!loop.inEventLoop()) {
            stopped.join();
        }
    }

    private void stop() {
        replica.stop();
        network.close();
    }

    /** The world of a replica: one event loop. */
    private static final class LoopEnvironment implements MemberEnvironment, PeerNetwork.Receiver {
        private final EventLoop loop;
        private final Disk disk;
        private final FatalHandler fatal;
        private final RandomGenerator random = new Random();
        private @Nullable PeerNetwork network;
        private @Nullable Replica replica;
        private boolean isDead;

        LoopEnvironment(EventLoop loop, Disk disk, FatalHandler fatal) {
            this.loop = loop;
            this.disk = disk;
            this.fatal = fatal;
        }

        @Override
        public Disk disk() {
            return disk;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public void after(long delayNanos, String name, Runnable task) {
            loop.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void soon(Runnable task) {
            loop.execute(() -> run(task));
        }

        private void run(Runnable task) {
            if (isDead) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("the member cannot go on", e);
                fatal("a wrong program: " + e);
            }
        }

        @Override
        public void receive(long from, PeerMessage message) {
            if (replica != null) {
                Replica receiver = replica;
                run(() -> receiver.receive(from, message));
            }
        }

        @Override
        public void send(long to, PeerMessage message) {
            if (network != null) {
                network.send(to, message);
            }
        }

        @Override
        public void answer(long to, PeerMessage message) {
            if (network != null) {
                network.answer(to, message);
            }
        }

        @Override
        public void flush() {
            if (network != null) {
                network.flush();
            }
        }

        @Override
        public void reach(MemberInfo member, long disk) {
            if (network != null && !member.peerUrls().isEmpty()) {
                URI url = URI.create(member.peerUrls().getFirst());
                network.reach(member.id(), disk, InetSocketAddress.createUnresolved(url.getHost(), url.getPort()));
            }
        }

        @Override
        public void keepOnly(Set<Long> members) {
            if (network != null) {
                for (long reached : new ArrayList<>(network.reached())) {
                    if (!members.contains(reached)) {
                        network.forget(reached);
                    }
                }
            }
        }

        @Override
        public void greetWith(long disk) {
            if (network != null) {
                network.greetWith(disk);
            }
        }

        @Override
        public void log(String line) {
            LOG.info("{}", line);
        }

        @Override
        public void fatal(String reason) {
            if (!isDead) {
                isDead = true;
                LOG.error("the member ends: {}", reason);
                if (replica != null) {
                    replica.stop();
                }
                fatal.fatal(reason);
            }
        }
    }
}
