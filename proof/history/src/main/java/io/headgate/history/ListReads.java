package io.headgate.history;

import io.headgate.history.KeyLog.SeenList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lists read from one key: the longest that can be, which tells the order of the versions, and the others that are
 * beginnings of it. Reports all that cannot be. Linear in the values read.
 */
final class ListReads {
    private final HistoryIndex index;
    private final KeyLog log;
    private final Inferences inferences;
    private final @Nullable SeenList longest;
    private final List<SeenList> fitting = new ArrayList<>();

    ListReads(HistoryIndex index, KeyLog log, Inferences inferences) {
        this.index = index;
        this.log = log;
        this.inferences = inferences;
        longest = log.lists.stream()
                .sorted(Comparator.<SeenList>comparingInt(read -> read.values().size())
                        .reversed())
                .filter(read ->
                        new HashSet<>(read.values()).size() == read.values().size())
                .findFirst()
                .orElse(null);
        if (longest != null) {
            checkWritten(longest);
            checkOwnOrders(longest);
        }
        log.lists.forEach(this::sort);
    }

    /** The longest list; empty if none was read. */
    List<Long> order() {
        return longest == null ? List.of() : longest.values();
    }

    /** The reads that are beginnings of the longest list, it included, in the order of the history. */
    List<SeenList> fitting() {
        return fitting;
    }

    private void sort(SeenList read) {
        if (!read.values().isEmpty()) {
            inferences.checkFinal(log, read.transaction(), read.values().getLast());
        }
        if (isBeginning(read.values(), order())) {
            fitting.add(read);
            return;
        }
        checkWritten(read);
        if (!reportDuplicates(read) && longest != null) {
            reportFork(longest, read);
        }
    }

    private static boolean isBeginning(List<Long> values, List<Long> longer) {
        return values.size() <= longer.size()
                && longer.subList(0, values.size()).equals(values);
    }

    private void checkWritten(SeenList read) {
        for (var value : read.values()) {
            inferences.checkWritten(log, read.transaction(), value);
        }
    }

    private boolean reportDuplicates(SeenList read) {
        var seen = new HashSet<Long>();
        var reported = new HashSet<Long>();
        for (var value : read.values()) {
            if (!seen.add(value) && reported.add(value)) {
                inferences.add(new Anomaly.DuplicateElement(index.transaction(read.transaction()), log.key, value));
            }
        }
        return !reported.isEmpty();
    }

    private void reportFork(SeenList one, SeenList other) {
        var fork = 0;
        while (one.values().get(fork).equals(other.values().get(fork))) {
            fork++;
        }
        inferences.add(new Anomaly.IncompatibleOrders(
                index.transaction(one.transaction()),
                ListText.around(one.values(), fork),
                index.transaction(other.transaction()),
                ListText.around(other.values(), fork),
                log.key));
    }

    /** Whether the appends of each transaction stand in the list in their own order, from the first one on. */
    private void checkOwnOrders(SeenList read) {
        var appends = appendsByTransaction();
        var seen = new HashMap<Integer, Integer>();
        for (var i = 0; i < read.values().size(); i++) {
            var write = log.writes.get(read.values().get(i));
            if (write == null) {
                continue;
            }
            var own = appends.getOrDefault(write.transaction(), List.of());
            var position = seen.merge(write.transaction(), 1, Integer::sum) - 1;
            if (own.get(position) != write.value()) {
                inferences.add(new Anomaly.MisorderedAppends(
                        index.transaction(read.transaction()),
                        index.transaction(write.transaction()),
                        log.key,
                        own,
                        ListText.around(read.values(), i)));
                return;
            }
        }
    }

    private Map<Integer, List<Long>> appendsByTransaction() {
        var appends = new HashMap<Integer, List<Long>>();
        for (var write : log.writes.values()) {
            appends.computeIfAbsent(write.transaction(), _ -> new ArrayList<>()).add(write.value());
        }
        return appends;
    }
}
