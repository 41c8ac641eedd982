package io.headgate.dns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A name whose addresses depend on the client and on which sites are up: its A and AAAA records.
 *
 * @param name may be a wildcard
 * @param ttlSeconds how long resolvers may keep an answer, {@code 0..2^31-1}; health and drains act within it
 * @param addresses each site's addresses, one or more; sites beyond the policy's are not accepted
 */
public record SiteHost(
        DnsName name,
        int ttlSeconds,
        SitePolicy policy,
        WhenAllDown whenAllDown,
        Map<String, List<IpAddress>> addresses) {
    /** The most addresses of a host, so that an answer with all of them fits into a message. */
    public static final int MAX_ADDRESSES = 1_000;

    /** Checks that each site of the policy has an address, and no other site has. */
    public SiteHost {
        if (ttlSeconds < 0) {
            throw new IllegalArgumentException("ttl: " + ttlSeconds + " (expected: 0.." + Integer.MAX_VALUE + ")");
        }
        var copy = new HashMap<String, List<IpAddress>>();
        int count = 0;
        for (var entry : addresses.entrySet()) {
            copy.put(entry.getKey(), List.copyOf(entry.getValue()));
            count += entry.getValue().size();
            if (entry.getValue().isEmpty() || !policy.sites().contains(entry.getKey())) {
                throw new IllegalArgumentException("addresses of " + entry.getKey() + ": " + entry.getValue()
                        + " (expected: one or more, of a site of the policy)");
            }
        }
        if (!copy.keySet().containsAll(policy.sites())) {
            throw new IllegalArgumentException(
                    "addresses of " + copy.keySet() + " (expected: of each of " + policy.sites() + ")");
        }
        if (count > MAX_ADDRESSES) {
            throw new IllegalArgumentException("addresses: " + count + " (expected: 1.." + MAX_ADDRESSES + ")");
        }
        addresses = Map.copyOf(copy);
    }

    /** The addresses of a site of the policy. */
    List<IpAddress> addressesOf(String site) {
        return addresses.getOrDefault(site, List.of());
    }
}
