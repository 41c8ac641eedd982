package io.headgate.server;

import io.headgate.proxy.ProxyStats;
import io.headgate.proxy.RouteStats;
import io.headgate.server.NodeState.Phase;
import java.time.Instant;

/** Puts a node's status and counters into a scrape: one value per configured object, zeros included. Stateless. */
final class NodeMetrics {
    private static final double MILLIS_PER_SECOND = 1e3;

    private NodeMetrics() {}

    /** Adds all metrics but those of the Java process. */
    static void addTo(Scrape scrape, NodeState state, Status status, ProxyStats stats) {
        scrape.info(Metric.BUILD, status.version(), status.java());
        scrape.value(Metric.READY, state.phase() == Phase.SERVING ? 1 : 0);
        scrape.value(Metric.WORKERS, status.workers());
        scrape.value(Metric.CONFIG_RELOADS, state.applied(), "applied");
        scrape.value(Metric.CONFIG_RELOADS, state.refused(), "rejected");
        scrape.value(Metric.CONNECTION_ERRORS, stats.connectionErrors());
        NodeState.InForce inForce = state.inForce();
        if (inForce != null) {
            scrape.value(Metric.CONFIG_REVISION, inForce.revision());
            scrape.value(Metric.CONFIG_APPLIED, seconds(inForce.appliedAt()));
            var report = new StatusReport(inForce.frontDoor(), stats);
            status.routes().forEach(route -> route(scrape, route, report.counted(route.host(), route.name())));
        }
        status.listeners().forEach(listener -> listener(scrape, listener));
        status.pools().stream().filter(Status.Pool::configured).forEach(pool -> pool(scrape, pool));
    }

    static double seconds(Instant instant) {
        return instant.toEpochMilli() / MILLIS_PER_SECOND;
    }

    private static void listener(Scrape scrape, Status.Listener listener) {
        String name = listener.name();
        scrape.value(Metric.LISTENER_CONNECTIONS, listener.open(), name);
        scrape.value(Metric.LISTENER_ACCEPTED, listener.accepted(), name);
        scrape.value(Metric.LISTENER_REFUSED, listener.refused(), name);
        scrape.value(Metric.LISTENER_TLS_FAILURES, listener.tlsFailures(), name);
        scrape.value(Metric.LISTENER_REQUESTS, listener.requests(), name);
        scrape.value(Metric.LISTENER_TIMEOUTS, listener.headTimeouts(), name, "head");
        scrape.value(Metric.LISTENER_TIMEOUTS, listener.bodyTimeouts(), name, "body");
        listener.refusedHeads()
                .forEach((reason, count) -> scrape.value(Metric.LISTENER_MALFORMED, count, name, reason));
    }

    private static void route(Scrape scrape, Status.Route route, RouteStats counted) {
        String host = route.host();
        String name = route.name();
        route.byClass().forEach((code, count) -> scrape.value(Metric.ROUTE_RESPONSES, count, host, name, code));
        scrape.histogram(
                Metric.ROUTE_DURATION,
                RouteStats.bucketBoundsSeconds(),
                counted.buckets(),
                counted.latencySumSeconds(),
                host,
                name);
        scrape.value(Metric.ROUTE_RETRIES, route.retries(), host, name);
        scrape.value(Metric.ROUTE_CANCELLED, route.cancelled(), host, name);
    }

    private static void pool(Scrape scrape, Status.Pool pool) {
        scrape.value(Metric.POOL_PANIC, pool.panicWorkers(), pool.name());
        for (Status.Endpoint endpoint : pool.endpoints()) {
            if (endpoint.configured()) {
                endpoint(scrape, pool.name(), endpoint);
            }
        }
    }

    /** Endpoints that are only ending their last connections are left out: without their site they would be new series. */
    private static void endpoint(Scrape scrape, String pool, Status.Endpoint endpoint) {
        String[] labels = {pool, endpoint.site(), endpoint.id()};
        boolean healthy =
                endpoint.health().equals("healthy") || endpoint.health().equals(Status.UNCHECKED);
        scrape.value(Metric.ENDPOINT_HEALTHY, healthy ? 1 : 0, labels);
        scrape.value(Metric.ENDPOINT_EJECTED, endpoint.ejectedWorkers(), labels);
        scrape.value(Metric.ENDPOINT_AVAILABLE, endpoint.availableWorkers(), labels);
        scrape.value(Metric.ENDPOINT_WEIGHT, endpoint.weight(), labels);
        scrape.value(Metric.ENDPOINT_IN_FLIGHT, endpoint.inFlight(), labels);
        scrape.value(Metric.ENDPOINT_PENDING, endpoint.pending(), labels);
        scrape.value(Metric.ENDPOINT_CONNECTIONS, endpoint.openConnections(), labels);
        scrape.value(Metric.ENDPOINT_IDLE, endpoint.idleConnections(), labels);
        scrape.value(Metric.ENDPOINT_CONNECTS, endpoint.connects(), labels);
        scrape.value(Metric.ENDPOINT_CONNECT_FAILURES, endpoint.connectFailures(), labels);
        scrape.value(Metric.ENDPOINT_REQUESTS, endpoint.requests(), labels);
        scrape.value(Metric.ENDPOINT_FAILURES, endpoint.failures(), labels);
        scrape.value(Metric.ENDPOINT_LATENCY, endpoint.latencyMillis() / MILLIS_PER_SECOND, labels);
    }
}
