package io.headgate.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headgate.balance.BalancerConfig;
import io.headgate.balance.BalancerPlan;
import io.headgate.balance.Ejection;
import io.headgate.balance.EndpointLimits;
import io.headgate.balance.EndpointSpec;
import io.headgate.balance.HealthPolicy;
import io.headgate.balance.Policy;
import io.headgate.balance.WhenAllDown;
import io.headgate.http.FieldMatch;
import io.headgate.http.HeadLimits;
import io.headgate.http.HostTable;
import io.headgate.http.Method;
import io.headgate.http.PathMatch;
import io.headgate.http.RouteMatch;
import io.headgate.http.RouteTable;
import io.headgate.http.ValueMatch;
import io.headgate.proxy.ClientTls;
import io.headgate.proxy.Listener;
import io.headgate.proxy.Pool;
import io.headgate.proxy.Pool.HealthCheck;
import io.headgate.proxy.Route;
import io.headgate.proxy.ServerTls;
import io.headgate.proxy.Snapshot;
import io.headgate.proxy.TrustedProxies;
import io.headgate.proxy.VirtualHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a validated {@link FrontDoor} into what the data plane serves: reads certificates, resolves endpoint names, builds route,
 * host and Maglev tables. Not thread-safe; one per node.
 */
final class SnapshotCompiler {
    private static final int MAGLEV_TABLE_SIZE = 65_537;
    private static final int JITTER_PERCENT = 20;
    private static final int SPILL_OVER_PERCENT = 140;

    private final String ownSite;
    private final PersistenceSecret secret;

    /**
     * @param ownSite the site whose endpoints are preferred; empty for none
     * @param secret signs persistence cookies; asked for when a pool keeps its clients by cookie
     */
    SnapshotCompiler(String ownSite, PersistenceSecret secret) {
        this.ownSite = ownSite;
        this.secret = secret;
    }

    /**
     * Compiles the whole of {@code frontDoor}.
     *
     * @throws IOException naming place and cause when a certificate cannot be used or a name not be resolved
     */
    Snapshot compile(FrontDoor frontDoor, long revision) throws IOException {
        Map<String, Pool> pools = new LinkedHashMap<>();
        for (PoolConfig pool : frontDoor.pools()) {
            pools.put(pool.name(), pool(pool));
        }
        List<Listener> listeners = new ArrayList<>();
        for (ListenerConfig listener : frontDoor.listeners()) {
            listeners.add(listener(listener, frontDoor.hosts(), pools));
        }
        return new Snapshot(revision, listeners, List.copyOf(pools.values()));
    }

    // Listeners, hosts, routes.

    @SuppressWarnings("NullAway") // it does not see @Nullable on a nested type that it reads from a class file
    private static Listener listener(ListenerConfig config, List<HostConfig> hosts, Map<String, Pool> pools)
            throws IOException {
        Map<String, VirtualHost> byName = new LinkedHashMap<>();
        for (HostConfig host : hosts) {
            if (host.listeners().contains(config.name())) {
                byName.put(host.pattern().toString(), virtualHost(host, pools));
            }
        }
        ServerTls tls = null;
        io.headgate.proxy.Action.Redirect redirect = null;
        switch (config.transport()) {
            case ListenerConfig.Transport.ClearText(var toHttps) -> {
                if (toHttps != null) {
                    redirect = new io.headgate.proxy.Action.Redirect(
                            toHttps.status(), null, "https", null, toHttps.port(), null, null);
                }
            }
            case ListenerConfig.Transport.Tls(var certificates, var minVersion) ->
                tls = ServerTls.load(
                        certificates.stream()
                                .map(pair -> new ServerTls.CertificateFiles(pair.cert(), pair.key()))
                                .toList(),
                        switch (minVersion) {
                            case TLS_1_2 -> ServerTls.MinVersion.TLS_1_2;
                            case TLS_1_3 -> ServerTls.MinVersion.TLS_1_3;
                        },
                        config.http2());
        }
        ListenerConfig.Limits limits = config.limits();
        ListenerConfig.Timeouts timeouts = config.timeouts();
        return new Listener(
                config.name(),
                config.bind(),
                tls,
                new HeadLimits(limits.requestLineBytes(), limits.headBytes(), limits.headers()),
                limits.connections(),
                config.http2() ? limits.streams() : 0,
                new Listener.Timeouts(timeouts.head(), timeouts.idle(), timeouts.body()),
                TrustedProxies.of(config.trustedProxies().stream()
                        .map(CidrBlock::toString)
                        .toList()),
                redirect,
                HostTable.of(byName));
    }

