package io.headgate.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which sites suit a client, by the longest prefix of its address. Compiled once and shared by all hosts that use it.
 * Immutable; read by any thread.
 */
public final class SiteMap {
    private final PrefixTable table;
    private final List<List<String>> orders;

    private SiteMap(PrefixTable table, List<List<String>> orders) {
        this.table = table;
        this.orders = orders;
    }

    /**
     * Compiles a map.
     *
     * @param prefixes the sites for a network, the best one first
     * @param otherwise the sites for clients in none of these networks
     */
    public static SiteMap of(Map<IpPrefix, List<String>> prefixes, List<String> otherwise) {
        var indexes = new HashMap<List<String>, Integer>();
        var orders = new ArrayList<List<String>>();
        int rest = index(otherwise, indexes, orders);
        var values = new HashMap<IpPrefix, Integer>();
        prefixes.forEach((prefix, order) -> values.put(prefix, index(order, indexes, orders)));
        return new SiteMap(PrefixTable.of(values, rest), List.copyOf(orders));
    }

    private static int index(List<String> order, Map<List<String>, Integer> indexes, List<List<String>> orders) {
        return indexes.computeIfAbsent(List.copyOf(order), fresh -> {
            orders.add(fresh);
            return orders.size() - 1;
        });
    }

    PrefixTable table() {
        return table;
    }

    /** The distinct orders; the table's values are indexes into it. */
    List<List<String>> orders() {
        return orders;
    }
}
