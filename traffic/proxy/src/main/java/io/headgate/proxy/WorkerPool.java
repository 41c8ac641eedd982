package io.headgate.proxy;

import io.headgate.balance.BalanceEvent;
import io.headgate.balance.Balancer;
import io.headgate.balance.PersistenceCookie;
import io.headgate.balance.RetryBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One worker's part of a pool: its balancer, its connections and its retry budget. Confined to that worker's event loop. Lives as
 * long as the pool's name is configured; {@link #adopt} moves it from one snapshot to the next.
 */
final class WorkerPool {
    private final Worker worker;
    private Pool pool;
    private Balancer balancer;
    private Upstream[] upstreams;
    private RetryBudget retryBudget;
    private @Nullable PersistenceCookie cookie;
    private final Map<Long, Integer> indexByTag = new HashMap<>();

    WorkerPool(Worker worker, Pool pool, long nowNanos) {
        this.worker = worker;
        this.pool = pool;
        balancer = new Balancer(pool.plan(), nowNanos);
        upstreams = new Upstream[0];
        retryBudget = newBudget(pool, nowNanos);
        connectUpstreams(Map.of());
    }

    /** Moves to a changed configuration of the same pool. Exchanges under way go on with what they hold. */
    void adopt(Pool next, long nowNanos) {
        Map<String, Upstream> old = new HashMap<>();
        boolean sameWire = Objects.equals(next.tls(), pool.tls()) && next.protocol() == pool.protocol();
        for (Upstream upstream : upstreams) {
            old.put(upstream.endpoint().id(), upstream);
        }
        if (!next.retryBudget().equals(pool.retryBudget())) {
            retryBudget = newBudget(next, nowNanos);
        }
        balancer = balancer.successor(next.plan(), nowNanos);
        pool = next;
        Map<String, Upstream> kept = new HashMap<>();
        for (Pool.Endpoint endpoint : next.endpoints()) {
            Upstream upstream = old.get(endpoint.id());
            if (upstream != null && sameWire && upstream.endpoint().address().equals(endpoint.address())) {
                kept.put(endpoint.id(), upstream);
                old.remove(endpoint.id());
            }
        }
        connectUpstreams(kept);
        for (Upstream removed : old.values()) {
            removed.retire();
        }
    }

    private void connectUpstreams(Map<String, Upstream> kept) {
        int perWorkerConnections =
                Math.max(1, -Math.floorDiv(-pool.plan().config().limits().connections(), worker.count()));
        int perWorkerPending =
                Math.max(1, -Math.floorDiv(-pool.plan().config().limits().pending(), worker.count()));
        Upstream[] next = new Upstream[pool.endpoints().size()];
        for (int i = 0; i < next.length; i++) {
            Pool.Endpoint endpoint = pool.endpoints().get(i);
            Upstream upstream = kept.get(endpoint.id());
            if (upstream == null) {
                upstream = new Upstream(worker, pool, endpoint, worker.endpointStats(pool.name(), endpoint.id()));
            }
            upstream.configure(pool, perWorkerConnections, perWorkerPending);
            next[i] = upstream;
        }
        upstreams = next;
        cookie = null;
        indexByTag.clear();
        if (pool.persistence() instanceof Pool.Persistence.SignedCookie signed) {
            PersistenceCookie codec = new PersistenceCookie(signed.secret(), pool.name());
            cookie = codec;
            for (int i = 0; i < next.length; i++) {
                indexByTag.put(codec.tagOf(next[i].endpoint().id()), i);
            }
        }
    }

    private RetryBudget newBudget(Pool pool, long nowNanos) {
        return new RetryBudget(
                pool.retryBudget().percent(),
                Math.max(1, -Math.floorDiv(-pool.retryBudget().minPerSecond(), worker.count())),
                nowNanos);
    }

    /** The pool is no longer configured. What is under way may still try again: the endpoints stay, their idle connections do not. */
    void retire() {
        for (Upstream upstream : upstreams) {
            upstream.retire();
        }
    }

    Pool pool() {
        return pool;
    }

    Balancer balancer() {
        return balancer;
    }

    Upstream upstream(int index) {
        return upstreams[index];
    }

    int size() {
        return upstreams.length;
    }

    RetryBudget retryBudget() {
        return retryBudget;
    }

    @Nullable
    PersistenceCookie cookie() {
        return cookie;
    }

    /** The endpoint that a cookie's tag names, or -1. */
    int indexOfTag(long tag) {
        Integer index = indexByTag.get(tag);
        return index == null ? -1 : index;
    }

    /** Passes the balancer's events on. */
    void publishEvents() {
        for (BalanceEvent event : balancer.takeEvents()) {
            worker.publish(new ProxyEvent.Balance(pool.name(), worker.index(), event));
        }
    }
}