    private static VirtualHost virtualHost(HostConfig host, Map<String, Pool> pools) {
        List<Map.Entry<RouteMatch, Route>> routes = new ArrayList<>();
        for (RouteConfig route : host.routes()) {
            routes.add(Map.entry(match(route.match()), route(host, route, pools)));
        }
        return new VirtualHost(host.pattern().toString(), RouteTable.of(routes));
    }

    private static RouteMatch match(MatchConfig match) {
        PathMatch path = switch (match.path()) {
            case MatchConfig.PathMatch.Exact(var exact) -> new PathMatch.Exact(exact);
            case MatchConfig.PathMatch.Prefix(var prefix) -> new PathMatch.Prefix(prefix);
            case MatchConfig.PathMatch.Regex(var regex) -> new PathMatch.Regex(regex);
        };
        return new RouteMatch(path, match.methods(), fields(match.headers()), fields(match.query()));
    }

    private static List<FieldMatch> fields(List<MatchConfig.FieldMatch> fields) {
        return fields.stream()
                .map(field -> new FieldMatch(
                        field.name(),
                        switch (field.value()) {
                            case MatchConfig.ValueMatch.Exact(var value) -> new ValueMatch.Exact(value);
                            case MatchConfig.ValueMatch.Regex(var regex) -> new ValueMatch.Regex(regex);
                            case MatchConfig.ValueMatch.Present() -> new ValueMatch.Present();
                        }))
                .toList();
    }

    private static Route route(HostConfig host, RouteConfig route, Map<String, Pool> pools) {
        int prefixLength = route.match().path() instanceof MatchConfig.PathMatch.Prefix(var prefix)
                ? (prefix.equals("/") ? 0 : prefix.length())
                : -1;
        Action.Forwarding forwarding = switch (route.action()) {
            case Action.ToPool(var pool, var how) -> how;
            case Action.Split(var split, var how) -> how;
            case Action.RedirectTo _, Action.Respond _ -> null;
        };
        return new Route(
                host.pattern().toString(),
                route.name(),
                action(route.action(), pools),
                prefixLength,
                forwarding == null ? null : rewrite(forwarding),
                edits(route.requestEdits()),
                edits(route.responseEdits()),
                forwarding == null ? null : forwarding.timeouts().request(),
                forwarding == null ? null : forwarding.timeouts().perTry(),
                forwarding == null ? Route.RetryPolicy.DEFAULT : retries(forwarding.retries()));
    }

    private static io.headgate.proxy.Action action(Action action, Map<String, Pool> pools) {
        return switch (action) {
            case Action.ToPool(var pool, var how) -> new io.headgate.proxy.Action.ToPool(named(pools, pool));
            case Action.Split(var split, var how) ->
                new io.headgate.proxy.Action.Split(
                        split.stream()
                                .map(weighted -> named(pools, weighted.pool()))
                                .toList(),
                        split.stream().map(Action.WeightedPool::weight).toList());
            case Action.RedirectTo(var redirect) -> redirect(redirect);
            case Action.Respond(var status, var body, var contentType) ->
                new io.headgate.proxy.Action.Respond(status, contentType, body.getBytes(UTF_8));
        };
    }

    private static Pool named(Map<String, Pool> pools, String name) {
        Pool pool = pools.get(name);
        if (pool == null) {
            throw new IllegalArgumentException("pool: " + name + " (expected: one of " + pools.keySet() + ")");
        }
        return pool;
    }

