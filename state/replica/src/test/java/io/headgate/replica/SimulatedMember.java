package io.headgate.replica;

import io.headgate.disk.Disk;
import io.headgate.replica.ClusterMessage.Ask;
import io.headgate.replica.ClusterMessage.Result;
import io.headgate.replica.PeerMessage.Question;
import io.headgate.simulation.Node;
import io.headgate.simulation.NodeEnvironment;
import io.headgate.store.ChangeRefused;
import io.headgate.store.MemberInfo;
import io.headgate.store.Unavailable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A member as a node of the simulator. Member {@code n+1} is node {@code n}. Every message goes through its bytes. */
final class SimulatedMember implements Node<ClusterMessage> {
    private final NodeEnvironment<ClusterMessage> environment;
    private final MemberIdentity identity;
    private final ReplicaSettings settings;
    private @Nullable Replica replica;
    private long seenSlot;

    /** The last request of each client. */
    private final Map<Integer, Long> requests = new HashMap<>();

    SimulatedMember(NodeEnvironment<ClusterMessage> environment, int founders, ReplicaSettings settings) {
        this.environment = environment;
        this.settings = settings;
        List<MemberInfo> others = new ArrayList<>();
        for (int node = 0; node < founders; node++) {
            if (node != environment.self()) {
                others.add(info(node));
            }
        }
        identity = new MemberIdentity(1, info(environment.self()), others, environment.self() >= founders);
    }

    static MemberInfo info(int node) {
        return new MemberInfo(node + 1, "n" + (node + 1), List.of(url(node)), List.of(), false);
    }

    static String url(int node) {
        return "sim://" + node;
    }

    /** The member, once it has read its disk. */
    @Nullable
    Replica replica() {
        return replica;
    }

    /** Whether it has applied something since this was asked last. */
    boolean hasMoved() {
        long slot = replica == null ? 0 : replica.view().appliedSlot();
        boolean moved = slot != seenSlot;
        seenSlot = slot;
        return moved;
    }

    /** The last slot it has applied, at the end of its last turn. */
    long slot() {
        return seenSlot;
    }

    /** Over all it has applied by then. */
    long hash() {
        return replica == null ? 0 : replica.hash();
    }

    @Override
    public void start() {
        MemberStart.open(identity, settings, new Adapter(), ready -> replica = ready);
    }

    @Override
    public void receive(int from, ClusterMessage message) {
        Replica running = replica;
        if (running == null) {
            return;
        }
        switch (message) {
            case ClusterMessage.Peer(var inner) -> running.receive(from + 1, inner);
            // Requests come on connections: never twice, nor after a later one.
            case ClusterMessage.Request(var id, var _) when id <= requests.getOrDefault(from, 0L) -> {}
            case ClusterMessage.Request(var id, var ask) -> {
                requests.put(from, id);
                var _ = serve(running, ask)
                        .whenComplete((result, failure) -> environment.send(
                                from, new ClusterMessage.Answer(id, failure == null ? result : failed(failure))));
            }
            case ClusterMessage.Answer _ -> throw new IllegalStateException("a member was sent " + message);
        }
    }

    private static CompletableFuture<Result> serve(Replica replica, Ask ask) {
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
            case Ask.Submit(var command) ->
                replica.submit(command).thenApply(reply -> new Result.Got(reply.revision(), reply.response()));
            case Ask.Change(var change) ->
                replica.ask(new Question.Change(change)).thenApply(done -> new Result.Changed());
            case Ask.Transfer(var to) -> replica.ask(new Question.Transfer(to)).thenApply(done -> new Result.Changed());
        };
    }

    private static Result failed(Throwable failure) {
        return switch (failure instanceof CompletionException wrapped ? wrapped.getCause() : failure) {
            case Unavailable unavailable -> new Result.Failed(unavailable.definite(), unavailable.toString());
            case ChangeRefused refused -> new Result.Failed(true, refused.toString());
            case null, default -> throw new IllegalStateException(failure);
        };
    }

    private final class Adapter implements MemberEnvironment {
        @Override
        public Disk disk() {
            return environment.disk();
        }

        @Override
        public long nanoTime() {
            return environment.nanoTime();
        }

        @Override
        public long wallMillis() {
            return environment.wallMillis();
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
            ByteBuf frame = Unpooled.buffer();
            PeerCodec.encode(message, frame);
            frame.skipBytes(Integer.BYTES);
            environment.send(Math.toIntExact(to - 1), new ClusterMessage.Peer(PeerCodec.decode(frame)));
        }

        @Override
        public void flush() {}

        @Override
        public void greetWith(long disk) {}

        @Override
        public void reach(MemberInfo member, long disk) {}

        @Override
        public void keepOnly(Set<Long> members) {}

        @Override
        public void log(String line) {
            environment.log(line);
        }

        @Override
        public void fatal(String reason) {
            environment.halt(reason);
        }
    }
}
