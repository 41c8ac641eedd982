package io.headgate.proxy;

import io.headgate.balance.EndpointView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counters of all workers added up, as of one moment per worker. Filled by one worker after another; read by whoever asked for it.
 */
public final class ProxyStats {
    private final Map<String, ListenerStats> listeners = new TreeMap<>();
    private final Map<String, Map<String, RouteStats>> routes = new TreeMap<>();
    private final Map<String, Map<String, EndpointStats>> endpoints = new TreeMap<>();
    private final Map<String, List<PoolView>> pools = new TreeMap<>();
    private long connectionErrors;

    /**
     * What one worker's balancer thinks of a pool.
     *
     * @param endpoints one view per endpoint, in the pool's order
     */
    public record PoolView(int worker, boolean inPanic, int available, List<EndpointView> endpoints) {}

    ListenerStats listener(String name) {
        return listeners.computeIfAbsent(name, _ -> new ListenerStats());
    }

    RouteStats route(Worker.RouteKey key) {
        return routes.computeIfAbsent(key.host(), _ -> new TreeMap<>())
                .computeIfAbsent(key.route(), _ -> new RouteStats());
    }

    EndpointStats endpoint(Worker.EndpointKey key) {
        return endpoints
                .computeIfAbsent(key.pool(), _ -> new TreeMap<>())
                .computeIfAbsent(key.endpoint(), _ -> new EndpointStats());
    }

    void pool(String name, int worker, WorkerPool pool) {
        pools.computeIfAbsent(name, _ -> new ArrayList<>())
                .add(new PoolView(
                        worker,
                        pool.balancer().inPanic(),
                        pool.balancer().availableCount(),
                        pool.balancer().views(System.nanoTime())));
    }

    void addConnectionErrors(long count) {
        connectionErrors += count;
    }

    /** By listener name; those that are no longer configured too, as long as they have something open. */
    public Map<String, ListenerStats> listeners() {
        return listeners;
    }

    /** By host pattern, then route name; only routes that were asked for, and are configured. */
    public Map<String, Map<String, RouteStats>> routes() {
        return routes;
    }

    /** By pool name, then endpoint id; those that are no longer configured too, as long as they have something open. */
    public Map<String, Map<String, EndpointStats>> endpoints() {
        return endpoints;
    }

    /** By pool name, one view per worker. */
    public Map<String, List<PoolView>> pools() {
        return pools;
    }

    /** Unexpected errors on connections. */
    public long connectionErrors() {
        return connectionErrors;
    }
}