    private static io.headgate.proxy.Action redirect(Redirect redirect) {
        return switch (redirect) {
            case Redirect.ToLocation(var status, var location) ->
                new io.headgate.proxy.Action.Redirect(status, location, null, null, -1, null, null);
            case Redirect.Replacing(var status, var scheme, var host, var port, var path) ->
                new io.headgate.proxy.Action.Redirect(
                        status,
                        null,
                        scheme == null ? null : scheme.word(),
                        host,
                        port == null ? -1 : port,
                        path instanceof PathRewrite.Whole(var whole) ? whole : null,
                        path instanceof PathRewrite.Prefix(var prefix) ? prefix : null);
        };
    }

    private static Route.@Nullable Rewrite rewrite(Action.Forwarding forwarding) {
        PathRewrite path = forwarding.path();
        return Route.rewrite(
                path instanceof PathRewrite.Whole(var whole) ? whole : null,
                path instanceof PathRewrite.Prefix(var prefix) ? prefix : null,
                forwarding.host());
    }

    private static io.headgate.proxy.HeaderEdits edits(HeaderEdits edits) {
        Map<String, String> set = new LinkedHashMap<>();
        edits.set().forEach(field -> set.put(field.name(), field.value()));
        return new io.headgate.proxy.HeaderEdits(
                set,
                edits.add().stream()
                        .map(field -> Map.entry(field.name(), field.value()))
                        .toList(),
                edits.remove());
    }

    private static Route.RetryPolicy retries(RetryPolicy retries) {
        Set<Method> methods = new HashSet<>();
        for (String name : retries.methods()) {
            for (Method method : Method.values()) {
                if (method != Method.OTHER && method.name().equals(name.toUpperCase(Locale.ROOT))) {
                    methods.add(method);
                }
            }
        }
        Set<Integer> statuses = new HashSet<>();
        for (RetryPolicy.Cause cause : retries.on()) {
            switch (cause) {
                case BAD_GATEWAY, SERVICE_UNAVAILABLE, GATEWAY_TIMEOUT -> statuses.add(Integer.valueOf(cause.word()));
                case CONNECT_FAILURE, RESET -> {}
            }
        }
        return new Route.RetryPolicy(
                retries.attempts(),
                methods,
                retries.on().contains(RetryPolicy.Cause.CONNECT_FAILURE),
                retries.on().contains(RetryPolicy.Cause.RESET),
                statuses);
    }

    // Pools.

    private Pool pool(PoolConfig config) throws IOException {
        List<EndpointSpec> specs = new ArrayList<>();
        List<Pool.Endpoint> endpoints = new ArrayList<>();
        for (EndpointConfig endpoint : config.endpoints()) {
            String site = endpoint.site() == null ? "" : endpoint.site();
            String id = site.isEmpty() ? endpoint.address().toString() : site + "/" + endpoint.address();
            specs.add(new EndpointSpec(id, site, endpoint.weight(), endpoint.drain()));
            endpoints.add(new Pool.Endpoint(id, site, resolve(config, endpoint)));
        }
        PoolConfig.Ejection ejection = config.ejection();
        BalancerConfig balancer = new BalancerConfig(
                policy(config),
                ownSite,
                config.panicPercent(),
                switch (config.whenAllDown()) {
                    case USE_ALL -> WhenAllDown.USE_ALL;
                    case REFUSE -> WhenAllDown.REFUSE;
                },
                ejection == null
                        ? null
                        : new Ejection(ejection.consecutiveFailures(), ejection.base(), ejection.maxPercent()),
                config.slowStart(),
                new EndpointLimits(
                        config.limits().connections(),
                        config.limits().pending(),
                        config.limits().requests()),
                SPILL_OVER_PERCENT,
                config.health() != null);
        Pool.Protocol protocol = switch (config.protocol()) {
            case HTTP1 -> Pool.Protocol.HTTP1;
            case HTTP2 -> Pool.Protocol.HTTP2;
        };
        PoolConfig.Tls tls = config.tls();
        Pool.Timeouts defaults = Pool.Timeouts.DEFAULT;
        return new Pool(
                config.name(),
                BalancerPlan.compile(balancer, specs),
                endpoints,
                hashKey(config),
                protocol,
                tls == null ? null : ClientTls.load(tls.ca(), tls.serverName(), tls.verify(), protocol),
                config.persistence() instanceof PersistenceConfig.Cookie(var name, var ttl)
                        ? new Pool.Persistence.SignedCookie(name, ttl, secret.bytes())
                        : null,
                health(config.health()),
                new Pool.Timeouts(
                        config.timeouts().connect(), config.timeouts().idle(), defaults.response(), defaults.gap()),
                new Pool.RetryBudgetPolicy(
                        config.retryBudget().percent(), config.retryBudget().minPerSecond()));
    }

