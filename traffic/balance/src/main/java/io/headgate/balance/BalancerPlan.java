package io.headgate.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pool's configuration, checked and compiled: what is costly and the same for every event loop. Immutable; made on a
 * control thread and shared by all loops, each of which has its own {@link Balancer} of it.
 */
public final class BalancerPlan {
    /** A smooth turn and a random draw cost memory and time per endpoint and loop; a pool beyond this is several. */
    public static final int MAX_ENDPOINTS = 65_535;

    private final BalancerConfig config;
    private final List<EndpointSpec> endpoints;
    private final Map<String, Integer> indexById;

    /** Endpoint indexes of the own site (all, if there is no preference) and of the others. */
    private final int[] own;

    private final int[] others;
    private final @Nullable MaglevTable ownTable;
    private final @Nullable MaglevTable othersTable;

    private BalancerPlan(BalancerConfig config, List<EndpointSpec> endpoints) {
        this.config = config;
        this.endpoints = List.copyOf(endpoints);
        this.indexById = new HashMap<>();
        for (int i = 0; i < endpoints.size(); i++) {
            indexById.put(endpoints.get(i).id(), i);
        }
        this.own = tier(/* ofOwnSite= */ true);
        this.others = tier(/* ofOwnSite= */ false);
        this.ownTable = table(own);
        this.othersTable = table(others);
    }

    /**
     * Checks and compiles. Builds Maglev tables, so not on an event loop.
     *
     * @param endpoints at most 65,535, with different ids; may be empty
     * @throws IllegalArgumentException listing everything that is wrong
     */
    public static BalancerPlan compile(BalancerConfig config, List<EndpointSpec> endpoints) {
        var problems = new ArrayList<String>();
        var first = new HashMap<String, Integer>();
        for (int i = 0; i < endpoints.size(); i++) {
            String id = endpoints.get(i).id();
            Integer before = first.putIfAbsent(id, i);
            if (before != null) {
                problems.add("endpoints[" + i + "].id: " + id + " (expected: another than that of endpoints[" + before
                        + "])");
            }
        }
        int most = config.policy() instanceof Policy.Maglev(var size) ? Math.min(size, MAX_ENDPOINTS) : MAX_ENDPOINTS;
        if (endpoints.size() > most) {
            problems.add("endpoints: " + endpoints.size() + " (expected: at most " + most + ")");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new BalancerPlan(config, endpoints);
    }

    private int[] tier(boolean ofOwnSite) {
        var indexes = new int[endpoints.size()];
        int count = 0;
        for (int i = 0; i < indexes.length; i++) {
            if (inOwnTier(i) == ofOwnSite) {
                indexes[count++] = i;
            }
        }
        return Arrays.copyOf(indexes, count);
    }

    /** Draining endpoints keep their slots: only their own keys move, now and if they are taken back. */
    private @Nullable MaglevTable table(int[] indexes) {
        if (!(config.policy() instanceof Policy.Maglev(var tableSize))) {
            return null;
        }
        var backends = new ArrayList<MaglevTable.Backend>();
        for (int index : indexes) {
            var endpoint = endpoints.get(index);
            if (endpoint.weight() > 0) {
                backends.add(new MaglevTable.Backend(endpoint.id(), endpoint.weight()));
            }
        }
        return MaglevTable.build(backends, tableSize);
    }

    public BalancerConfig config() {
        return config;
    }

    public List<EndpointSpec> endpoints() {
        return endpoints;
    }

    /** The position of an endpoint in {@link #endpoints}, or -1. */
    public int indexOf(String id) {
        return indexById.getOrDefault(id, -1);
    }

    boolean inOwnTier(int index) {
        return config.ownSite().isEmpty() || endpoints.get(index).site().equals(config.ownSite());
    }

    Tier newOwnTier(long seed) {
        return new Tier(own, endpoints.size(), config.limits().requests(), chooser(own, ownTable, seed));
    }

    Tier newOthersTier(long seed) {
        return new Tier(others, endpoints.size(), config.limits().requests(), chooser(others, othersTable, seed));
    }

    private Chooser chooser(int[] indexes, @Nullable MaglevTable table, long seed) {
        int capacity = indexes.length;
        return switch (config.policy()) {
            case Policy.RoundRobin() -> new TurnChooser(capacity, endpoints.size(), seed);
            case Policy.Random() -> new RandomChooser(capacity);
            case Policy.LeastRequest(var choices) -> new LeastRequestChooser(capacity, choices);
            case Policy.PeakEwma _ -> new PeakEwmaChooser(capacity, halfLivesPerNano());
            case Policy.Maglev _ -> new MaglevChooser(Objects.requireNonNull(table), weighted(indexes));
        };
    }

    /** What the Maglev table's backend numbers stand for. */
    private int[] weighted(int[] indexes) {
        return Arrays.stream(indexes)
                .filter(index -> endpoints.get(index).weight() > 0)
                .toArray();
    }

    /** Latency is estimated under every policy, for people to read; where none is configured, with 10 s. */
    double halfLivesPerNano() {
        return config.policy() instanceof Policy.PeakEwma(var halfLife) ? 1.0 / halfLife.toNanos() : 1e-10;
    }
}
