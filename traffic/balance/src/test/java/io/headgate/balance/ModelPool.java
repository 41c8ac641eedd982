package io.headgate.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What {@link Balancer} promises, said slowly: no arrays, nothing kept that can be derived. Times start at 0. */
final class ModelPool {
    static final class Endpoint {
        EndpointSpec spec;
        Health health;
        boolean passed;
        int inFlight;
        int failures;

        @Nullable
        Duration ejectedUntil;

        int ejections;
        Duration returned = Duration.ZERO;

        Endpoint(EndpointSpec spec, Health health) {
            this.spec = spec;
            this.health = health;
            this.passed = health == Health.HEALTHY;
        }

        boolean known() {
            return passed && !spec.draining() && spec.weight() > 0;
        }

        boolean serving() {
            return health == Health.HEALTHY && ejectedUntil == null;
        }

        boolean available() {
            return known() && serving();
        }
    }

    BalancerConfig config;
    final Map<String, Endpoint> endpoints = new LinkedHashMap<>();

    ModelPool(BalancerConfig config, List<EndpointSpec> specs) {
        this.config = config;
        change(config, specs, Duration.ZERO);
    }

    void change(BalancerConfig newConfig, List<EndpointSpec> specs, Duration now) {
        config = newConfig;
        var before = new LinkedHashMap<>(endpoints);
        endpoints.clear();
        for (var spec : specs) {
            var endpoint = before.computeIfAbsent(
                    spec.id(), _ -> new Endpoint(spec, config.healthChecked() ? Health.PENDING : Health.HEALTHY));
            endpoint.spec = spec;
            if (!config.healthChecked()) {
                endpoint.health = Health.HEALTHY;
                endpoint.passed = true;
            }
            endpoints.put(spec.id(), endpoint);
        }
        settle(now);
    }

    void health(String id, Health health, Duration now) {
        if (config.healthChecked()) {
            var endpoint = Objects.requireNonNull(endpoints.get(id));
            endpoint.health = health;
            endpoint.passed = health == Health.HEALTHY || (health == Health.UNHEALTHY && endpoint.passed);
            settle(now);
        }
    }

    void end(Endpoint endpoint, Outcome outcome, Duration now) {
        endpoint.inFlight--;
        switch (outcome) {
            case SUCCESS -> endpoint.failures = 0;
            case FAILURE, CONNECT_FAILURE -> fail(endpoint, now);
            case CANCELLED -> {}
        }
    }

    private void fail(Endpoint endpoint, Duration now) {
        endpoint.failures++;
        var ejection = config.ejection();
        if (ejection != null
                && endpoints.containsValue(endpoint)
                && endpoint.available()
                && endpoint.failures >= ejection.consecutiveFailures()
                && (ejected().size() + 1) * 100 <= known().size() * ejection.maxEjectedPercent()) {
            long forgiven = now.minus(endpoint.returned).dividedBy(ejection.base());
            endpoint.ejections = (int) Math.min(10, Math.max(0, endpoint.ejections - forgiven) + 1);
            endpoint.ejectedUntil = now.plus(ejection.base().multipliedBy(endpoint.ejections));
        }
    }

    void settle(Duration now) {
        for (var endpoint : ejected()) {
            if (config.ejection() == null
                    || !endpoint.known()
                    || until(endpoint).compareTo(now) <= 0) {
                takeBack(endpoint, now);
            }
        }
        var ejection = config.ejection();
        while (ejection != null && ejected().size() * 100 > known().size() * ejection.maxEjectedPercent()) {
            takeBack(
                    ejected().stream()
                            .min(Comparator.comparing(ModelPool::until))
                            .orElseThrow(),
                    now);
        }
    }

    private static Duration until(Endpoint endpoint) {
        return endpoint.ejectedUntil == null ? Duration.ofDays(1) : endpoint.ejectedUntil;
    }

    private static void takeBack(Endpoint endpoint, Duration now) {
        endpoint.ejectedUntil = null;
        endpoint.failures = 0;
        endpoint.returned = now;
    }

    List<Endpoint> known() {
        return those(Endpoint::known);
    }

    List<Endpoint> available() {
        return those(Endpoint::available);
    }

    List<Endpoint> ejected() {
        return those(endpoint -> endpoint.ejectedUntil != null);
    }

    boolean panic() {
        return available().isEmpty()
                ? !known().isEmpty() && config.whenAllDown() == WhenAllDown.USE_ALL
                : available().size() < known().size() * config.panicPercent() / 100.0;
    }

    List<Endpoint> usable() {
        return panic() ? known() : available();
    }

    boolean full(Endpoint endpoint) {
        return endpoint.inFlight >= config.limits().requests();
    }

    /** Share of new work that goes to the own site first, {@code 0..1}. */
    double ownShare() {
        if (others(available()).isEmpty()) {
            return own(known()).isEmpty() ? 0 : 1;
        }
        int ownKnown = weight(own(known()));
        int ownAvailable = weight(own(available()));
        return ownAvailable == 0 ? 0 : Math.min(1, ownAvailable * config.spillOverPercent() / (100.0 * ownKnown));
    }

    boolean isOwn(Endpoint endpoint) {
        return config.ownSite().isEmpty() || config.ownSite().equals(endpoint.spec.site());
    }

    private List<Endpoint> own(List<Endpoint> of) {
        return of.stream().filter(this::isOwn).toList();
    }

    private List<Endpoint> others(List<Endpoint> of) {
        return of.stream().filter(endpoint -> !isOwn(endpoint)).toList();
    }

    private static int weight(List<Endpoint> of) {
        return of.stream().mapToInt(endpoint -> endpoint.spec.weight()).sum();
    }

    private List<Endpoint> those(Predicate<Endpoint> predicate) {
        return new ArrayList<>(endpoints.values().stream().filter(predicate).toList());
    }
}
