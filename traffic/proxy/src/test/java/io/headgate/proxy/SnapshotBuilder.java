package io.headgate.proxy;

import io.headgate.balance.BalancerConfig;
import io.headgate.balance.BalancerPlan;
import io.headgate.balance.Ejection;
import io.headgate.balance.EndpointLimits;
import io.headgate.balance.EndpointSpec;
import io.headgate.balance.Policy;
import io.headgate.balance.WhenAllDown;
import io.headgate.http.HeadLimits;
import io.headgate.http.HostTable;
import io.headgate.http.PathMatch;
import io.headgate.http.RouteMatch;
import io.headgate.http.RouteTable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration with one listener {@code web}, one route for everything and one pool {@code pool}, of which a test changes what it is
 * about. Not thread-safe; may be changed and built again.
 */
final class SnapshotBuilder {
    static final String LISTENER = "web";
    static final String POOL = "pool";

    private final List<EndpointSpec> specs = new ArrayList<>();
    private final List<Pool.Endpoint> endpoints = new ArrayList<>();
    private String poolName = POOL;
    private Policy policy = new Policy.RoundRobin();
    private @Nullable Ejection ejection;
    private EndpointLimits endpointLimits = EndpointLimits.UNLIMITED;
    private Pool.HashKey hashKey = Pool.HashKey.Source.WHOLE;
    private @Nullable ClientTls clientTls;
    private Pool.@Nullable Persistence persistence;
    private Pool.@Nullable HealthCheck health;
    private Pool.Timeouts poolTimeouts = Pool.Timeouts.DEFAULT;
    private Pool.RetryBudgetPolicy retryBudget = new Pool.RetryBudgetPolicy(20, 10);

    private @Nullable Action action;
    private @Nullable Duration timeout;
    private @Nullable Duration perTryTimeout;
    private HeaderEdits requestEdits = HeaderEdits.NONE;
    private HeaderEdits responseEdits = HeaderEdits.NONE;
    private Route.RetryPolicy retries = Route.RetryPolicy.DEFAULT;

    private @Nullable ServerTls serverTls;
    private HeadLimits headLimits = HeadLimits.DEFAULT;
    private int maxConnections = 1000;
    private Listener.Timeouts listenerTimeouts = Listener.Timeouts.DEFAULT;
    private TrustedProxies trusted = TrustedProxies.NONE;
    private Action.@Nullable Redirect redirect;

    static SnapshotBuilder to(ScriptedEndpoint... endpoints) {
        SnapshotBuilder builder = new SnapshotBuilder();
        for (ScriptedEndpoint endpoint : endpoints) {
            builder.endpoint(endpoint.address(), /* draining= */ false);
        }
        return builder;
    }

    SnapshotBuilder endpoint(InetSocketAddress address, boolean draining) {
        String id = idOf(address);
        specs.add(new EndpointSpec(id, "", 1, draining));
        endpoints.add(new Pool.Endpoint(id, "", address));
        return this;
    }

    static String idOf(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** Names the pool otherwise: to the proxy it is another pool. */
    SnapshotBuilder pool(String changed) {
        poolName = changed;
        return this;
    }

    SnapshotBuilder policy(Policy changed) {
        policy = changed;
        return this;
    }

    SnapshotBuilder ejection(Ejection changed) {
        ejection = changed;
        return this;
    }

    SnapshotBuilder endpointLimits(EndpointLimits changed) {
        endpointLimits = changed;
        return this;
    }

    SnapshotBuilder hashKey(Pool.HashKey changed) {
        hashKey = changed;
        return this;
    }

    SnapshotBuilder tlsToEndpoints(ClientTls changed) {
        clientTls = changed;
        return this;
    }

    SnapshotBuilder persistence(Pool.Persistence changed) {
        persistence = changed;
        return this;
    }

    SnapshotBuilder health(Pool.HealthCheck changed) {
        health = changed;
        return this;
    }

    SnapshotBuilder poolTimeouts(Pool.Timeouts changed) {
        poolTimeouts = changed;
        return this;
    }

    SnapshotBuilder retryBudget(int percent, int minPerSecond) {
        retryBudget = new Pool.RetryBudgetPolicy(percent, minPerSecond);
        return this;
    }

    SnapshotBuilder action(Action changed) {
        action = changed;
        return this;
    }

    SnapshotBuilder timeout(Duration changed) {
        timeout = changed;
        return this;
    }

    SnapshotBuilder perTryTimeout(Duration changed) {
        perTryTimeout = changed;
        return this;
    }

    SnapshotBuilder edits(HeaderEdits ofRequests, HeaderEdits ofResponses) {
        requestEdits = ofRequests;
        responseEdits = ofResponses;
        return this;
    }

    SnapshotBuilder retries(Route.RetryPolicy changed) {
        retries = changed;
        return this;
    }

    SnapshotBuilder tls(ServerTls changed) {
        serverTls = changed;
        return this;
    }

    SnapshotBuilder headLimits(HeadLimits changed) {
        headLimits = changed;
        return this;
    }

    SnapshotBuilder maxConnections(int changed) {
        maxConnections = changed;
        return this;
    }

    SnapshotBuilder listenerTimeouts(Duration head, Duration idle, Duration body) {
        listenerTimeouts = new Listener.Timeouts(head, idle, body);
        return this;
    }

    SnapshotBuilder trusted(String... networks) {
        trusted = TrustedProxies.of(List.of(networks));
        return this;
    }

    SnapshotBuilder redirect(Action.Redirect changed) {
        redirect = changed;
        return this;
    }

    @SuppressWarnings("NullAway") // it does not see @Nullable on a nested type that it reads from a class file
    Snapshot build() {
        BalancerConfig config = new BalancerConfig(
                policy,
                /* ownSite= */ "",
                /* panicPercent= */ 50,
                WhenAllDown.USE_ALL,
                ejection,
                Duration.ZERO,
                endpointLimits,
                /* spillOverPercent= */ 140,
                /* healthChecked= */ health != null);
        Pool pool = new Pool(
                poolName,
                BalancerPlan.compile(config, specs),
                endpoints,
                hashKey,
                Pool.Protocol.HTTP1,
                clientTls,
                persistence,
                health,
                poolTimeouts,
                retryBudget);
        Action chosen = action;
        Route route = new Route(
                "*",
                "all",
                chosen == null ? new Action.ToPool(pool) : chosen,
                /* matchedPrefixLength= */ 0,
                /* rewrite= */ null,
                requestEdits,
                responseEdits,
                timeout,
                perTryTimeout,
                retries);
        RouteMatch everything = new RouteMatch(new PathMatch.Prefix("/"), Set.of(), List.of(), List.of());
        VirtualHost host = new VirtualHost("*", RouteTable.of(List.of(Map.entry(everything, route))));
        Listener listener = new Listener(
                LISTENER,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                serverTls,
                headLimits,
                maxConnections,
                /* http2Streams= */ 100,
                listenerTimeouts,
                trusted,
                redirect,
                HostTable.of(Map.of("*", host)));
        return new Snapshot(/* revision= */ 1, List.of(listener), List.of(pool));
    }
}
