package io.headgate.history;

import io.headgate.history.Transaction.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The slow, obvious answer to what {@link TransactionHistory} infers: tries every choice of what committed, and every order
 * of whole transactions, or of beginnings and commits, on a store that is a map. For a handful of transactions.
 */
final class BruteForceIsolation {
    private final Scope scope;
    private final boolean snapshots;
    private final List<Transaction> transactions;
    private final Map<Told, Long> versions = new HashMap<>();

    private record Told(String key, long value) {}

    /** What the store holds; a register is a list of at most one value. */
    private record Store(Map<String, List<Long>> values, Map<String, Long> versions) {}

    private BruteForceIsolation(Level level, List<Transaction> transactions) {
        scope = level.scope();
        snapshots = level.rule() != CycleRule.NO_CYCLE;
        this.transactions = transactions;
    }

    /** Whether some order explains the history; {@code level} is any but READ_COMMITTED. */
    static boolean admits(Level level, List<Transaction> history) {
        var surely =
                history.stream().filter(t -> t.outcome() == Outcome.COMMITTED).toList();
        var perhaps =
                history.stream().filter(t -> t.outcome() == Outcome.UNKNOWN).toList();
        for (var chosen = 0; chosen < 1 << perhaps.size(); chosen++) {
            var transactions = new ArrayList<>(surely);
            for (var i = 0; i < perhaps.size(); i++) {
                if ((chosen >> i & 1) == 1) {
                    transactions.add(perhaps.get(i));
                }
            }
            if (new BruteForceIsolation(level, transactions).admits()) {
                return true;
            }
        }
        return false;
    }

    private boolean admits() {
        return learnVersions() && (snapshots ? schedule() : serialize(new BitSet(), new Store(Map.of(), Map.of())));
    }

    /** Whether nobody was told two versions of one value. */
    private boolean learnVersions() {
        var consistent = true;
        for (var transaction : transactions) {
            for (var access : transaction.accesses()) {
                consistent &= switch (access) {
                    case Access.Write(var key, var value, var version) -> learn(key, value, version);
                    case Access.Read(var key, var value, var version) -> learn(key, value, version);
                    case Access.Append _, Access.ReadList _, Access.ReadAbsent _ -> true;
                };
            }
        }
        return consistent;
    }

    private boolean learn(String key, long value, long version) {
        if (version == Access.UNVERSIONED) {
            return true;
        }
        var before = versions.putIfAbsent(new Told(key, value), version);
        return before == null || before == version;
    }

    private boolean serialize(BitSet done, Store store) {
        if (done.cardinality() == transactions.size()) {
            return true;
        }
        for (var i = 0; i < transactions.size(); i++) {
            if (!done.get(i) && isNext(i, done)) {
                var effects = run(transactions.get(i), store.values());
                var after = effects == null ? null : install(store, effects);
                if (after != null) {
                    done.set(i);
                    if (serialize(done, after)) {
                        return true;
                    }
                    done.clear(i);
                }
            }
        }
        return false;
    }

    /** Beginnings and commits in every order; what is active has its effects and the keys written since it began. */
    private static final class Schedule {
        final BitSet begun = new BitSet();
        final BitSet committed = new BitSet();
        final List<Map<String, List<Access>>> effects = new ArrayList<>();
        final List<Set<String>> writtenSince = new ArrayList<>();
    }

    private boolean schedule() {
        var schedule = new Schedule();
        for (var i = 0; i < transactions.size(); i++) {
            schedule.effects.add(Map.of());
            schedule.writtenSince.add(Set.of());
        }
        return schedule(schedule, new Store(Map.of(), Map.of()));
    }

    private boolean schedule(Schedule schedule, Store store) {
        if (schedule.committed.cardinality() == transactions.size()) {
            return true;
        }
        for (var i = 0; i < transactions.size(); i++) {
            if (schedule.committed.get(i)) {
                continue;
            }
            if (schedule.begun.get(i) ? commit(i, schedule, store) : begin(i, schedule, store)) {
                return true;
            }
        }
        return false;
    }

