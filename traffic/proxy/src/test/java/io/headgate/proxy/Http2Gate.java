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
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Headgate in this process, with one worker, one listener and one pool; each setting has a default until {@link #serve}. */
final class Http2Gate implements AutoCloseable {
    private final Proxy proxy = new Proxy(1, Transport.AUTO, _ -> {});

    Pool.Protocol protocol = Pool.Protocol.HTTP2;

    @Nullable
    ServerTls serverTls;

    @Nullable
    ClientTls clientTls;

    Pool.@Nullable HealthCheck health;
    int streams = 100;
    HeadLimits headLimits = HeadLimits.DEFAULT;
    Listener.Timeouts timeouts = Listener.Timeouts.DEFAULT;
    Pool.Timeouts poolTimeouts = Pool.Timeouts.DEFAULT;
    Route.RetryPolicy retries = Route.RetryPolicy.DEFAULT;
    int maxConnections = 100;

    /** Serves one route, for everything, to these endpoints. */
    void serve(InetSocketAddress... addresses) throws IOException {
        proxy.swap(snapshot(pool(addresses)));
    }

    /** The pool of these endpoints. */
    @SuppressWarnings("NullAway") // it does not see @Nullable on a nested type that it reads from a class file
    Pool pool(InetSocketAddress... addresses) {
        List<EndpointSpec> specs = new ArrayList<>();
        List<Pool.Endpoint> endpoints = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            String id = "127.0.0.1:" + address.getPort();
            specs.add(new EndpointSpec(id, "", 1, false));
            endpoints.add(new Pool.Endpoint(id, "", address));
        }
        BalancerConfig balancer = new BalancerConfig(
                new Policy.RoundRobin(),
                "",
                50,
                WhenAllDown.USE_ALL,
                new Ejection(1000, Duration.ofSeconds(30), 50),
                Duration.ZERO,
                new EndpointLimits(maxConnections, 10_000, 10_000),
                140,
                health != null);
        return new Pool(
                "pool",
                BalancerPlan.compile(balancer, specs),
                endpoints,
                Pool.HashKey.Source.WHOLE,
                protocol,
                clientTls,
                null,
                health,
                poolTimeouts,
                new Pool.RetryBudgetPolicy(100, 1000));
    }

    @SuppressWarnings("NullAway") // as above
    private Snapshot snapshot(Pool pool) {
        Route route = new Route(
                "*", "all", new Action.ToPool(pool), 0, null, HeaderEdits.NONE, HeaderEdits.NONE, null, null, retries);
        RouteMatch everything = new RouteMatch(new PathMatch.Prefix("/"), Set.of(), List.of(), List.of());
        VirtualHost host = new VirtualHost("*", RouteTable.of(List.of(Map.entry(everything, route))));
        Listener listener = new Listener(
                "web",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                serverTls,
                headLimits,
                1000,
                streams,
                timeouts,
                TrustedProxies.NONE,
                null,
                HostTable.of(Map.of("*", host)));
        return new Snapshot(1, List.of(listener), List.of(pool));
    }

    InetSocketAddress address() {
        return proxy.localAddress("web");
    }

    Http2Wire connect(int... settings) throws IOException {
        return Http2Wire.client(address(), settings);
    }

    Proxy proxy() {
        return proxy;
    }

    ListenerStats listenerStats() {
        return proxy.stats().listener("web");
    }

    EndpointStats endpointStats(InetSocketAddress endpoint) {
        return proxy.stats().endpoint(new Worker.EndpointKey("pool", "127.0.0.1:" + endpoint.getPort()));
    }

    @Override
    public void close() {
        proxy.close();
    }
}
