package io.headgate.server;

import io.headgate.balance.EndpointView;
import io.headgate.proxy.EndpointStats;
import io.headgate.proxy.ListenerStats;
import io.headgate.proxy.ProxyStats;
import io.headgate.proxy.ProxyStats.PoolView;
import io.headgate.proxy.RouteStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is configured and what was counted together: every configured object is there, with zeros when nothing has happened to it,
 * and of those that are no longer configured the ones that have something open. Linear in the number of objects. Immutable.
 */
final class StatusReport {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final ListenerStats NO_LISTENER = new ListenerStats();
    private static final EndpointStats NO_ENDPOINT = new EndpointStats();
    private static final RouteStats NO_ROUTE = new RouteStats();

    private final FrontDoor frontDoor;
    private final ProxyStats stats;

    StatusReport(FrontDoor frontDoor, ProxyStats stats) {
        this.frontDoor = frontDoor;
        this.stats = stats;
    }

    List<Status.Listener> listeners() {
        List<Status.Listener> listeners = new ArrayList<>();
        var gone = new TreeMap<>(stats.listeners());
        for (ListenerConfig config : frontDoor.listeners()) {
            ListenerStats counted = gone.remove(config.name());
            String protocol = switch (config.transport()) {
                case ListenerConfig.Transport.ClearText _ -> "http";
                case ListenerConfig.Transport.Tls _ -> "https";
            };
            listeners.add(listener(
                    config.name(),
                    TakenAddresses.shown(config.bind()),
                    protocol,
                    counted == null ? NO_LISTENER : counted));
        }
        gone.forEach((name, counted) -> listeners.add(listener(name, "", "", counted)));
        return listeners;
    }

    private static Status.Listener listener(String name, String bind, String protocol, ListenerStats counted) {
        SequencedMap<String, Long> refusedHeads = new LinkedHashMap<>();
        new TreeMap<>(counted.refusedHeads()).forEach((error, count) -> refusedHeads.put(error.code(), count));
        if (counted.malformedStreams() > 0) {
            refusedHeads.put("http2-stream", counted.malformedStreams());
        }
        if (counted.http2Failures() > 0) {
            refusedHeads.put("http2-connection", counted.http2Failures());
        }
        return new Status.Listener(
                name,
                bind,
                protocol,
                counted.open(),
                counted.accepted(),
                counted.refused(),
                counted.requests(),
                counted.tlsFailures(),
                counted.headTimeouts(),
                counted.bodyTimeouts(),
                refusedHeads);
    }

    List<Status.Pool> pools() {
        List<Status.Pool> pools = new ArrayList<>();
        var gone = new TreeSet<>(stats.endpoints().keySet());
        for (PoolConfig config : frontDoor.pools()) {
            gone.remove(config.name());
            List<PoolView> views = stats.pools().getOrDefault(config.name(), List.of());
            pools.add(new Status.Pool(
                    config.name(),
                    /* configured= */ true,
                    policy(config.policy()),
                    (int) views.stream().filter(PoolView::inPanic).count(),
                    endpoints(config.name(), config.health() != null, views)));
        }
        for (String name : gone) {
            pools.add(new Status.Pool(
                    name, /* configured= */ false, "", 0, endpoints(name, /* checked= */ false, List.of())));
        }
        return pools;
    }

    private static String policy(PolicyConfig policy) {
        return switch (policy) {
            case PolicyConfig.RoundRobin() -> "round-robin";
            case PolicyConfig.LeastRequest() -> "least-request";
            case PolicyConfig.PeakEwma() -> "peak-ewma";
            case PolicyConfig.Random() -> "random";
            case PolicyConfig.Maglev _ -> "maglev";
        };
    }

    private List<Status.Endpoint> endpoints(String pool, boolean checked, List<PoolView> views) {
        Map<String, List<EndpointView>> byId = views.stream()
                .flatMap(view -> view.endpoints().stream())
                .collect(Collectors.groupingBy(view -> view.spec().id(), LinkedHashMap::new, Collectors.toList()));
        var counted = new HashMap<>(stats.endpoints().getOrDefault(pool, Map.of()));
        List<Status.Endpoint> endpoints = new ArrayList<>();
        byId.forEach((id, onWorkers) -> {
            EndpointStats its = counted.remove(id);
            endpoints.add(endpoint(onWorkers, checked, its == null ? NO_ENDPOINT : its));
        });
        new TreeMap<>(counted).forEach((id, its) -> endpoints.add(goneEndpoint(id, its)));
        return endpoints;
    }

