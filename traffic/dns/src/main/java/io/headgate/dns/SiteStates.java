package io.headgate.dns;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which sites take no new clients. Hysteresis is the caller's: what stands here is answered at once.
 *
 * @param down sites that are down, for every host
 * @param drained sites that are being emptied, for every host; used only when there is nothing else
 * @param downForHost sites at which one host is down
 */
public record SiteStates(Set<String> down, Set<String> drained, Map<DnsName, Set<String>> downForHost) {
    /** Every site is up. */
    public static final SiteStates ALL_UP = new SiteStates(Set.of(), Set.of(), Map.of());

    /** Copies. */
    public SiteStates {
        down = Set.copyOf(down);
        drained = Set.copyOf(drained);
        downForHost = downForHost.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }

    boolean isUp(DnsName host, String site) {
        return !down.contains(site)
                && !drained.contains(site)
                && !downForHost.getOrDefault(host, Set.of()).contains(site);
    }
}
