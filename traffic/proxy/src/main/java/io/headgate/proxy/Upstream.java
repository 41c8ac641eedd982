package io.headgate.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker's connections to one endpoint: idle ones to reuse, last used first, and those waiting for one. Confined to that worker's
 * event loop.
 */
final class Upstream {
    private final Worker worker;
    private final Pool.Endpoint endpoint;
    private final EndpointStats stats;
    private final ArrayList<Http1Back> idle = new ArrayList<>();
    /** Connections that take streams, or will again. */
    private final ArrayList<Http2Back> shared = new ArrayList<>(1);
    /** Whether a connection for {@link #shared} is being made: one at a time, for all who wait. */
    private boolean connectingShared;
    /** Streams the endpoint last said it takes: what a new connection may use before it has been told. */
    private long streamsAllowed = Http2Back.ASSUMED_STREAMS;

    private final ArrayDeque<Exchange> pending = new ArrayDeque<>();
    private Pool pool;
    private int maxConnections;
    private int maxPending;
    private boolean retired;

    Upstream(Worker worker, Pool pool, Pool.Endpoint endpoint, EndpointStats stats) {
        this.worker = worker;
        this.endpoint = endpoint;
        this.stats = stats;
        this.pool = pool;
    }

    void configure(Pool pool, int maxConnections, int maxPending) {
        this.pool = pool;
        this.maxConnections = maxConnections;
        this.maxPending = maxPending;
    }

    Pool.Endpoint endpoint() {
        return endpoint;
    }

    Pool pool() {
        return pool;
    }

    EndpointStats stats() {
        return stats;
    }

    Worker worker() {
        return worker;
    }

    boolean retired() {
        return retired;
    }

    /**
     * Gives {@code exchange} a connection now or later: {@link Exchange#attach} or {@link Exchange#tryFailed} follows, possibly inside this
     * call.
     */
    void acquire(Exchange exchange) {
        if (pool.protocol() == Pool.Protocol.HTTP2) {
            acquireStream(exchange);
        } else if (!idle.isEmpty() && !(exchange.wantsNewConnection() && stats.openConnections < maxConnections)) {
            Http1Back back = idle.removeLast();
            stats.idleConnections--;
            back.begin(exchange);
        } else if (stats.openConnections < maxConnections) {
            connect(exchange);
        } else {
            queue(exchange);
        }
    }

    /** False when there are too many already; the exchange has been told. */
    private boolean queue(Exchange exchange) {
        if (pending.size() >= maxPending) {
            exchange.tryFailed(Exchange.Failure.OVERLOADED);
            return false;
        }
        pending.addLast(exchange);
        stats.pending++;
        exchange.waiting(this);
        return true;
    }

    private void acquireStream(Exchange exchange) {
        Http2Back back = withRoom();
        if (back != null) {
            back.begin(exchange);
        } else if (queue(exchange)) {
            connectShared();
        }
    }

    private @Nullable Http2Back withRoom() {
        for (int i = 0; i < shared.size(); i++) {
            if (shared.get(i).hasRoom()) {
                return shared.get(i);
            }
        }
        return null;
    }

    private void connectShared() {
        if (connectingShared || stats.openConnections >= maxConnections) {
            return;
        }
        connectingShared = true;
        stats.openConnections++;
        Http2Back back = new Http2Back(this);
        ChannelFuture connected = worker.connect(endpoint.address(), back.handler(), pool);
        connected.addListener(_ -> {
            connectingShared = false;
            if (connected.isSuccess() && connected.channel().isActive() && speaksHttp2(connected.channel())) {
                stats.connects++;
                shared.add(back);
                back.connected();
                roomAgain();
            } else {
                connected.channel().close();
                stats.connectFailures++;
                stats.openConnections--;
                failPending();
            }
        });
    }

    private static boolean speaksHttp2(Channel channel) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        return ssl == null || ApplicationProtocolNames.HTTP_2.equals(ssl.applicationProtocol());
    }

    long streamsAllowed() {
        return streamsAllowed;
    }

    void streamsAllowed(long said) {
        streamsAllowed = said;
    }

    /** Whether those who wait do so for a connection rather than for room on one. */
    boolean connecting() {
        return connectingShared;
    }

    /** A shared connection may have room for another stream. */
    void roomAgain() {
        Http2Back back = pending.isEmpty() ? null : withRoom();
        while (back != null) {
            Exchange next = nextPending();
            if (next == null) {
                return;
            }
            back.begin(next);
            back = withRoom();
        }
        if (!pending.isEmpty()) {
            connectShared();
        }
    }

    /** {@code back} takes no more streams. */
    void leaving(Http2Back back) {
        shared.remove(back);
    }

    /** A shared connection is gone. */
    void closed(Http2Back back) {
        shared.remove(back);
        stats.openConnections--;
        if (!pending.isEmpty()) {
            connectShared();
        }
    }

    private void failPending() {
        for (int waiting = pending.size(); waiting > 0; waiting--) {
            Exchange next = nextPending();
            if (next != null) {
                next.tryFailed(Exchange.Failure.CONNECT);
                next.flushResponse();
            }
        }
    }

    private void connect(Exchange exchange) {
        stats.openConnections++;
        Http1Back back = new Http1Back(this);
        back.reserve(exchange);
        exchange.connecting(back);
        ChannelFuture connected = worker.connect(endpoint.address(), back, pool);
        Channel channel = connected.channel();
        connected.addListener(_ -> {
            if (connected.isSuccess()) {
                stats.connects++;
                back.connected(channel);
            } else {
                stats.connectFailures++;
                back.connectFailed();
            }
        });
    }

    /** A waiting exchange is no longer interested. */
    void forget(Exchange exchange) {
        if (pending.remove(exchange)) {
            stats.pending--;
        }
    }

    /** {@code back} has finished an exchange and can take another. */
    void release(Http1Back back) {
        Exchange next = nextPending();
        if (next != null) {
            back.begin(next);
        } else if (retired || worker.draining()) {
            back.close();
        } else {
            idle.addLast(back);
            stats.idleConnections++;
            back.becameIdle();
        }
    }

    /** A connection is gone; {@code wasIdle} when it was here to be reused. */
    void closed(Http1Back back, boolean wasIdle) {
        stats.openConnections--;
        if (wasIdle && idle.remove(back)) {
            stats.idleConnections--;
        }
        openForPending();
    }

    private void openForPending() {
        if (stats.openConnections < maxConnections) {
            Exchange next = nextPending();
            if (next != null) {
                acquire(next);
            }
        }
    }

    private @Nullable Exchange nextPending() {
        Exchange next = pending.pollFirst();
        if (next != null) {
            stats.pending--;
        }
        return next;
    }

    /** No longer configured: idle connections close now, busy ones when their exchange ends. */
    void retire() {
        retired = true;
        for (Http1Back back : List.copyOf(idle)) {
            back.close();
        }
        for (Http2Back back : List.copyOf(shared)) {
            back.retire();
        }
        failPending();
    }
}
