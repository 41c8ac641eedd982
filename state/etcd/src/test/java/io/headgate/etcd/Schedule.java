package io.headgate.etcd;

import static io.headgate.property.Generators.composite;
import static io.headgate.property.Generators.enums;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.just;
import static io.headgate.property.Generators.longs;
import static io.headgate.property.Generators.oneOf;
import static io.headgate.property.Generators.sampledFrom;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.property.Generator;
import io.headgate.property.TestCase;
import io.headgate.store.Bytes;
import io.headgate.store.CommitOutcome;
import io.headgate.store.IsolationLevel;
import io.headgate.store.KeyRange;
import io.headgate.store.KeyValue;
import io.headgate.store.Store;
import io.headgate.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Three transactions at a time and the changes of others, interleaved as drawn, beside a model: a whole map for every commit,
 * and reads as the keys of {@link #KEYS} they cover.
 */
final class Schedule {
    /** All keys that are ever written. One is another's prefix, one its direct successor. */
    private static final List<Bytes> KEYS =
            List.of(Bytes.of("a"), Bytes.of("b"), Bytes.wrap(new byte[] {'b', 0}), Bytes.of("ba"), Bytes.of("c"));

    private static final int TRANSACTIONS = 3;

    private record Version(long value, long revision) {}

    /** A write that was not committed yet: to be added to what is there, or to replace it; null deletes. */
    private record Pending(boolean isSum, @Nullable Long value) {}

    private static final class Open {
        final Transaction transaction;
        final IsolationLevel level;
        final int startedAt;
        final Set<Bytes> read = new TreeSet<>();
        final Set<Bytes> promoted = new TreeSet<>();
        final TreeMap<Bytes, Pending> writes = new TreeMap<>();

        Open(Transaction transaction, IsolationLevel level, int startedAt) {
            this.transaction = transaction;
            this.level = level;
            this.startedAt = startedAt;
        }
    }

    private final Store store;
    private final boolean seesWhatCameAndWent;
    private final List<TreeMap<Bytes, Version>> states = new ArrayList<>(List.of(new TreeMap<>()));
    private final List<Set<Bytes>> changes = new ArrayList<>(List.of(Set.of()));
    private final List<Long> revisions = new ArrayList<>(List.of(0L));
    private final List<Open> open = new ArrayList<>();

    Schedule(Store store, boolean seesWhatCameAndWent) {
        this.store = store;
        this.seesWhatCameAndWent = seesWhatCameAndWent;
    }

    /** What any transaction or somebody else does next. */
    void step(TestCase tc) {
        int who = tc.draw(integers(0, TRANSACTIONS), "who");
        if (who == TRANSACTIONS) {
            Open other = begin(IsolationLevel.SERIALIZABLE);
            write(other, tc);
            commit(other, tc);
        } else if (who >= open.size()) {
            open.add(begin(tc.draw(enums(IsolationLevel.class), "level")));
        } else {
            act(open.get(who), tc);
        }
    }

    /** Commits what is open. */
    void end(TestCase tc) {
        List.copyOf(open).forEach(each -> commit(each, tc));
    }

    private Open begin(IsolationLevel level) {
        return new Open(store.begin(level), level, states.size() - 1);
    }

    private void act(Open of, TestCase tc) {
        switch (tc.draw(integers(0, 9), "act")) {
            case 0, 1 -> get(of, tc.draw(keys(), "get"));
            case 2 -> getForUpdate(of, tc.draw(keys(), "get for update"));
            case 3, 4 -> range(of, tc.draw(ranges(), "range"), tc.draw(integers(0, 3), "limit"));
            case 5 -> commit(of, tc);
            default -> write(of, tc);
        }
    }

    private static Generator<Bytes> keys() {
        return sampledFrom(KEYS);
    }

    private static Generator<KeyRange> ranges() {
        return oneOf(
                just(KeyRange.ALL),
                keys().map(KeyRange::prefix),
                keys().map(key -> new KeyRange(key, null)),
                composite(tc -> new KeyRange(tc.draw(keys()), tc.draw(keys()))));
    }

    private void get(Open of, Bytes key) {
        Optional<Long> found = of.transaction.get(key).map(Schedule::number);
        assertThat(found).isEqualTo(Optional.ofNullable(view(of).get(key)));
        if (!of.writes.containsKey(key) || of.writes.get(key).isSum()) {
            of.read.add(key);
        }
    }

    private void getForUpdate(Open of, Bytes key) {
        get(of, key);
        of.transaction.getForUpdate(key);
        of.promoted.add(key);
    }

    private void range(Open of, KeyRange range, int limit) {
        List<KeyValue> found = of.transaction.range(range, limit);
        var expected = new TreeMap<Bytes, Long>();
        Bytes last = null;
        boolean isCut = false;
        for (var each : view(of).entrySet()) {
            if (range.contains(each.getKey())) {
                if (limit != 0 && expected.size() == limit) {
                    isCut = true;
                    break;
                }
                expected.put(each.getKey(), each.getValue());
                last = each.getKey();
            }
        }
        assertThat(found).extracting(KeyValue::key).containsExactlyElementsOf(expected.keySet());
        assertThat(found).extracting(Schedule::number).containsExactlyElementsOf(expected.values());
        for (Bytes key : KEYS) {
            if (range.contains(key) && (!isCut || last == null || key.compareTo(last) <= 0)) {
                of.read.add(key);
            }
        }
    }

    private static long number(KeyValue kv) {
        return Long.parseLong(kv.value().text());
    }

    private SortedMap<Bytes, Long> view(Open of) {
        var view = new TreeMap<Bytes, Long>();
        states.get(of.startedAt).forEach((key, version) -> view.put(key, version.value()));
        of.writes.forEach((key, pending) -> apply(view, key, pending));
        return view;
    }

    private static void apply(Map<Bytes, Long> values, Bytes key, Pending pending) {
        Long value = pending.value();
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, pending.isSum() ? values.getOrDefault(key, 0L) + value : value);
        }
    }

    private void write(Open of, TestCase tc) {
        Bytes key = tc.draw(keys(), "write");
        long number = tc.draw(longs(-3, 3), "number");
        switch (tc.draw(integers(0, 2), "put, delete, add")) {
            case 0 -> {
                of.transaction.put(key, Bytes.of(Long.toString(number)));
                of.writes.put(key, new Pending(/* isSum= */ false, number));
            }
            case 1 -> {
                of.transaction.delete(key);
                of.writes.put(key, new Pending(/* isSum= */ false, null));
            }
            default -> {
                of.transaction.add(key, number);
                Pending before = of.writes.getOrDefault(key, new Pending(/* isSum= */ true, 0L));
                Long earlier = before.value();
                of.writes.put(key, new Pending(before.isSum(), (earlier == null ? 0 : earlier) + number));
            }
        }
    }

    private void commit(Open of, TestCase tc) {
        open.remove(of);
        CommitOutcome outcome = of.transaction.commit();
        if (of.writes.isEmpty()) {
            assertThat(outcome).isEqualTo(new CommitOutcome.Committed(of.transaction.startedAt()));
            return;
        }
        Optional<Bytes> inTheWay = dependencies(of).stream()
                .filter(key -> isChanged(key, of.startedAt))
                .findFirst();
        tc.classify(inTheWay.isPresent() ? "conflict at " + of.level : "commit at " + of.level);
        if (inTheWay.isPresent()) {
            assertThat(outcome).isInstanceOfSatisfying(CommitOutcome.Conflict.class, conflict -> {
                assertThat(conflict.key()).isEqualTo(inTheWay.get());
                assertThat(conflict.startedAt()).isEqualTo(of.transaction.startedAt());
                if (seesWhatCameAndWent || states.getLast().containsKey(inTheWay.get())) {
                    assertThat(conflict.modifiedAt()).isEqualTo(modifiedAt(inTheWay.get()));
                } else {
                    assertThat(conflict.modifiedAt()).isGreaterThanOrEqualTo(modifiedAt(inTheWay.get()));
                }
            });
        } else {
            assertThat(outcome).isInstanceOfSatisfying(CommitOutcome.Committed.class, committed -> {
                assertThat(committed.revision()).isGreaterThan(revisions.getLast());
                advance(of.writes, committed.revision());
            });
        }
        assertThat(store.range(KeyRange.ALL, 0))
                .extracting(kv -> Map.entry(kv.key(), new Version(number(kv), kv.modRevision())))
                .containsExactlyElementsOf(states.getLast().entrySet());
    }

    private Set<Bytes> dependencies(Open of) {
        var dependencies = new TreeSet<>(of.promoted);
        if (of.level != IsolationLevel.SNAPSHOT) {
            dependencies.addAll(of.read);
            return dependencies;
        }
        of.writes.forEach((key, pending) -> {
            if (!pending.isSum()) {
                dependencies.add(key);
            }
        });
        boolean wasOneAbsent = !states.get(of.startedAt).keySet().containsAll(dependencies);
        if (wasOneAbsent && !seesWhatCameAndWent) {
            dependencies.addAll(of.read);
        }
        return dependencies;
    }

    private boolean isChanged(Bytes key, int since) {
        if (seesWhatCameAndWent) {
            return changes.subList(since + 1, changes.size()).stream().anyMatch(keys -> keys.contains(key));
        }
        Version then = states.get(since).get(key);
        return then == null
                ? states.getLast().containsKey(key)
                : !then.equals(states.getLast().get(key));
    }

    private long modifiedAt(Bytes key) {
        for (int time = changes.size() - 1; ; time--) {
            if (changes.get(time).contains(key)) {
                return revisions.get(time);
            }
        }
    }

    private void advance(Map<Bytes, Pending> writes, long revision) {
        var values = new TreeMap<Bytes, Long>();
        var next = new TreeMap<>(states.getLast());
        next.forEach((key, version) -> values.put(key, version.value()));
        var changed = new TreeSet<Bytes>();
        writes.forEach((key, pending) -> {
            boolean wasThere = values.containsKey(key);
            apply(values, key, pending);
            Long value = values.get(key);
            if (value != null) {
                next.put(key, new Version(value, revision));
            } else {
                next.remove(key);
            }
            if (wasThere || value != null) {
                changed.add(key);
            }
        });
        states.add(next);
        changes.add(changed);
        revisions.add(revision);
    }
}
