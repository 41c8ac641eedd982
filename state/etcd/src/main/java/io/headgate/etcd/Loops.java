package io.headgate.etcd;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/** The server's event loops: epoll where the kernel has it. */
final class Loops implements AutoCloseable {
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final boolean isOwn;

    Loops(int count) {
        this(
                new MultiThreadIoEventLoopGroup(
                        count,
                        new DefaultThreadFactory("etcd", /* daemon= */ true),
                        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()),
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                /* isOwn= */ true);
    }

    /**
     * Loops that are there.
     *
     * @param isOwn whether they end with the server
     */
    Loops(EventLoopGroup group, Class<? extends ServerChannel> serverChannel, boolean isOwn) {
        this.group = group;
        this.serverChannel = serverChannel;
        this.isOwn = isOwn;
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** The loop that the caller runs on. gRPC does not tell a call which it is, and there are few. */
    EventExecutor current() {
        for (EventExecutor loop : group) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException("on " + Thread.currentThread() + " (expected: an event loop)");
    }

    /** Ends the threads soon; does not wait for them. */
    @Override
    public void close() {
        if (isOwn) {
            group.shutdownGracefully(/* quietPeriod= */ 0, /* timeout= */ 5, TimeUnit.SECONDS);
        }
    }
}
