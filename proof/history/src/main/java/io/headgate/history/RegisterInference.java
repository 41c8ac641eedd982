package io.headgate.history;

import io.headgate.history.KeyLog.SeenValue;
import io.headgate.history.KeyLog.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be known of the order of the versions of one register, and the dependencies that follow from it.
 *
 * <p>Source: Kingsbury and Alvaro, "Elle" (VLDB 2020), section 5.2. A version is before another
 *
 * <ul>
 *   <li>if the store told both versions: the lower one is;
 *   <li>if a transaction read the one and wrote the other. It need not be the one directly before: without
 *       first-committer-wins others may come between. At every level from READ_COMMITTED up it is earlier: were it later,
 *       its writer would have overwritten the reader's write, whose transaction read from it;
 *   <li>absence is before all: a register is never deleted.
 * </ul>
 *
 * <p>Blind writes without versions stay unordered, so that a refusal is always right and an approval may be wrong. If the
 * store tells the version of every value the inference is exact.
 *
 * <p>Cost: linear, but for the readers of a version times those that are known to follow it, of which there is one if
 * nobody lost an update; and readers of absence times blind writes without a version.
 */
final class RegisterInference {
    private final HistoryIndex index;
    private final KeyLog log;
    private final Inferences inferences;

    /** The write of each committed transaction that others may see, by transaction. */
    private final Map<Integer, Write> finalWrites = new LinkedHashMap<>();

    private final Map<Long, Told> versions = new HashMap<>();

    /** Writes known to come after a value; the key null stands for absence. */
    private final Map<@Nullable Long, List<Write>> successors = new HashMap<>();

    /** Writes of which something other than absence is known to come before. */
    private final Set<Write> successorsOfValues = new HashSet<>();

    /** A version and who was told it. */
    private record Told(long version, int transaction) {}

    RegisterInference(HistoryIndex index, KeyLog log, Inferences inferences) {
        this.index = index;
        this.log = log;
        this.inferences = inferences;
    }

    void infer() {
        for (var write : log.writes.values()) {
            if (write.last() && index.committed(write.transaction())) {
                finalWrites.put(write.transaction(), write);
                tell(write.value(), write.version(), write.transaction());
            }
        }
        for (var seen : log.values) {
            if (seen.value() != null) {
                inferences.checkWritten(log, seen.transaction(), seen.value());
                inferences.checkFinal(log, seen.transaction(), seen.value());
            }
        }
        for (var told : log.toldVersions) {
            tell(told.value(), told.version(), told.transaction());
        }
        orderByVersion();
        orderByReading();
        for (var write : finalWrites.values()) {
            if (!successorsOfValues.contains(write)) {
                follow(null, write);
            }
        }
        log.values.forEach(this::orderReader);
    }

    private void tell(long value, long version, int transaction) {
        if (version == Access.UNVERSIONED) {
            return;
        }
        var told = versions.putIfAbsent(value, new Told(version, transaction));
        if (told != null && told.version() != version) {
            disagree(told.transaction(), value, told.version(), transaction, value, version);
        }
    }

    private void disagree(int one, long value, long version, int other, long otherValue, long otherVersion) {
        inferences.add(new Anomaly.IncompatibleOrders(
                index.transaction(one),
                "%d at version %d".formatted(value, version),
                index.transaction(other),
                "%d at version %d".formatted(otherValue, otherVersion),
                log.key));
    }

    private void orderByVersion() {
        var ordered = finalWrites.values().stream()
                .filter(write -> versions.containsKey(write.value()))
                .sorted(Comparator.comparingLong(this::version))
                .toList();
        for (var i = 0; i + 1 < ordered.size(); i++) {
            var earlier = ordered.get(i);
            var later = ordered.get(i + 1);
            if (version(earlier) < version(later)) {
                followWrite(earlier, later);
            } else {
                disagree(
                        earlier.transaction(),
                        earlier.value(),
                        version(earlier),
                        later.transaction(),
                        later.value(),
                        version(later));
            }
        }
    }

    private void orderByReading() {
        var replacedBy = new HashMap<@Nullable Long, Write>();
        for (var seen : log.values) {
            var write = finalWrites.get(seen.transaction());
            if (write == null || areVersioned(seen.value(), write)) {
                continue;
            }
            var read = readWrite(seen);
            if (read != null && read.transaction() != seen.transaction()) {
                followWrite(read, write);
            }
            var other = replacedBy.putIfAbsent(seen.value(), write);
            if (other != null) {
                inferences.add(new Anomaly.LostUpdate(
                        index.transaction(other.transaction()),
                        index.transaction(write.transaction()),
                        log.key,
                        seen.value()));
            }
        }
    }

    /** Whether versions order the two already, absence being before any version. */
    private boolean areVersioned(@Nullable Long value, Write write) {
        return (value == null || versions.containsKey(value)) && versions.containsKey(write.value());
    }

    /** The committed write that others may see and that was read, if it is one. */
    private @Nullable Write readWrite(SeenValue seen) {
        var write = seen.value() == null ? null : log.writes.get(seen.value());
        return write != null && write.last() && index.committed(write.transaction()) ? write : null;
    }

    private void followWrite(Write earlier, Write later) {
        follow(earlier.value(), later);
        successorsOfValues.add(later);
        inferences.writeWrite(log.key, earlier, later);
    }

    private void follow(@Nullable Long value, Write later) {
        successors.computeIfAbsent(value, _ -> new ArrayList<>()).add(later);
    }

    private void orderReader(SeenValue seen) {
        var write = seen.value() == null ? null : log.writes.get(seen.value());
        if (write != null && index.committed(write.transaction())) {
            inferences.writeRead(log.key, write, seen.transaction());
        }
        for (var later : successors.getOrDefault(seen.value(), List.of())) {
            inferences.readWrite(log.key, seen.transaction(), seen.value(), later);
        }
    }

    private long version(Write write) {
        var told = versions.get(write.value());
        return told == null ? Access.UNVERSIONED : told.version();
    }
}
