package io.headgate.proxy;

import io.headgate.balance.Health;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The running data plane: workers, their sockets, and the snapshot they serve.
 *
 * <p>Methods that change something are for one control thread at a time ({@code synchronized}); those that only look are for any
 * thread. None may be called from an event loop.
 */
public final class Proxy implements AutoCloseable {
    private static final int ACCEPT_BACKLOG = 4096;

    private final Transport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final List<Worker> workers = new ArrayList<>();
    private final ProxyEvent.Sink events;
    private final HealthProber prober;
    /** Written under this object's lock, read by any thread. */
    private volatile Snapshot snapshot = new Snapshot(0, List.of(), List.of());

    /**
     * @param workers event loops, {@code 1..}; each is one thread
     * @param events receives what an operator wants to read about; called on any thread
     * @throws IllegalStateException if the transport cannot be used on this machine
     */
    public Proxy(int workers, Transport transport, ProxyEvent.Sink events) {
        if (workers < 1) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1..)");
        }
        String unavailability = transport.unavailability();
        if (!unavailability.isEmpty()) {
            throw new IllegalStateException("transport " + transport + ": " + unavailability);
        }
        this.transport = transport.resolve();
        this.events = events;
        group = new MultiThreadIoEventLoopGroup(
                workers, new DefaultThreadFactory("headgate-worker"), this.transport.ioHandlerFactory());
        SecureRandom seeds = new SecureRandom();
        for (int i = 0; i < workers; i++) {
            EventLoop loop = group.next();
            this.workers.add(new Worker(i, workers, loop, this.transport, events, seeds.nextLong()));
        }
        prober = new HealthProber(this::healthChanged, this.transport);
    }

    public Transport transport() {
        return transport;
    }

    /** The snapshot that every worker serves. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Makes {@code next} the configuration in force: new listeners are bound first, then every worker swaps between two events, then
     * listeners that are gone are closed. Connections of listeners that stay are not touched.
     *
     * @throws IOException if a new listener cannot be bound; then nothing has changed
     */
    public synchronized void swap(Snapshot next) throws IOException {
        Snapshot before = snapshot;
        Map<String, Listener> old = new HashMap<>();
        before.listeners().forEach(listener -> old.put(listener.name(), listener));
        List<Listener> opened = new ArrayList<>();
        List<Listener> closed = new ArrayList<>(before.listeners());
        for (Listener listener : next.listeners()) {
            Listener same = old.get(listener.name());
            if (same != null && same.bind().equals(listener.bind())) {
                closed.remove(same);
            } else {
                opened.add(listener);
            }
        }
        for (Listener listener : opened) {
            if (before.listeners().stream().noneMatch(other -> other.bind().equals(listener.bind()))) {
                requireFree(listener);
            }
        }
        List<Bound> bound = new ArrayList<>();
        // A listener that moves keeps its name, so its old sockets are remembered before the new ones take their place.
        try {
            for (Listener listener : opened) {
                bind(listener, bound);
            }
        } catch (IOException e) {
            bound.forEach(socket -> socket.channel().close().syncUninterruptibly());
            throw e;
        }
        onEachWorker(worker -> worker.adopt(next));
        // A verdict is told once, so every worker has to know the endpoint before its first probe goes out.
        prober.adopt(next);
        for (Listener listener : closed) {
            onEachWorker(worker -> {
                Channel channel = worker.stopListening(listener.name());
                if (channel != null) {
                    channel.close();
                }
            });
        }
        for (Bound socket : bound) {
            await(socket.worker().loop().submit(() -> {
                socket.worker().listening(socket.listener(), socket.channel());
                socket.channel().config().setAutoRead(true);
            }));
        }
        snapshot = next;
        events.accept(new ProxyEvent.Swapped(next.revision()));
    }

    /** Workers share a port among themselves, and the kernel would let another process of the same user share it, too. */
    private static void requireFree(Listener listener) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(listener.bind());
        } catch (IOException e) {
            throw cannotBind(listener, listener.bind(), e);
        }
    }

    private static IOException cannotBind(Listener listener, InetSocketAddress address, Throwable cause) {
        return new IOException(
                "listeners." + listener.name() + ".bind: "
                        + address.getAddress().getHostAddress() + ":" + address.getPort() + ": " + cause.getMessage()
                        + " (expected: an address of this machine and a free port)",
                cause);
    }

    private record Bound(Worker worker, String listener, Channel channel) {}

    /** Binds but does not accept yet: the workers do not know the listener. */
    private void bind(Listener listener, List<Bound> bound) throws IOException {
        InetSocketAddress address = listener.bind();
        for (Worker worker : transport.sharesPorts() ? workers : workers.subList(0, 1)) {
            ServerBootstrap bootstrap = new ServerBootstrap()
                    .group(worker.loop(), transport.sharesPorts() ? worker.loop() : group)
                    .channel(transport.serverChannel())
                    .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .option(ChannelOption.AUTO_READ, false)
                    .childHandler(new FrontInitializer(this::workerOf, listener.name()));
            switch (transport) {
                case EPOLL -> bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
                case IO_URING -> bootstrap.option(IoUringChannelOption.SO_REUSEPORT, true);
                case NIO, AUTO -> {}
            }
            var future = bootstrap.bind(address).awaitUninterruptibly();
            if (!future.isSuccess()) {
                throw cannotBind(listener, address, future.cause());
            }
            bound.add(new Bound(worker, listener.name(), future.channel()));
            // With port 0 every loop has to share the port that the first one got.
            address = (InetSocketAddress) future.channel().localAddress();
        }
    }

    private Worker workerOf(EventLoop loop) {
        for (Worker worker : workers) {
            if (worker.loop().equals(loop)) {
                return worker;
            }
        }
        throw new IllegalStateException("not a worker's loop: " + loop);
    }

    /** The address a listener is bound to, with its real port. For any thread but an event loop, also while draining. */
    public InetSocketAddress localAddress(String listener) {
        List<InetSocketAddress> found = new ArrayList<>();
        onEachWorker(worker -> {
            InetSocketAddress address = worker.localAddress(listener);
            if (address != null) {
                found.add(address);
            }
        });
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no listener " + listener);
        }
        return found.getFirst();
    }

    /**
     * Waits until every health-checked endpoint has its first verdict and every worker knows it, at most {@code patience}.
     *
     * @return whether they all have
     */
    public boolean awaitFirstHealth(Duration patience) throws InterruptedException {
        boolean all = prober.awaitFirstVerdicts(patience);
        // A verdict reaches a worker as a task: behind this one every worker knows.
        onEachWorker(_ -> {});
        return all;
    }

    private void healthChanged(String pool, String endpoint, Health from, Health to, String why) {
        for (Worker worker : workers) {
            worker.loop().execute(() -> worker.health(pool, endpoint, to));
        }
        events.accept(new ProxyEvent.HealthChanged(pool, endpoint, from, to, why));
    }

    /** Logs requests to {@code log} from now on, or nowhere. What went to the log before has been handed over when this returns. */
    public synchronized void logTo(@Nullable AccessLog log) {
        onEachWorker(worker -> worker.logTo(log));
    }

    /** Counters as of now. For any thread but an event loop, also while draining. */
    public ProxyStats stats() {
        ProxyStats total = new ProxyStats();
        onEachWorker(worker -> worker.addTo(total));
        return total;
    }

    /**
     * Stops accepting, tells every client to go elsewhere ({@code Connection: close}, GOAWAY), and waits for requests under way.
     *
     * @param patience connections that are still open after this are closed
     * @return whether all ended by themselves
     */
    public synchronized boolean drain(Duration patience) throws InterruptedException {
        onEachWorker(worker -> worker.serverChannels().forEach(Channel::close));
        CountDownLatch busy = new CountDownLatch(workers.size());
        onEachWorker(worker -> worker.drain(busy::countDown));
        if (busy.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return true;
        }
        onEachWorker(Worker::closeConnections);
        return false;
    }

    /** Closes everything at once. */
    @Override
    public synchronized void close() {
        prober.close();
        onEachWorker(worker -> {
            worker.serverChannels().forEach(Channel::close);
            worker.closeConnections();
            worker.flushAccessLog();
        });
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    /** Runs on each worker's loop, one after another, and waits. */
    private void onEachWorker(Consumer<Worker> task) {
        for (Worker worker : workers) {
            await(worker.loop().submit(() -> task.accept(worker)));
        }
    }

    private static void await(Future<?> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get();
                    return;
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
