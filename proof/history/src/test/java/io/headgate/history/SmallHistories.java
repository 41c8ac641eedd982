package io.headgate.history;

import static io.headgate.property.Generators.booleans;
import static io.headgate.property.Generators.integers;
import static io.headgate.property.Generators.sampledFrom;

import io.headgate.history.Transaction.Outcome;
import io.headgate.property.TestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws histories of a few transactions on two keys that often, but not always, make sense: first what is written and in
 * which order, then reads that mostly show a beginning of that order.
 */
final class SmallHistories {
    private static final List<String> KEYS = List.of("x", "y");
    private static final int LATEST = 50;

    private final TestCase tc;

    /** The values written to each key, in the order in which most readers will see them. */
    private final Map<String, List<Long>> order = new HashMap<>();

    private SmallHistories(TestCase tc) {
        this.tc = tc;
    }

    /** What a transaction is going to do. */
    private record Plan(String key, boolean write, long value) {}

    /**
     * Transactions on lists.
     *
     * @param allRead whether a last transaction reads all keys whole, after all others
     */
    static List<Transaction> ofLists(TestCase tc, boolean allRead) {
        var histories = new SmallHistories(tc);
        var transactions = histories.transactions(Kind.LISTS);
        if (allRead) {
            var reads = KEYS.stream()
                    .<Access>map(key -> new Access.ReadList(key, histories.order.getOrDefault(key, List.of())))
                    .toList();
            transactions.add(new Transaction(9, 99, LATEST + 10, LATEST + 11, Outcome.COMMITTED, reads));
        }
        return transactions;
    }

    /** Transactions on registers; some histories tell versions, rightly or wrongly. */
    static List<Transaction> ofRegisters(TestCase tc) {
        return new SmallHistories(tc).transactions(tc.draw(sampledFrom(Kind.REGISTERS, Kind.SOMETIMES_VERSIONED)));
    }

    /** Transactions on registers that tell the version of every write, rightly or wrongly. */
    static List<Transaction> ofVersionedRegisters(TestCase tc) {
        return new SmallHistories(tc).transactions(Kind.VERSIONED);
    }

    /** What the keys hold, and whether versions are told. */
    private enum Kind {
        LISTS,
        REGISTERS,
        SOMETIMES_VERSIONED,
        VERSIONED
    }

    private List<Transaction> transactions(Kind kind) {
        var plans = new ArrayList<List<Plan>>();
        var value = 0;
        for (var i = below(4); i >= 0; i--) {
            var plan = new ArrayList<Plan>();
            for (var j = below(4); j >= 0; j--) {
                var key = KEYS.get(below(2));
                var write = tc.draw(booleans());
                plan.add(new Plan(key, write, write ? ++value : 0));
                if (write) {}
            }
            plans.add(plan);
            KEYS.forEach(key -> place(valuesOf(plan, key), order.computeIfAbsent(key, _ -> new ArrayList<>())));
        }
        var freeAt = new HashMap<Integer, Integer>();
        var transactions = new ArrayList<Transaction>();
        for (var plan : plans) {
            var accesses = new ArrayList<Access>();
            for (var i = 0; i < plan.size(); i++) {
                accesses.add(kind == Kind.LISTS ? onList(plan, i) : onRegister(plan, i, kind));
            }
            transactions.add(timed(transactions.size() + 1, accesses, freeAt));
        }
        return transactions;
    }

    /** Puts a transaction's values into the order: mostly together, not always last, rarely out of their own order. */
    private void place(List<Long> values, List<Long> order) {
        var at = order.size() - Math.min(order.size(), below(3));
        for (var value : values) {
            order.add(below(24) == 23 ? 0 : at, value);
            at++;
        }
    }

    private static List<Long> valuesOf(List<Plan> plan, String key) {
        return plan.stream()
                .filter(step -> step.write() && step.key().equals(key))
                .map(Plan::value)
                .toList();
    }

    /** In a process that is free at some time from now; unknown and aborted ones are rare. */
    private Transaction timed(int id, List<Access> accesses, Map<Integer, Integer> freeAt) {
        var process = below(3);
        var invokedAt = freeAt.getOrDefault(process, 0) + below(4);
        var completedAt = invokedAt + 1 + below(5);
        freeAt.put(process, completedAt);
        var outcome = switch (below(8)) {
            case 6 -> Outcome.UNKNOWN;
            case 7 -> Outcome.ABORTED;
            default -> Outcome.COMMITTED;
        };
        return new Transaction(id, process, invokedAt, completedAt, outcome, accesses);
    }

    private Access onList(List<Plan> plan, int at) {
        var step = plan.get(at);
        if (step.write()) {
            return new Access.Append(step.key(), step.value());
        }
        var own = valuesOf(plan, step.key());
        var ownSoFar = valuesOf(plan.subList(0, at), step.key());
        var seen = new ArrayList<>(order.getOrDefault(step.key(), List.of()));
        var length = below(seen.size() + 1);
        seen.subList(length, seen.size()).clear();
        if (below(8) != 7) {
            seen.removeAll(own);
            seen.addAll(ownSoFar);
        }
        if (seen.size() > 1 && below(16) == 15) {
            seen.add(seen.removeFirst());
        }
        if (below(32) == 31) {
            seen.add((long) below(12));
        }
        return new Access.ReadList(step.key(), seen);
    }

    private Access onRegister(List<Plan> plan, int at, Kind kind) {
        var step = plan.get(at);
        var values = order.getOrDefault(step.key(), List.of());
        if (step.write()) {
            var last = valuesOf(plan.subList(at + 1, plan.size()), step.key()).isEmpty();
            return new Access.Write(
                    step.key(), step.value(), last ? version(values, step.value(), kind) : Access.UNVERSIONED);
        }
        var own = valuesOf(plan.subList(0, at), step.key());
        var choice = below(values.size() + 1);
        if (!own.isEmpty() && below(8) != 7) {
            return new Access.Read(step.key(), own.getLast());
        }
        if (choice == values.size()) {
            return new Access.ReadAbsent(step.key());
        }
        var value = values.get(choice);
        return new Access.Read(step.key(), value, version(values, value, kind));
    }

    /** Mostly the place in the order; sometimes not told, rarely another. */
    private long version(List<Long> values, long value, Kind kind) {
        if (kind == Kind.REGISTERS || (kind == Kind.SOMETIMES_VERSIONED && below(3) == 2)) {
            return Access.UNVERSIONED;
        }
        return switch (below(8)) {
            case 7 -> 1 + below(4);
            default -> 1 + values.indexOf(value);
        };
    }

    private int below(int bound) {
        return tc.draw(integers(0, bound - 1));
    }
}
