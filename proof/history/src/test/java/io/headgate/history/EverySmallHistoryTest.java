package io.headgate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.history.Transaction.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All histories of three concurrent transactions, each of which reads one of two lists and appends to one of them, with all
 * orders of the appends and everything that the reads could have found, against {@link BruteForceIsolation}.
 */
class EverySmallHistoryTest {
    private static final int TRANSACTIONS = 3;
    private static final List<String> KEYS = List.of("x", "y");

    /** The key a transaction reads and the one it appends to; it appends its own number. */
    private record Shape(String read, String append) {}

    @Test
    void allAreJudgedAsByTryingAllOrders() {
        var counts = new TreeMap<String, Integer>();
        for (var shapes : choices(shapes(), TRANSACTIONS)) {
            for (var xs : orders(appendedTo("x", shapes))) {
                for (var ys : orders(appendedTo("y", shapes))) {
                    var lists = Map.of("x", xs, "y", ys);
                    for (var found : reads(shapes, lists)) {
                        judge(history(shapes, found, lists), counts);
                    }
                }
            }
        }
        assertThat(counts)
                .isEqualTo(Map.of(
                        "SNAPSHOT holds", 408,
                        "SNAPSHOT does not", 2592,
                        "SERIALIZABLE holds", 336,
                        "SERIALIZABLE does not", 2664));
    }

    private static void judge(List<Transaction> transactions, Map<String, Integer> counts) {
        var history = TransactionHistory.of(transactions);
        for (var level : List.of(Level.SNAPSHOT, Level.SERIALIZABLE)) {
            var verdict = history.check(level);
            var admitted = BruteForceIsolation.admits(level, transactions);
            assertThat(verdict.holds()).as("%s%n%s", transactions, verdict).isEqualTo(admitted);
            counts.merge(level + (admitted ? " holds" : " does not"), 1, Integer::sum);
        }
    }

    private static List<Shape> shapes() {
        return KEYS.stream()
                .flatMap(read -> KEYS.stream().map(append -> new Shape(read, append)))
                .toList();
    }

    private static List<Long> appendedTo(String key, List<Shape> shapes) {
        return Stream.iterate(0, i -> i < shapes.size(), i -> i + 1)
                .filter(i -> shapes.get(i).append().equals(key))
                .map(i -> i + 1L)
                .toList();
    }

    /** What each transaction found: a beginning of the list it reads. */
    private static List<List<List<Long>>> reads(List<Shape> shapes, Map<String, List<Long>> lists) {
        List<List<List<Long>>> all = List.of(List.of());
        for (var shape : shapes) {
            var list = lists.getOrDefault(shape.read(), List.of());
            var longer = new ArrayList<List<List<Long>>>();
            for (var before : all) {
                for (var length = 0; length <= list.size(); length++) {
                    longer.add(with(before, list.subList(0, length)));
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<Transaction> history(
            List<Shape> shapes, List<List<Long>> found, Map<String, List<Long>> lists) {
        var transactions = new ArrayList<Transaction>();
        for (var i = 0; i < shapes.size(); i++) {
            var shape = shapes.get(i);
            transactions.add(Transaction.committed(
                    i + 1,
                    i,
                    0,
                    9,
                    new Access.ReadList(shape.read(), found.get(i)),
                    new Access.Append(shape.append(), i + 1)));
        }
        var last = KEYS.stream()
                .<Access>map(key -> new Access.ReadList(key, lists.getOrDefault(key, List.of())))
                .toList();
        transactions.add(new Transaction(99, 99, 0, 9, Outcome.COMMITTED, last));
        return transactions;
    }

    private static <T> List<List<T>> choices(List<T> elements, int length) {
        List<List<T>> all = List.of(List.of());
        for (var i = 0; i < length; i++) {
            all = all.stream()
                    .flatMap(before -> elements.stream().map(element -> with(before, element)))
                    .toList();
        }
        return all;
    }

    private static <T> List<List<T>> orders(List<T> elements) {
        return choices(elements, elements.size()).stream()
                .filter(order -> order.stream().distinct().count() == elements.size())
                .toList();
    }

    private static <T> List<T> with(List<T> before, T element) {
        return Stream.concat(before.stream(), Stream.of(element)).toList();
    }
}
