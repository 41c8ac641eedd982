package io.headgate.dns;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host's answers under one {@link SiteStates}, rendered ahead. Each outcome of the policy is a cell: one for an ordered or full
 * list, one per site for weights, one per order of the map for the nearest. Immutable; read by any thread.
 */
final class RenderedHost {
    private static final byte[] NOTHING = new byte[0];

    /** Octets of an A record, its owner a pointer. */
    private static final int A_OCTETS = 16;

    private static final int AAAA_OCTETS = 28;

    /** The records of each type, of equal length each. */
    private static final class Cell {
        final byte[] a;
        final byte[] aaaa;

        Cell(byte[] a, byte[] aaaa) {
            this.a = a;
            this.aaaa = aaaa;
        }
    }

    private final List<Cell> cells;

    /** Sums of the weights up to each cell; empty where there is nothing to draw. */
    private final int[] sums;

    private final @Nullable PrefixTable table;

    private RenderedHost(List<Cell> cells, int[] sums, @Nullable PrefixTable table) {
        this.cells = cells;
        this.sums = sums;
        this.table = table;
    }

    static RenderedHost of(SiteHost host, SiteStates states) {
        List<String> usable = usable(host, states);
        if (usable.isEmpty()) {
            return new RenderedHost(List.of(), new int[0], null);
        }
        return switch (host.policy()) {
            case SitePolicy.Failover _ ->
                new RenderedHost(List.of(cell(host, List.of(usable.getFirst()))), new int[0], null);
            case SitePolicy.All _ -> new RenderedHost(List.of(cell(host, usable)), new int[0], null);
            case SitePolicy.Weighted weighted -> weighted(host, weighted.weights(), usable);
            case SitePolicy.Nearest(SiteMap map, var _) -> nearest(host, map, usable);
        };
    }

    /** The sites to choose from, in the policy's order; none if nothing is to be answered. */
    private static List<String> usable(SiteHost host, SiteStates states) {
        List<String> sites = host.policy().sites();
        List<String> up =
                sites.stream().filter(site -> states.isUp(host.name(), site)).toList();
        if (!up.isEmpty() || host.whenAllDown() == WhenAllDown.FAIL) {
            return up;
        }
        List<String> kept =
                sites.stream().filter(site -> !states.drained().contains(site)).toList();
        return kept.isEmpty() ? sites : kept;
    }

    private static RenderedHost weighted(SiteHost host, Map<String, Integer> weights, List<String> usable) {
        boolean weightless = usable.stream().allMatch(site -> weights.getOrDefault(site, 0) == 0);
        var cells = new ArrayList<Cell>();
        var sums = new int[usable.size()];
        int sum = 0;
        for (int i = 0; i < sums.length; i++) {
            String site = usable.get(i);
            sum += weightless ? 1 : weights.getOrDefault(site, 0);
            sums[i] = sum;
            cells.add(cell(host, List.of(site)));
        }
        return new RenderedHost(cells, sums, null);
    }

    private static RenderedHost nearest(SiteHost host, SiteMap map, List<String> usable) {
        var bySite = new HashMap<String, Cell>();
        var cells = new ArrayList<Cell>();
        for (List<String> order : map.orders()) {
            String site = order.stream().filter(usable::contains).findFirst().orElse(usable.getFirst());
            cells.add(bySite.computeIfAbsent(site, chosen -> cell(host, List.of(chosen))));
        }
        return new RenderedHost(cells, new int[0], map.table());
    }

    private static Cell cell(SiteHost host, Collection<String> sites) {
        var a = new TemplateWriter(host.name());
        var aaaa = new TemplateWriter(host.name());
        for (String site : sites) {
            for (IpAddress address : host.addressesOf(site)) {
                switch (address) {
                    case IpAddress.V4 v4 -> a.own(host.ttlSeconds(), new RecordData.A(v4));
                    case IpAddress.V6 v6 -> aaaa.own(host.ttlSeconds(), new RecordData.Aaaa(v6));
                }
            }
        }
        return new Cell(a.body(), aaaa.body());
    }

    /** Whether nothing is to be answered because no site is up. */
    boolean hasFailed() {
        return cells.isEmpty();
    }

    /** What maps addresses to cells; null where the client's address does not matter. */
    @Nullable
    PrefixTable table() {
        return table;
    }

    /** A cell by the weights. */
    int draw(long random) {
        if (sums.length == 0) {
            return 0;
        }
        long drawn = ((random & 0xFFFF_FFFFL) * sums[sums.length - 1]) >>> 32;
        int cell = 0;
        while (sums[cell] <= drawn) {
            cell++;
        }
        return cell;
    }

    /** Octets that a cell answers a type with; 0 if it has no address of it. */
    int octets(int cell, int type) {
        return records(cell, type).length;
    }

    /** The type to answer with if any will do. */
    int anyType() {
        boolean v4 = cells.isEmpty() || cells.getFirst().a.length > 0;
        return v4 ? RecordType.A.code() : RecordType.AAAA.code();
    }

    static int count(int octets, int type) {
        return octets / size(type);
    }

    /** Writes a cell's records of a type, beginning with one of them at random. */
    void write(int cell, int type, long random, byte[] out, int at) {
        byte[] records = records(cell, type);
        int size = size(type);
        int first = (int) (((random >>> 32) * (records.length / size)) >>> 32) * size;
        System.arraycopy(records, first, out, at, records.length - first);
        System.arraycopy(records, 0, out, at + records.length - first, first);
    }

    private byte[] records(int cell, int type) {
        if (type == RecordType.A.code()) {
            return cells.get(cell).a;
        }
        return type == RecordType.AAAA.code() ? cells.get(cell).aaaa : NOTHING;
    }

    private static int size(int type) {
        return type == RecordType.A.code() ? A_OCTETS : AAAA_OCTETS;
    }
}
