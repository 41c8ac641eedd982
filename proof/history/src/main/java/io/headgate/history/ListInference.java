package io.headgate.history;

import io.headgate.history.KeyLog.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The order of the versions of one list, and the dependencies that follow from it.
 *
 * <p>Source: Kingsbury and Alvaro, "Elle" (VLDB 2020), sections 3 and 4. A list shows its history, so the longest one read
 * is the order of all versions up to it, and every other read must be its beginning.
 *
 * <p>Where we differ: committed appends that nobody read are not left out. They come after everything that was read,
 * in an unknown order, so all that read the longest list come before each of them. That makes the inference exact for
 * serializability, and for snapshot isolation if no key has two such appends: read every key once at the end.
 *
 * <p>Cost: linear in the values read; and for a key with {@code u} appends never read, {@code u} times the readers of its
 * longest list.
 */
final class ListInference {
    private final HistoryIndex index;
    private final KeyLog log;
    private final Inferences inferences;

    /** The committed writes of the longest list read, oldest first. */
    private final List<Write> versions = new ArrayList<>();

    /** How many elements of each beginning of the longest list are in {@link #versions}. */
    private int[] committedUpTo = {0};

    /** The first committed append that nobody read of each transaction that has one, by transaction. */
    private final Map<Integer, Write> unread = new LinkedHashMap<>();

    /** Whoever saw exactly the versions, by transaction. */
    private final Set<Integer> upToDate = new HashSet<>();

    ListInference(HistoryIndex index, KeyLog log, Inferences inferences) {
        this.index = index;
        this.log = log;
        this.inferences = inferences;
    }

    void infer() {
        var reads = new ListReads(index, log, inferences);
        findVersions(reads.order());
        orderVersions();
        for (var read : reads.fitting()) {
            orderReader(read.transaction(), committedUpTo[read.values().size()]);
        }
        findLostUpdates();
    }

    private void findVersions(List<Long> longest) {
        committedUpTo = new int[longest.size() + 1];
        for (var i = 0; i < longest.size(); i++) {
            var write = log.writes.get(longest.get(i));
            if (write != null && index.committed(write.transaction())) {
                versions.add(write);
            }
            committedUpTo[i + 1] = versions.size();
        }
        var read = new HashSet<>(longest);
        for (var write : log.writes.values()) {
            if (index.committed(write.transaction()) && !read.contains(write.value())) {
                unread.putIfAbsent(write.transaction(), write);
            }
        }
    }

    private void orderVersions() {
        for (var i = 0; i + 1 < versions.size(); i++) {
            inferences.writeWrite(log.key, versions.get(i), versions.get(i + 1));
        }
        if (!versions.isEmpty()) {
            for (var write : unread.values()) {
                inferences.writeWrite(log.key, versions.getLast(), write);
            }
        }
    }

    /** A transaction read the first {@code count} versions. */
    private void orderReader(int reader, int count) {
        var newest = count == 0 ? null : versions.get(count - 1);
        if (newest != null) {
            inferences.writeRead(log.key, newest, reader);
        }
        var next = count;
        while (next < versions.size() && newest != null && versions.get(next).transaction() == newest.transaction()) {
            next++;
        }
        var seen = newest == null ? null : (Long) newest.value();
        if (next < versions.size()) {
            inferences.readWrite(log.key, reader, seen, versions.get(next));
            return;
        }
        for (var write : unread.values()) {
            inferences.readWrite(log.key, reader, seen, write);
        }
        upToDate.add(reader);
    }

    /** Of those that saw all there is and then appended what nobody read, all but one overlooked another's append. */
    private void findLostUpdates() {
        @Nullable Integer one = null;
        for (var writer : unread.keySet()) {
            if (!upToDate.contains(writer)) {
                continue;
            }
            if (one == null) {
                one = writer;
            } else {
                var seen = versions.isEmpty() ? null : (Long) versions.getLast().value();
                inferences.add(
                        new Anomaly.LostUpdate(index.transaction(one), index.transaction(writer), log.key, seen));
            }
        }
    }
}
