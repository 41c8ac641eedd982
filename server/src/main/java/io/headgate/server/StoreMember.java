package io.headgate.server;

import io.headgate.etcd.EtcdServer;
import io.headgate.etcd.EtcdServerSettings;
import io.headgate.etcd.EtcdServerTls;
import io.headgate.replica.FileDisk;
import io.headgate.replica.MemberIdentity;
import io.headgate.replica.PeerTls;
import io.headgate.replica.ReplicaSettings;
import io.headgate.replica.RunningMember;
import io.headgate.replica.SocketKinds;
import io.headgate.replica.SyncTimes;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
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
     * @param client where it listens for clients
     * @param peer where it listens for other members, even while it is alone: others may be added
     * @param clientTls null for plain text
     */
    record Settings(
            Path folder,
            MemberIdentity identity,
            URI client,
            URI peer,
            @Nullable EtcdServerTls clientTls,
            PeerTls peerTls,
            ReplicaSettings replica) {}

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final FileDisk disk;
    private final RunningMember member;
    private final EtcdServer server;

    private StoreMember(EventLoopGroup group, EventLoop loop, FileDisk disk, RunningMember member, EtcdServer server) {
        this.group = group;
        this.loop = loop;
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
        EventLoop loop = group.next();
        @Nullable FileDisk disk = null;
        try {
            disk = FileDisk.open(settings.folder(), loop);
            RunningMember member = RunningMember.start(
                            loop,
                            sockets,
                            disk,
                            settings.identity(),
                            settings.replica(),
                            settings.peerTls(),
                            address(settings.peer()),
                            fatal)
                    .join();
            EtcdServerSettings clients = EtcdServerSettings.at(address(settings.client()));
            EtcdServer server = EtcdServer.start(
                    member,
                    settings.clientTls() == null ? clients : clients.withTls(settings.clientTls()),
                    group,
                    sockets.serverChannel());
            return new StoreMember(group, loop, disk, member, server);
        } catch (CompletionException e) {
            end(group, loop, disk);
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (IOException | RuntimeException e) {
            end(group, loop, disk);
            throw e;
        }
    }

    private static InetSocketAddress address(URI url) {
        return new InetSocketAddress(url.getHost(), url.getPort());
    }

    InetSocketAddress clientAddress() {
        return server.address();
    }

    SyncTimes syncTimes() {
        return disk.syncTimes();
    }

    EtcdServer server() {
        return server;
    }

    RunningMember member() {
        return member;
    }

    @Override
    public void close() {
        server.close();
        member.close();
        end(group, loop, disk);
    }

    private static void end(EventLoopGroup group, EventLoop loop, @Nullable FileDisk disk) {
        if (disk != null) {
            // On the loop, whose disk it is: no completion may find it closed.
            loop.submit(disk::close).syncUninterruptibly();
        }
        group.shutdownGracefully(/* quietPeriod= */ 0, /* timeout= */ 5, TimeUnit.SECONDS);
    }
}