    private boolean begin(int i, Schedule schedule, Store store) {
        var effects = isNext(i, schedule.committed) ? run(transactions.get(i), store.values()) : null;
        if (effects == null) {
            return false;
        }
        schedule.begun.set(i);
        schedule.effects.set(i, effects);
        schedule.writtenSince.set(i, new HashSet<>());
        var found = schedule(schedule, store);
        schedule.begun.clear(i);
        return found;
    }

    private boolean commit(int i, Schedule schedule, Store store) {
        var effects = schedule.effects.get(i);
        var after = install(store, effects);
        if (after == null || effects.keySet().stream().anyMatch(schedule.writtenSince.get(i)::contains)) {
            return false;
        }
        var before = new ArrayList<Set<String>>();
        for (var j = 0; j < transactions.size(); j++) {
            before.add(schedule.writtenSince.get(j));
            var written = new HashSet<>(before.get(j));
            written.addAll(effects.keySet());
            schedule.writtenSince.set(j, written);
        }
        schedule.committed.set(i);
        var found = schedule(schedule, after);
        schedule.committed.clear(i);
        for (var j = 0; j < transactions.size(); j++) {
            schedule.writtenSince.set(j, before.get(j));
        }
        return found;
    }

    /** Whether all that the scope puts before a transaction are {@code done}. */
    private boolean isNext(int i, BitSet done) {
        for (var j = 0; j < transactions.size(); j++) {
            if (j != i && !done.get(j) && precedes(transactions.get(j), transactions.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean precedes(Transaction one, Transaction other) {
        if (one.outcome() == Outcome.UNKNOWN) {
            return false;
        }
        var session = one.process() == other.process() && one.completedAt() <= other.invokedAt();
        return switch (scope) {
            case ANY -> false;
            case SESSION -> session;
            case REAL_TIME -> session || one.completedAt() < other.invokedAt();
        };
    }

    /** What a transaction writes to each key, run on {@code snapshot}; null if one of its reads does not fit. */
    private static @Nullable Map<String, List<Access>> run(Transaction transaction, Map<String, List<Long>> snapshot) {
        var view = new HashMap<>(snapshot);
        var effects = new HashMap<String, List<Access>>();
        for (var access : transaction.accesses()) {
            var found = view.getOrDefault(access.key(), List.of());
            switch (access) {
                case Access.Append _, Access.Write _ -> {
                    view.put(access.key(), applied(access, found));
                    effects.computeIfAbsent(access.key(), _ -> new ArrayList<>())
                            .add(access);
                }
                case Access.ReadList(var _, var values) -> {
                    if (!found.equals(values)) {
                        return null;
                    }
                }
                case Access.Read(var _, var value, var _) -> {
                    if (!found.equals(List.of(value))) {
                        return null;
                    }
                }
                case Access.ReadAbsent _ -> {
                    if (!found.isEmpty()) {
                        return null;
                    }
                }
            }
        }
        return effects;
    }

    private static List<Long> applied(Access access, List<Long> before) {
        return switch (access) {
            case Access.Append(var _, var value) -> {
                var after = new ArrayList<>(before);
                after.add(value);
                yield after;
            }
            case Access.Write(var _, var value, var _) -> List.of(value);
            case Access.ReadList _, Access.Read _, Access.ReadAbsent _ -> before;
        };
    }

    /** The store after a commit; null if a version would not be higher than the one before. */
    private @Nullable Store install(Store store, Map<String, List<Access>> effects) {
        var values = new HashMap<>(store.values());
        var latest = new HashMap<>(store.versions());
        for (var effect : effects.entrySet()) {
            var key = effect.getKey();
            for (var access : effect.getValue()) {
                values.put(key, applied(access, values.getOrDefault(key, List.of())));
            }
            if (effect.getValue().getLast() instanceof Access.Write(var _, var value, var _)) {
                var version = versions.get(new Told(key, value));
                if (version != null) {
                    var before = latest.put(key, version);
                    if (before != null && before >= version) {
                        return null;
                    }
                }
            }
        }
        return new Store(values, latest);
    }
}
