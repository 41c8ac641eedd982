package io.headgate.server;

import io.headgate.etcd.EtcdServer;
import io.headgate.etcd.EtcdServerSettings;
import io.headgate.replica.FileDisk;
import io.headgate.replica.MemberIdentity;
import io.headgate.replica.PeerTls;
import io.headgate.replica.ReplicaSettings;
import io.headgate.replica.RunningMember;
import io.headgate.replica.SocketKinds;
import io.headgate.store.MemberInfo;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member of a store and what it needs: a folder, an event loop for its peers and the first of its clients, and the etcd
 * API in front of it.
 */
final class StoreMember implements AutoCloseable {
    /**
     * How a member is started.
     *
     * @param founders all members of a cluster that begins and their peer URLs, this one among them
     * @param token tells this cluster from another one with the same members
     */
    record Settings(
            String name,
            Path folder,
            URI client,
            URI peer,
            Map<String, URI> founders,
            String token,
            ReplicaSettings replica) {
        Settings {
            founders = Map.copyOf(founders);
        }
    }

    private final EventLoopGroup group;
    private final FileDisk disk;
    private final RunningMember member;
    private final EtcdServer server;

    private StoreMember(EventLoopGroup group, FileDisk disk, RunningMember member, EtcdServer server) {
        this.group = group;
        this.disk = disk;
        this.member = member;
        this.server = server;
    }

    /**
     * Starts a member.
     *
     * @param fatal told when it cannot go on: the process must end
     * @throws IOException if an address cannot be had
     */
    static StoreMember start(Settings settings, RunningMember.FatalHandler fatal) throws IOException {
        SocketKinds sockets = SocketKinds.best();
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                loops, new DefaultThreadFactory("store", /* daemon= */ true), sockets.handler());
        @Nullable FileDisk disk = null;
        try {
            EventLoop loop = group.next();
            disk = FileDisk.open(settings.folder(), loop);
            boolean isAlone = settings.founders().size() == 1;
            RunningMember member = RunningMember.start(
                            loop,
                            sockets,
                            disk,
                            identity(settings),
                            settings.replica(),
                            PeerTls.NONE,
                            isAlone ? null : address(settings.peer()),
                            fatal)
                    .join();
            EtcdServer server = EtcdServer.start(
                    member, EtcdServerSettings.at(address(settings.client())), group, sockets.serverChannel());
            return new StoreMember(group, disk, member, server);
        } catch (CompletionException e) {
            end(group, disk);
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (IOException | RuntimeException e) {
            end(group, disk);
            throw e;
        }
    }

    /** The same on every founder: ids by the order of names, the cluster's from everything. */
    private static MemberIdentity identity(Settings settings) {
        Map<String, URI> sorted = new TreeMap<>(settings.founders());
        List<MemberInfo> others = new ArrayList<>();
        MemberInfo self = null;
        long id = 0;
        for (Map.Entry<String, URI> founder : sorted.entrySet()) {
            id++;
            List<String> peerUrls = List.of(founder.getValue().toString());
            if (founder.getKey().equals(settings.name())) {
                self = new MemberInfo(
                        id, settings.name(), peerUrls, List.of(settings.client().toString()), false);
            } else {
                others.add(new MemberInfo(id, founder.getKey(), peerUrls, List.of(), false));
            }
        }
        if (self == null) {
            throw new IllegalArgumentException("founders: no " + settings.name());
        }
        return new MemberIdentity(clusterId(settings.token() + " " + sorted), self, others, /* isJoining= */ false);
    }

    private static long clusterId(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong() & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static InetSocketAddress address(URI url) {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    InetSocketAddress clientAddress() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        member.close();
        end(group, disk);
    }

    private static void end(EventLoopGroup group, @Nullable FileDisk disk) {
        if (disk != null) {
            disk.close();
        }
        group.shutdownGracefully(/* quietPeriod= */ 0, /* timeout= */ 5, TimeUnit.SECONDS);
    }
}
