package io.headgate.store;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store does, slow and obvious: a whole map for every revision, every event that ever was, and ranges as the keys of
 * {@link Draws#KEYS} that are in them.
 */
final class StoreModel {
    private final List<Map<Bytes, KeyValue>> states = new ArrayList<>(List.of(new TreeMap<>(), new TreeMap<>()));
    private final List<List<KeyValue>> changes = new ArrayList<>(List.of(List.of(), List.of()));
    private final Map<TransactionId, Long> committed = new HashMap<>();
    final TreeMap<Long, Long> leases = new TreeMap<>();
    final TreeMap<Long, Long> tokens = new TreeMap<>();
    private final Set<Alarm> alarms = new HashSet<>();
    private long lastToken;
    long compacted = -1;

    long revision() {
        return states.size() - 1L;
    }

    Map<Bytes, KeyValue> at(long revision) {
        return states.get((int) revision);
    }

    /** What a watch may still see of a revision. */
    List<KeyValue> changesOf(long revision) {
        List<KeyValue> all = changes.get((int) revision);
        if (revision > compacted) {
            return all;
        }
        return revision < compacted
                ? List.of()
                : all.stream().filter(at(revision)::containsValue).toList();
    }

    List<Bytes> attached(long lease) {
        return at(revision()).values().stream()
                .filter(kv -> kv.lease() == lease)
                .map(KeyValue::key)
                .toList();
    }

    Response apply(Command command) {
        boolean isCorrupt = alarms.stream().anyMatch(alarm -> alarm.kind() == Alarm.Kind.CORRUPT);
        if (isCorrupt && !(command instanceof Command.SetAlarm)) {
            return new Response.Refused(new Refusal.Corrupt());
        }
        var draft = new Draft();
        Response response = switch (command) {
            case Command.Execute(var operation) -> execute(operation, draft);
            case Command.Commit commit -> commit(commit, draft);
            case Command.Compact(var to) -> compact(to);
            case Command.GrantLease(var id, var ttl) -> grant(id, ttl);
            case Command.RevokeLease(var id) -> revoke(id, draft);
            case Command.SetAlarm(var alarm, var raised) -> {
                if (raised) {
                    alarms.add(alarm);
                } else {
                    alarms.remove(alarm);
                }
                yield new Response.AlarmSet();
            }
        };
        if (draft.isClaimed || !draft.changes.isEmpty()) {
            states.add(draft.state);
            changes.add(draft.changes);
        }
        return response;
    }

    private boolean isFull() {
        return alarms.stream().anyMatch(alarm -> alarm.kind() == Alarm.Kind.NO_SPACE);
    }

    private Response compact(long to) {
        if (to <= compacted) {
            return new Response.Refused(new Refusal.Compacted(to, compacted));
        }
        if (to > revision()) {
            return new Response.Refused(new Refusal.FutureRevision(to, revision()));
        }
        compacted = to;
        return new Response.Compacted();
    }

    private Response grant(long id, long ttl) {
        if (isFull()) {
            return new Response.Refused(new Refusal.NoSpace());
        }
        if (leases.containsKey(id)) {
            return new Response.Refused(new Refusal.LeaseExists(id));
        }
        leases.put(id, Math.max(2, ttl));
        tokens.put(id, ++lastToken);
        return new Response.LeaseGranted(id, Math.max(2, ttl), lastToken);
    }

    private Response revoke(long id, Draft draft) {
        if (!leases.containsKey(id)) {
            return new Response.Refused(new Refusal.LeaseNotFound(id));
        }
        attached(id).forEach(draft::delete);
        leases.remove(id);
        tokens.remove(id);
        return new Response.LeaseRevoked();
    }

    private Response execute(Operation operation, Draft draft) {
        if (isFull() && hasPut(operation)) {
            return new Response.Refused(new Refusal.NoSpace());
        }
        try {
            if (operation instanceof Operation.Txn txn) {
                writtenKeys(txn.success());
                writtenKeys(txn.failure());
            }
            var sides = new ArrayList<Boolean>();
            var leaves = new ArrayList<Operation>();
            decide(operation, sides, leaves);
            if (operation instanceof Operation.Put put) {
                checkLease(put);
            }
            for (Operation leaf : leaves) {
                if (leaf instanceof Operation.Put put) {
                    if ((put.ignoreValue() || put.ignoreLease())
                            && !at(revision()).containsKey(put.key())) {
                        throw new Refused(new Refusal.KeyNotFound(put.key()));
                    }
                    checkLease(put);
                }
            }
            for (Operation leaf : leaves) {
                if (leaf instanceof Operation.Range range) {
                    checkRevision(range.revision(), revision());
                }
            }
            return draft.execute(operation, sides);
        } catch (Refused refused) {
            return new Response.Refused(refused.refusal);
        }
    }

    private void checkLease(Operation.Put put) {
        if (put.lease() != 0 && !leases.containsKey(put.lease())) {
            throw new Refused(new Refusal.LeaseNotFound(put.lease()));
        }
    }

    private void checkRevision(long revision, long current) {
        if (revision > current) {
            throw new Refused(new Refusal.FutureRevision(revision, current));
        }
        if (revision > 0 && revision < compacted) {
            throw new Refused(new Refusal.Compacted(revision, compacted));
        }
    }

    private static boolean hasPut(Operation operation) {
        return operation instanceof Operation.Put
                || (operation instanceof Operation.Txn(var _, var success, var failure)
                        && (success.stream().anyMatch(StoreModel::hasPut)
                                || failure.stream().anyMatch(StoreModel::hasPut)));
    }

    private record Keys(Set<Bytes> puts, Set<Bytes> deletes) {}

    /** The keys a side may write. Refused if two writes of one path meet, in the order in which etcd looks. */
    private static Keys writtenKeys(List<Operation> side) {
        var keys = new Keys(new HashSet<>(), new HashSet<>());
        for (Operation operation : side) {
            if (operation instanceof Operation.DeleteRange(var range, var _) && range.to() != null) {
                Draws.KEYS.stream().filter(range::contains).forEach(keys.deletes::add);
            }
        }
        for (Operation operation : side) {
            if (operation instanceof Operation.Txn txn) {
                Keys success = writtenKeys(txn.success());
                Keys failure = writtenKeys(txn.failure());
                success.puts.stream().sorted().forEach(key -> checkPut(keys, key));
                failure.puts.stream().sorted().forEach(key -> checkPut(keys, key));
                keys.puts.addAll(success.puts);
                keys.puts.addAll(failure.puts);
                keys.deletes.addAll(success.deletes);
                keys.deletes.addAll(failure.deletes);
            }
        }
        for (Operation operation : side) {
            if (operation instanceof Operation.Put put) {
                checkPut(keys, put.key());
                keys.puts.add(put.key());
            }
        }
        return keys;
    }

    private static void checkPut(Keys keys, Bytes key) {
        if (keys.puts.contains(key) || keys.deletes.contains(key)) {
            throw new Refused(new Refusal.DuplicateKey(key));
        }
    }

    private void decide(Operation operation, List<Boolean> sides, List<Operation> leaves) {
        if (!(operation instanceof Operation.Txn txn)) {
            leaves.add(operation);
            return;
        }
        boolean holds = txn.compares().stream().allMatch(this::holds);
        sides.add(holds);
        (holds ? txn.success() : txn.failure()).forEach(nested -> decide(nested, sides, leaves));
    }

    private boolean holds(Compare compare) {
        List<KeyValue> found = in(compare.range(), at(revision()));
        if (!found.isEmpty()) {
            return found.stream().allMatch(kv -> holds(compare, kv));
        }
        return !(compare.subject() instanceof Compare.Subject.Value)
                && holds(compare, new KeyValue(compare.range().from(), Bytes.EMPTY, 0, 0, 0, 0));
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order = switch (compare.subject()) {
            case Compare.Subject.Version(var version) -> Long.signum(kv.version() - version);
            case Compare.Subject.CreateRevision(var revision) -> Long.signum(kv.createRevision() - revision);
            case Compare.Subject.ModRevision(var revision) -> Long.signum(kv.modRevision() - revision);
            case Compare.Subject.Lease(var lease) -> Long.signum(kv.lease() - lease);
            case Compare.Subject.Value(var value) -> Integer.signum(kv.value().compareTo(value));
        };
        return switch (compare.relation()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order == 1;
            case LESS -> order == -1;
        };
    }

    private static List<KeyValue> in(KeyRange range, Map<Bytes, KeyValue> state) {
        return state.values().stream().filter(kv -> range.contains(kv.key())).toList();
    }

    Response range(Operation.Range range) {
        try {
            checkRevision(range.revision(), revision());
            return ranged(range, at(range.revision() <= 0 ? revision() : range.revision()));
        } catch (Refused refused) {
            return new Response.Refused(refused.refusal);
        }
    }

    private static Response ranged(Operation.Range range, Map<Bytes, KeyValue> state) {
        List<KeyValue> all = in(range.range(), state);
        if (range.countOnly()) {
            return new Response.Ranged(List.of(), all.size(), false);
        }
        boolean isPlain = range.order() == Operation.Order.NONE
                && range.minModRevision() == 0
                && range.maxModRevision() == 0
                && range.minCreateRevision() == 0
                && range.maxCreateRevision() == 0;
        var comparator = switch (range.target()) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE_REVISION -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
        List<KeyValue> kept = all.stream()
                .limit(isPlain && range.limit() > 0 ? range.limit() + 1 : Long.MAX_VALUE)
                .filter(kv -> kv.modRevision() >= range.minModRevision())
                .filter(kv -> range.maxModRevision() == 0 || kv.modRevision() <= range.maxModRevision())
                .filter(kv -> kv.createRevision() >= range.minCreateRevision())
                .filter(kv -> range.maxCreateRevision() == 0 || kv.createRevision() <= range.maxCreateRevision())
                .sorted(range.order() == Operation.Order.DESCENDING ? comparator.reversed() : comparator)
                .toList();
        boolean more = range.limit() > 0 && kept.size() > range.limit();
        List<KeyValue> given = kept.stream()
                .limit(range.limit() > 0 ? range.limit() : Long.MAX_VALUE)
                .map(kv -> range.keysOnly()
                        ? new KeyValue(
                                kv.key(), Bytes.EMPTY, kv.createRevision(), kv.modRevision(), kv.version(), kv.lease())
                        : kv)
                .toList();
        return new Response.Ranged(given, all.size(), more);
    }

    private Response commit(Command.Commit commit, Draft draft) {
        Long earlier = committed.get(commit.id());
        if (earlier != null) {
            return new Response.Ended(new CommitOutcome.Committed(earlier));
        }
        if (commit.writes().isEmpty()) {
            return new Response.Ended(new CommitOutcome.Committed(commit.startedAt()));
        }
        if (commit.startedAt() > revision()) {
            return new Response.Refused(new Refusal.FutureRevision(commit.startedAt(), revision()));
        }
        var keys = new HashSet<Bytes>();
        for (Write write : commit.writes()) {
            if (!keys.add(write.key())) {
                return new Response.Refused(new Refusal.DuplicateKey(write.key()));
            }
        }
        Optional<CommitOutcome> abort = abort(commit);
        if (abort.isPresent()) {
            return new Response.Ended(abort.get());
        }
        try {
            for (Write write : commit.writes()) {
                if (isFull() && !(write instanceof Write.Delete)) {
                    throw new Refused(new Refusal.NoSpace());
                }
                draft.write(write);
            }
        } catch (Refused refused) {
            draft.clear();
            return new Response.Refused(refused.refusal);
        }
        draft.isClaimed = true;
        committed.put(commit.id(), revision() + 1);
        return new Response.Ended(new CommitOutcome.Committed(revision() + 1));
    }

    private Optional<CommitOutcome> abort(Command.Commit commit) {
        if (commit.startedAt() <= 0) {
            // Nothing has been forgotten yet, which is what 0 says.
            return Optional.of(new CommitOutcome.TooOld(commit.startedAt(), 0));
        }
        var watched = new ArrayList<KeyRange>();
        if (commit.level() == IsolationLevel.SNAPSHOT) {
            commit.writes().stream()
                    .filter(write -> !(write instanceof Write.Add))
                    .forEach(write -> watched.add(KeyRange.of(write.key())));
        } else {
            commit.reads().stream().filter(range -> !range.isEmpty()).forEach(watched::add);
        }
        commit.promoted().forEach(key -> watched.add(KeyRange.of(key)));
        if (watched.isEmpty()) {
            return Optional.empty();
        }
        if (commit.startedAt() < compacted) {
            return Optional.of(new CommitOutcome.TooOld(commit.startedAt(), compacted));
        }
        var modified = new TreeMap<Bytes, Long>();
        for (long revision = commit.startedAt() + 1; revision <= revision(); revision++) {
            for (KeyValue change : changes.get((int) revision)) {
                if (watched.stream().anyMatch(range -> range.contains(change.key()))) {
                    modified.put(change.key(), revision);
                }
            }
        }
        return modified.isEmpty()
                ? Optional.empty()
                : Optional.of(new CommitOutcome.Conflict(
                        modified.firstKey(), modified.firstEntry().getValue(), commit.startedAt()));
    }

    /** The revision that a command may make. */
    private final class Draft {
        private final long revision = revision() + 1;
        private Map<Bytes, KeyValue> state = new TreeMap<>(at(revision()));
        private final List<KeyValue> changes = new ArrayList<>();
        private boolean isClaimed;

        void clear() {
            state = new TreeMap<>(at(revision()));
            changes.clear();
        }

        @Nullable
        KeyValue put(Bytes key, Bytes value, long lease) {
            KeyValue before = state.get(key);
            var after = new KeyValue(
                    key,
                    value,
                    before == null ? revision : before.createRevision(),
                    revision,
                    before == null ? 1 : before.version() + 1,
                    lease);
            state.put(key, after);
            changes.add(after);
            return before;
        }

        void delete(Bytes key) {
            if (state.remove(key) != null) {
                changes.add(new KeyValue(key, Bytes.EMPTY, 0, revision, 0, 0));
            }
        }

        void write(Write write) {
            switch (write) {
                case Write.Put(var key, var value, var lease) -> {
                    if (lease != 0 && !leases.containsKey(lease)) {
                        throw new Refused(new Refusal.LeaseNotFound(lease));
                    }
                    put(key, value, lease);
                }
                case Write.Delete(var key) -> delete(key);
                case Write.Add(var key, var delta) -> {
                    KeyValue before = state.get(key);
                    try {
                        var sum = new BigInteger(
                                        before == null ? "0" : before.value().text())
                                .add(BigInteger.valueOf(delta))
                                .min(BigInteger.valueOf(Long.MAX_VALUE))
                                .max(BigInteger.valueOf(Long.MIN_VALUE));
                        put(key, Bytes.of(sum.toString()), before == null ? 0 : before.lease());
                    } catch (NumberFormatException _) {
                        throw new Refused(new Refusal.NotANumber(key));
                    }
                }
            }
        }

        Response execute(Operation operation, List<Boolean> sides) {
            return switch (operation) {
                case Operation.Range range -> ranged(range, range.revision() <= 0 ? state : at(range.revision()));
                case Operation.Put put -> {
                    KeyValue before = state.get(put.key());
                    put(
                            put.key(),
                            put.ignoreValue() && before != null ? before.value() : put.value(),
                            put.ignoreLease() && before != null ? before.lease() : put.lease());
                    yield new Response.Written(put.previous() ? before : null);
                }
                case Operation.DeleteRange(var range, var previous) -> {
                    List<KeyValue> found = in(range, state);
                    found.forEach(kv -> delete(kv.key()));
                    yield new Response.Deleted(found.size(), previous ? found : List.of());
                }
                case Operation.Txn txn -> {
                    boolean succeeded = sides.removeFirst();
                    var responses = new ArrayList<Response>();
                    for (Operation nested : succeeded ? txn.success() : txn.failure()) {
                        responses.add(execute(nested, sides));
                    }
                    yield new Response.Decided(succeeded, responses);
                }
            };
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Refusal refusal;

        Refused(Refusal refusal) {
            this.refusal = refusal;
        }
    }
}
