package io.headgate.dns;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The zones of a server. A name belongs to the zone with the longest apex that it is within. Immutable; read by any thread. Changing
 * one zone costs a new set, not the compilation of the others.
 */
public final class ZoneSet {
    static final int NONE = -1;

    private final List<Zone> all;

    /** Open addressing, at most half full. */
    private final @Nullable Zone[] slots;

    /** The number of labels of the longest apex, {@link #NONE} without zones. */
    private final int mostLabels;

    private ZoneSet(Collection<Zone> zones) {
        all = List.copyOf(zones);
        slots = new @Nullable Zone[Integer.highestOneBit(Math.max(all.size(), 1)) * 4];
        int most = NONE;
        for (Zone zone : all) {
            int slot = zone.apex().hashCode() & (slots.length - 1);
            while (slots[slot] != null) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = zone;
            most = Math.max(most, zone.apexLabels());
        }
        mostLabels = most;
    }

    /**
     * Puts zones together.
     *
     * @throws IllegalArgumentException if two have the same apex
     */
    public static ZoneSet of(Collection<Zone> zones) {
        var apexes = new HashSet<DnsName>();
        for (Zone zone : zones) {
            if (!apexes.add(zone.apex())) {
                throw new IllegalArgumentException("zone " + zone.apex() + ": twice (expected: each zone once)");
            }
        }
        return new ZoneSet(zones);
    }

    /** The zones. */
    public List<Zone> zones() {
        return all;
    }

    /** The slot of the zone that a name is in, or {@link #NONE}. */
    int find(LookupName name) {
        int mask = slots.length - 1;
        for (int label = Math.max(name.labels() - mostLabels, 0); label <= name.labels(); label++) {
            int slot = name.hash(label) & mask;
            for (Zone zone = slots[slot]; zone != null; zone = slots[slot]) {
                if (zone.isApex(name, label)) {
                    return slot;
                }
                slot = (slot + 1) & mask;
            }
        }
        return NONE;
    }

    int slots() {
        return slots.length;
    }

    @Nullable
    Zone zone(int slot) {
        return slots[slot];
    }
}