    private static InetSocketAddress resolve(PoolConfig pool, EndpointConfig endpoint) throws IOException {
        Address address = endpoint.address();
        try {
            return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        } catch (UnknownHostException e) {
            throw new IOException(
                    endpoint.source() + " pools." + pool.name() + ".endpoints: " + address.host()
                            + " (expected: an address, or a name that resolves)",
                    e);
        }
    }

    /** Source and header persistence are consistent hashing by that key: nothing to remember, nothing to replicate. */
    private static Policy policy(PoolConfig config) {
        if (config.persistence() instanceof PersistenceConfig.SourceAddress
                || config.persistence() instanceof PersistenceConfig.Header) {
            return new Policy.Maglev(MAGLEV_TABLE_SIZE);
        }
        return switch (config.policy()) {
            case PolicyConfig.RoundRobin() -> new Policy.RoundRobin();
            case PolicyConfig.LeastRequest() -> new Policy.LeastRequest(2);
            case PolicyConfig.PeakEwma() -> new Policy.PeakEwma(java.time.Duration.ofSeconds(10));
            case PolicyConfig.Random() -> new Policy.Random();
            case PolicyConfig.Maglev _ -> new Policy.Maglev(MAGLEV_TABLE_SIZE);
        };
    }

    private static Pool.HashKey hashKey(PoolConfig config) {
        PersistenceConfig persistence = config.persistence();
        if (persistence instanceof PersistenceConfig.SourceAddress(var prefix4, var prefix6)) {
            return new Pool.HashKey.Source(prefix4, prefix6);
        }
        if (persistence instanceof PersistenceConfig.Header(var name)) {
            return new Pool.HashKey.Header(name);
        }
        if (config.policy() instanceof PolicyConfig.Maglev(var key)) {
            return switch (key) {
                case PolicyConfig.HashKey.SourceAddress() -> Pool.HashKey.Source.WHOLE;
                case PolicyConfig.HashKey.Header(var name) -> new Pool.HashKey.Header(name);
                case PolicyConfig.HashKey.Cookie(var name) -> new Pool.HashKey.Cookie(name);
                case PolicyConfig.HashKey.Path() -> new Pool.HashKey.Path();
            };
        }
        return Pool.HashKey.Source.WHOLE;
    }

    private static @Nullable HealthCheck health(@Nullable HealthConfig health) {
        if (health == null) {
            return null;
        }
        HealthConfig.Schedule schedule = health.schedule();
        HealthPolicy policy = new HealthPolicy(
                schedule.interval(), schedule.timeout(), schedule.healthy(), schedule.unhealthy(), JITTER_PERCENT);
        HealthCheck.Probe probe = switch (health) {
            case HealthConfig.Http(var path, var status, var body, var host, var when) ->
                new HealthCheck.Probe.Http(
                        path,
                        status.stream()
                                .map(range -> new HealthCheck.StatusRange(range.first(), range.last()))
                                .toList(),
                        body,
                        host);
            case HealthConfig.Tcp(var when) -> new HealthCheck.Probe.Tcp();
            case HealthConfig.Grpc(var service, var when) -> new HealthCheck.Probe.Grpc(service);
        };
        return new HealthCheck(policy, probe);
    }
}
