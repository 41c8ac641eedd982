package io.headgate.etcd;

import io.grpc.HandlerRegistry;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.headgate.store.Member;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Serves a {@link Member} to etcd v3 clients over gRPC: KV, Watch, Lease, Cluster and Maintenance, health and reflection, and
 * Headgate's own {@code headgate.v1.Transactions}. Operators ask for {@code /health} and {@code /version} over HTTP/1.1 on the
 * same port. May be used from any thread.
 *
 * <p>Handlers run on the event loops and block nowhere; what waits for the log goes on where the member ends its futures.
 */
public final class EtcdServer implements AutoCloseable {
    private final Server server;
    private final HealthStatusManager health;
    private final Door door;
    private final Loops loops;

    private EtcdServer(Server server, HealthStatusManager health, Door door, Loops loops) {
        this.server = server;
        this.health = health;
        this.door = door;
        this.loops = loops;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the address cannot be listened on, or a file of TLS not be read
     */
    public static EtcdServer start(Member member, EtcdServerSettings settings) throws IOException {
        return start(member, settings, new Loops(settings.eventLoops()));
    }

    /**
     * Begins to listen, on event loops that others use, too: a request that meets the member's own loop changes no thread.
     *
     * @param group loops for {@code serverChannel}; not ended by {@link #close}
     * @throws IOException if the address cannot be listened on, or a file of TLS not be read
     */
    public static EtcdServer start(
            Member member,
            EtcdServerSettings settings,
            EventLoopGroup group,
            Class<? extends ServerChannel> serverChannel)
            throws IOException {
        return start(member, settings, new Loops(group, serverChannel, /* isOwn= */ false));
    }

    private static EtcdServer start(Member member, EtcdServerSettings settings, Loops loops) throws IOException {
        var health = new HealthStatusManager();
        try {
            NettyServerBuilder builder = NettyServerBuilder.forAddress(settings.listen());
            var door = new Door(
                    settings.tls() == null ? null : settings.tls().context(),
                    settings.maxConnections(),
                    new OperatorPages(member));
            limit(builder);
            RareWarnings.ofRefusedMessages();
            Server server = serve(builder, member, settings, loops, health)
                    .channelFactory(door.of(loops.serverChannel()))
                    .bossEventLoopGroup(loops.group())
                    .workerEventLoopGroup(loops.group())
                    .directExecutor()
                    .build()
                    .start();
            health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
            return new EtcdServer(server, health, door, loops);
        } catch (IOException | RuntimeException failed) {
            loops.close();
            throw failed;
        }
    }

    private static void limit(NettyServerBuilder builder) {
        builder.maxInboundMessageSize(Limits.MESSAGE_BYTES)
                .maxInboundMetadataSize(Limits.METADATA_BYTES)
                .maxConcurrentCallsPerConnection(Limits.CALLS_PER_CONNECTION)
                .permitKeepAliveTime(Limits.CLIENT_PING_LEAST.toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(false)
                .keepAliveTime(Limits.SERVER_PING.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(Limits.SERVER_PING_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static NettyServerBuilder serve(
            NettyServerBuilder builder,
            Member member,
            EtcdServerSettings settings,
            Loops loops,
            HealthStatusManager health) {
        var headers = new Headers(member);
        HandlerRegistry unserved = new Unserved();
        return builder.addService(new KvService(member, headers, loops).definition())
                .addService(new WatchService(member, headers, loops, settings.progressInterval()).definition())
                .addService(new LeaseService(member, headers, loops).definition())
                .addService(new ClusterService(member, headers).definition())
                .addService(new MaintenanceService(member, headers).definition())
                .addService(new TransactionsService(member).definition())
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .fallbackHandlerRegistry(unserved);
    }

    /** Where it listens: the port that was found if the settings said 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    /** How many connections of clients there are. */
    public int openConnections() {
        return door.openConnections();
    }

    /** How many connections were closed at once because there were as many as the settings allow. Only grows. */
    public long refusedConnections() {
        return door.refusedConnections();
    }

    /**
     * Takes no more calls, lets those under way end for {@link Limits#CLOSE_GRACE}, then breaks them off. Watches and
     * lease streams, which do not end by themselves, are broken off then too.
     */
    @Override
    public void close() {
        health.enterTerminalState();
        server.shutdown();
        try {
            if (!server.awaitTermination(Limits.CLOSE_GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
                server.shutdownNow().awaitTermination();
            }
        } catch (InterruptedException _) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        loops.close();
    }
}
