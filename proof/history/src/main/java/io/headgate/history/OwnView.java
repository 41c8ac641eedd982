package io.headgate.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one committed transaction must find in the keys it has touched, by what it did itself. Takes out of each read what
 * is the transaction's own, hands the rest to the {@link KeyLog}, and reports where the transaction disagrees with itself.
 * Confined to its caller.
 */
final class OwnView {
    private final HistoryIndex index;
    private final int transaction;
    private final Inferences inferences;
    private final Map<String, OwnList> lists = new HashMap<>();

    /** What a register was found or made to hold; empty is absent. */
    private final Map<String, List<Long>> registers = new HashMap<>();

    /** All that the transaction appends to each key, now or later. */
    private final Map<String, Set<Long>> own = new HashMap<>();

    /** A list as far as the transaction knows it: what others had appended, once it has read that, and its own appends. */
    private static final class OwnList {
        @Nullable
        List<Long> others;

        final List<Long> own = new ArrayList<>();
    }

    OwnView(HistoryIndex index, int transaction, Inferences inferences) {
        this.index = index;
        this.transaction = transaction;
        this.inferences = inferences;
        for (var access : index.transaction(transaction).accesses()) {
            if (access instanceof Access.Append(var key, var value)) {
                own.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(value);
            }
        }
    }

    /** Goes through the transaction's accesses in order. */
    void readAll() {
        for (var access : index.transaction(transaction).accesses()) {
            switch (access) {
                case Access.Append(var key, var value) -> list(key).own.add(value);
                case Access.ReadList read -> readList(read, list(read.key()));
                case Access.Write(var key, var value, var _) -> registers.put(key, List.of(value));
                case Access.Read(var key, var value, var version) -> {
                    index.key(key).toldVersions.add(new KeyLog.ToldVersion(transaction, value, version));
                    readRegister(access, key, value);
                }
                case Access.ReadAbsent(var key) -> readRegister(access, key, null);
            }
        }
    }

    private OwnList list(String key) {
        return lists.computeIfAbsent(key, _ -> new OwnList());
    }

    private void readList(Access.ReadList read, OwnList list) {
        var values = read.values();
        var others = list.others;
        if (others != null && values.equals(concatenated(others, list.own))) {
            return;
        }
        var endsWithOwn = endsWith(values, list.own);
        if (others != null) {
            disagree(read, ListText.end(concatenated(others, list.own)));
        } else if (!endsWithOwn) {
            disagree(read, "its own " + ListText.end(list.own) + " at the end");
        }
        var seen = endsWithOwn ? values.subList(0, values.size() - list.own.size()) : values;
        list.others = seen;
        seeList(read, seen);
    }

    private void seeList(Access.ReadList read, List<Long> seen) {
        for (var value : own.getOrDefault(read.key(), Set.of())) {
            if (seen.contains(value)) {
                disagree(read, "its own " + value + " only after appending it, and at the end");
            }
        }
        index.key(read.key()).lists.add(new KeyLog.SeenList(transaction, seen));
    }

    private void readRegister(Access read, String key, @Nullable Long value) {
        var found = value == null ? List.<Long>of() : List.of(value);
        var expected = registers.put(key, found);
        if (found.equals(expected)) {
            return;
        }
        if (expected != null) {
            disagree(read, expected.isEmpty() ? "nothing" : String.valueOf(expected.getFirst()));
        } else if (value != null && index.key(key).wrote(transaction, value)) {
            disagree(read, "anything but what it wrote only later");
        }
        index.key(key).values.add(new KeyLog.SeenValue(transaction, value));
    }

    private void disagree(Access read, String expected) {
        inferences.add(new Anomaly.InternalInconsistency(index.transaction(transaction), read, expected));
    }

    private static boolean endsWith(List<Long> values, List<Long> end) {
        return values.size() >= end.size()
                && values.subList(values.size() - end.size(), values.size()).equals(end);
    }

    private static List<Long> concatenated(List<Long> first, List<Long> second) {
        var both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}
