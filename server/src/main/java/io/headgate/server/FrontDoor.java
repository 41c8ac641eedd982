package io.headgate.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole, valid configuration. Immutable; every name in it refers to something in it; lists are in the order of the file.
 *
 * @param source where it begins
 * @param sites the named sites; empty means one unnamed site
 * @param admin the admin listener; null: none
 * @param accessLog where requests are logged; null: nowhere
 * @param drain time given to running requests at shutdown, {@code 0s..1h}
 * @param listeners at least one, no two on overlapping addresses
 * @param hosts no two with the same pattern
 * @param pools names are unique
 */
public record FrontDoor(
        Source source,
        List<SiteConfig> sites,
        @Nullable AdminConfig admin,
        @Nullable AccessLogConfig accessLog,
        Duration drain,
        List<ListenerConfig> listeners,
        List<HostConfig> hosts,
        List<PoolConfig> pools) {

    static final DurationRange DRAIN = new DurationRange(Duration.ZERO, Duration.ofHours(1));
    static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

    public FrontDoor {
        sites = List.copyOf(sites);
        listeners = List.copyOf(listeners);
        hosts = List.copyOf(hosts);
        pools = List.copyOf(pools);
        DRAIN.check("drain", drain);
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("listeners: none (expected: at least one)");
        }
    }

    /** The pool of that name. Linear time. */
    public Optional<PoolConfig> pool(String name) {
        return pools.stream().filter(pool -> pool.name().equals(name)).findFirst();
    }

    /** {@code 2 listeners, 1 host, 3 routes, 2 pools, 4 endpoints}. */
    public String summary() {
        int routes = hosts.stream().mapToInt(host -> host.routes().size()).sum();
        int endpoints = pools.stream().mapToInt(pool -> pool.endpoints().size()).sum();
        return String.join(
                ", ",
                counted(listeners.size(), "listener"),
                counted(hosts.size(), "host"),
                counted(routes, "route"),
                counted(pools.size(), "pool"),
                counted(endpoints, "endpoint"));
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
