package io.headgate.dns;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** Which of a host's sites a client is sent to, out of those that are up. */
public sealed interface SitePolicy {
    /** The host's sites, in the order of the configuration; each once, at least one. */
    List<String> sites();

    /** The first site that is up. */
    record Failover(List<String> sites) implements SitePolicy {
        /** Checks that there is a site and none twice. */
        public Failover {
            sites = checked(sites);
        }
    }

    /** The addresses of all sites, beginning with another one each time. */
    record All(List<String> sites) implements SitePolicy {
        /** Checks that there is a site and none twice. */
        public All {
            sites = checked(sites);
        }
    }

    /**
     * A site at random by weight. Sites of weight 0 are used when no other is up.
     *
     * @param weights by site, {@code 0..65535}
     */
    record Weighted(SequencedMap<String, Integer> weights) implements SitePolicy {
        /** The most a site can weigh. */
        public static final int MAX_WEIGHT = 65_535;

        /** Checks that there is a site, and the range of each weight. */
        public Weighted {
            checked(List.copyOf(weights.keySet()));
            weights = new LinkedHashMap<>(weights);
            for (Map.Entry<String, Integer> entry : weights.entrySet()) {
                if (entry.getValue() < 0 || entry.getValue() > MAX_WEIGHT) {
                    throw new IllegalArgumentException("weight of " + entry.getKey() + ": " + entry.getValue()
                            + " (expected: 0.." + MAX_WEIGHT + ")");
                }
            }
        }

        /** A copy. */
        @Override
        public SequencedMap<String, Integer> weights() {
            return new LinkedHashMap<>(weights);
        }

        @Override
        public List<String> sites() {
            return List.copyOf(weights.sequencedKeySet());
        }
    }

    /**
     * The first site that is up in the order that the map has for the client's network. Sites that this order does not name follow
     * behind, in the order of {@code sites}; sites of the map that are not the host's do not count.
     */
    record Nearest(SiteMap map, List<String> sites) implements SitePolicy {
        /** Checks that there is a site and none twice. */
        public Nearest {
            Objects.requireNonNull(map);
            sites = checked(sites);
        }
    }

    private static List<String> checked(List<String> sites) {
        if (sites.isEmpty() || new HashSet<>(sites).size() != sites.size()) {
            throw new IllegalArgumentException("sites: " + sites + " (expected: at least one, each once)");
        }
        return List.copyOf(sites);
    }
}
