package io.headgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.history.Access;
import io.headgate.history.Level;
import io.headgate.history.TransactionHistory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every schedule of three transactions that read and write any of two keys: 816 triples of programs, in each of the 90 orders
 * of their begins and commits. What the store lets commit is held against a search for a serial order and against the
 * checker of histories.
 */
class EverySmallScheduleTest {
    private static final List<Bytes> KEYS = List.of(Bytes.of("x"), Bytes.of("y"));
    private static final int TRANSACTIONS = 3;

    /** Which of the keys it reads and writes: bit 0 is x, bit 1 is y. */
    private record Program(int reads, int writes) {}

    /** What happened: by transaction, null if it was aborted. Times are places in the schedule. */
    private record Run(List<Optional<io.headgate.history.Transaction>> ended) {
        List<io.headgate.history.Transaction> committed() {
            return ended.stream().flatMap(Optional::stream).toList();
        }
    }

    private record Counts(int schedules, int allCommitted, int notSerializable) {}

    @Test
    void atSerializableEverythingThatCommitsIsStrictlySerializable() {
        assertThat(count(IsolationLevel.SERIALIZABLE)).isEqualTo(new Counts(73_440, 39_736, 0));
    }

    @Test
    void atSnapshotEverythingThatCommitsIsSnapshotIsolatedAndSomeOfItNotSerializable() {
        assertThat(count(IsolationLevel.SNAPSHOT)).isEqualTo(new Counts(73_440, 30_416, 2_944));
    }

    private static Counts count(IsolationLevel level) {
        var orders = new ArrayList<List<Integer>>();
        addOrders(new ArrayList<>(), orders);
        Level promised = level == IsolationLevel.SNAPSHOT ? Level.STRONG_SNAPSHOT : Level.STRICT_SERIALIZABLE;
        int schedules = 0;
        int allCommitted = 0;
        int notSerializable = 0;
        for (List<Program> programs : triples()) {
            for (List<Integer> order : orders) {
                Run run = run(level, programs, order);
                schedules++;
                allCommitted += run.committed().size() == TRANSACTIONS ? 1 : 0;
                boolean isSerializable = hasSerialOrder(run.committed(), new ArrayList<>());
                notSerializable += isSerializable ? 0 : 1;
                var history = TransactionHistory.of(run.committed());
                assertThat(history.check(promised).holds())
                        .as("%s %s", programs, order)
                        .isTrue();
                assertThat(history.check(Level.STRICT_SERIALIZABLE).holds())
                        .as("%s %s", programs, order)
                        .isEqualTo(isSerializable);
            }
        }
        return new Counts(schedules, allCommitted, notSerializable);
    }

    /** All triples, but for the order within one. */
    private static List<List<Program>> triples() {
        var triples = new ArrayList<List<Program>>();
        for (int one = 0; one < 16; one++) {
            for (int two = one; two < 16; two++) {
                for (int three = two; three < 16; three++) {
                    triples.add(List.of(program(one), program(two), program(three)));
                }
            }
        }
        return triples;
    }

    private static Program program(int number) {
        return new Program(number & 3, number >> 2);
    }

    /** Each transaction's number twice: where it begins and where it commits. */
    private static void addOrders(List<Integer> order, List<List<Integer>> orders) {
        if (order.size() == 2 * TRANSACTIONS) {
            orders.add(List.copyOf(order));
            return;
        }
        for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
            int each = transaction;
            if (order.stream().filter(other -> other == each).count() < 2) {
                order.add(transaction);
                addOrders(order, orders);
                order.removeLast();
            }
        }
    }

    private static Run run(IsolationLevel level, List<Program> programs, List<Integer> order) {
        var store = new Keyspace();
        var startedAt = new long[TRANSACTIONS];
        var begins = new int[TRANSACTIONS];
        var ended = new ArrayList<Optional<io.headgate.history.Transaction>>(
                List.of(Optional.empty(), Optional.empty(), Optional.empty()));
        for (int time = 0; time < order.size(); time++) {
            int transaction = order.get(time);
            if (startedAt[transaction] == 0) {
                startedAt[transaction] = store.revision();
                begins[transaction] = time;
            } else {
                ended.set(
                        transaction,
                        commit(store, level, transaction, programs.get(transaction), startedAt[transaction])
                                .map(accesses -> new io.headgate.history.Transaction(
                                        transaction,
                                        transaction,
                                        begins[transaction],
                                        order.lastIndexOf(transaction),
                                        io.headgate.history.Transaction.Outcome.COMMITTED,
                                        accesses)));
            }
        }
        return new Run(ended);
    }

    /** What the transaction did, if it committed. It writes its number and one. */
    private static Optional<List<Access>> commit(
            Keyspace store, IsolationLevel level, int number, Program program, long startedAt) {
        var accesses = new ArrayList<Access>();
        var reads = new ArrayList<KeyRange>();
        var writes = new ArrayList<Write>();
        for (int key = 0; key < KEYS.size(); key++) {
            if ((program.reads & 1 << key) != 0) {
                var range = KeyRange.of(KEYS.get(key));
                reads.add(range);
                accesses.add(read(store, KEYS.get(key), range, startedAt));
            }
        }
        for (int key = 0; key < KEYS.size(); key++) {
            if ((program.writes & 1 << key) != 0) {
                writes.add(new Write.Put(KEYS.get(key), Bytes.of(Integer.toString(number + 1)), 0));
            }
        }
        var commit = new Command.Commit(new TransactionId(0, number), level, startedAt, reads, List.of(), writes);
        Response response = store.apply(store.slot() + 1, 0, commit).response();
        if (!(response instanceof Response.Ended(CommitOutcome.Committed(var revision)))) {
            return Optional.empty();
        }
        writes.forEach(write -> accesses.add(new Access.Write(write.key().text(), number + 1, revision)));
        return Optional.of(accesses);
    }

    private static Access read(Keyspace store, Bytes key, KeyRange range, long revision) {
        var ranged = (Response.Ranged) store.range(Operation.Range.at(range, revision));
        if (ranged.keyValues().isEmpty()) {
            return Access.readAbsent(key.text());
        }
        KeyValue kv = ranged.keyValues().getFirst();
        return new Access.Read(key.text(), Long.parseLong(kv.value().text()), kv.modRevision());
    }

    /** Whether the transactions can go on in some order after those chosen, each after what had ended before it began. */
    private static boolean hasSerialOrder(
            List<io.headgate.history.Transaction> left, List<io.headgate.history.Transaction> chosen) {
        if (left.isEmpty()) {
            return readsAsSerially(chosen);
        }
        for (var next : left) {
            if (left.stream().noneMatch(other -> other.completedAt() < next.invokedAt())) {
                var rest = new ArrayList<>(left);
                rest.remove(next);
                chosen.add(next);
                if (hasSerialOrder(rest, chosen)) {
                    return true;
                }
                chosen.removeLast();
            }
        }
        return false;
    }

    private static boolean readsAsSerially(List<io.headgate.history.Transaction> order) {
        var held = new HashMap<String, Long>();
        for (var transaction : order) {
            for (Access access : transaction.accesses()) {
                boolean fits = switch (access) {
                    case Access.Read(var key, var value, var _) -> held.getOrDefault(key, 0L) == value;
                    case Access.ReadAbsent(var key) -> !held.containsKey(key);
                    case Access.Write(var key, var value, var _) -> {
                        held.put(key, value);
                        yield true;
                    }
                    case Access.Append _, Access.ReadList _ -> false;
                };
                if (!fits) {
                    return false;
                }
            }
        }
        return true;
    }
}
