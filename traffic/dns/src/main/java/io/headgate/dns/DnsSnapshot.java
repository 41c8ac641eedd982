package io.headgate.dns;

import java.util.List;

/**
 * All that queries are answered from: zones, and the hosts in them as {@link SiteStates} have them. Immutable; read by any thread; a server
 * keeps the newest in one volatile field.
 */
public final class DnsSnapshot {
    private static final RenderedHost[] NO_HOSTS = new RenderedHost[0];

    private final ZoneSet zones;
    private final SiteStates states;

    /** By the zone's slot in the set, then by the index of the host in the zone. */
    private final RenderedHost[][] hosts;

    private DnsSnapshot(ZoneSet zones, SiteStates states) {
        this.zones = zones;
        this.states = states;
        hosts = new RenderedHost[zones.slots()][];
        for (int slot = 0; slot < hosts.length; slot++) {
            Zone zone = zones.zone(slot);
            hosts[slot] = zone == null ? NO_HOSTS : render(zone.hosts(), states);
        }
    }

    private static RenderedHost[] render(List<SiteHost> hosts, SiteStates states) {
        return hosts.stream().map(host -> RenderedHost.of(host, states)).toArray(RenderedHost[]::new);
    }

    /** Renders the hosts' answers. */
    public static DnsSnapshot of(ZoneSet zones, SiteStates states) {
        return new DnsSnapshot(zones, states);
    }

    /** The same zones when sites have gone up or down. Costs the rendering of the hosts, not of the zones. */
    public DnsSnapshot with(SiteStates changed) {
        return new DnsSnapshot(zones, changed);
    }

    /** The same states with other zones. */
    public DnsSnapshot with(ZoneSet changed) {
        return new DnsSnapshot(changed, states);
    }

    /** What is served. */
    public ZoneSet zones() {
        return zones;
    }

    /** What the answers go by. */
    public SiteStates states() {
        return states;
    }

    RenderedHost host(int slot, int index) {
        return hosts[slot][index];
    }
}