    private static Status.Endpoint endpoint(List<EndpointView> onWorkers, boolean checked, EndpointStats counted) {
        EndpointView first = onWorkers.getFirst();
        String health = checked ? first.health().name().toLowerCase(Locale.ROOT) : Status.UNCHECKED;
        int ejected = (int) onWorkers.stream().filter(EndpointView::ejected).count();
        int available = (int) onWorkers.stream().filter(EndpointView::available).count();
        long latencyNanos =
                onWorkers.stream().mapToLong(EndpointView::latencyNanos).max().orElse(0);
        return endpoint(
                first.spec().id(),
                first.spec().site(),
                first.spec().weight(),
                /* configured= */ true,
                first.spec().draining(),
                health,
                ejected,
                available,
                counted,
                latencyNanos / NANOS_PER_MILLI);
    }

    private static Status.Endpoint goneEndpoint(String id, EndpointStats counted) {
        return endpoint(id, "", 0, /* configured= */ false, /* draining= */ true, "removed", 0, 0, counted, 0);
    }

    private static Status.Endpoint endpoint(
            String id,
            String site,
            int weight,
            boolean configured,
            boolean draining,
            String health,
            int ejectedWorkers,
            int availableWorkers,
            EndpointStats counted,
            double latencyMillis) {
        return new Status.Endpoint(
                id,
                site,
                weight,
                configured,
                draining,
                health,
                ejectedWorkers,
                availableWorkers,
                counted.inFlight(),
                counted.pending(),
                counted.openConnections(),
                counted.idleConnections(),
                counted.connects(),
                counted.connectFailures(),
                counted.requests(),
                counted.failures(),
                rounded(latencyMillis));
    }

    List<Status.Route> routes() {
        List<Status.Route> routes = new ArrayList<>();
        for (HostConfig host : frontDoor.hosts()) {
            String name = host.pattern().toString();
            for (RouteConfig route : host.routes()) {
                routes.add(route(name, route, counted(name, route.name())));
            }
        }
        return routes;
    }

    /** What was counted for a route, zeros if nothing. */
    RouteStats counted(String host, String route) {
        return stats.routes().getOrDefault(host, Map.of()).getOrDefault(route, NO_ROUTE);
    }

    private static Status.Route route(String host, RouteConfig route, RouteStats counted) {
        SequencedMap<String, Long> byClass = new LinkedHashMap<>();
        long other = counted.responses();
        for (int hundreds = 1; hundreds <= 5; hundreds++) {
            byClass.put(hundreds + "xx", counted.responses(hundreds));
            other -= counted.responses(hundreds);
        }
        byClass.put("other", other);
        return new Status.Route(
                host,
                route.name(),
                action(route.action()),
                counted.responses(),
                byClass,
                counted.retries(),
                counted.cancelledByClient(),
                latency(counted));
    }

    private static String action(Action action) {
        return switch (action) {
            case Action.ToPool(var pool, var _) -> "pool " + pool;
            case Action.Split(var pools, var _) ->
                "split "
                        + pools.stream()
                                .map(share -> share.pool() + ":" + share.weight())
                                .collect(Collectors.joining(" "));
            case Action.RedirectTo _ -> "redirect";
            case Action.Respond(var status, var _, var _) -> "respond " + status;
        };
    }

    private static Status.@Nullable Latency latency(RouteStats counted) {
        if (counted.responses() == 0) {
            return null;
        }
        var seconds = new Quantiles(RouteStats.bucketBoundsSeconds(), counted.buckets());
        return new Status.Latency(
                rounded(seconds.at(0.5) * MILLIS_PER_SECOND),
                rounded(seconds.at(0.9) * MILLIS_PER_SECOND),
                rounded(seconds.at(0.99) * MILLIS_PER_SECOND));
    }

    /** To a microsecond: more would not be true. */
    private static double rounded(double millis) {
        return Math.round(millis * MILLIS_PER_SECOND) / MILLIS_PER_SECOND;
    }
}
