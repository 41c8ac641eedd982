package io.headgate.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
        if (!idle.isEmpty()) {
            Http1Back back = idle.removeLast();
            stats.idleConnections--;
            back.begin(exchange);
        } else if (stats.openConnections < maxConnections) {
            connect(exchange);
        } else if (pending.size() < maxPending) {
            pending.addLast(exchange);
            stats.pending++;
            exchange.waiting(this);
        } else {
            exchange.tryFailed(Exchange.Failure.OVERLOADED);
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
        while (!pending.isEmpty()) {
            Exchange next = nextPending();
            if (next != null) {
                next.tryFailed(Exchange.Failure.CONNECT);
            }
        }
    }
}
