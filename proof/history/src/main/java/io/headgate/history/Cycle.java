package io.headgate.history;

import io.headgate.history.Dependency.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Transactions each of which comes before the next, and the last before the first.
 *
 * @param dependencies two or more; each begins where the one before ends, and the first where the last ends
 */
public record Cycle(List<Dependency> dependencies) implements Anomaly {

    /** What kinds of dependencies the cycle has, in Elle's names. */
    public enum Shape {
        /** Only {@code ww}: a dirty write. */
        G0("G0", CycleRule.NO_WRITE_CYCLE),
        /** {@code ww} and {@code wr}: circular information flow. */
        G1C("G1c", CycleRule.NO_INFORMATION_CYCLE),
        /** Exactly one {@code rw}: read skew, lost update, stale read. */
        G_SINGLE("G-single", CycleRule.NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES),
        /** Several {@code rw}, of which no two follow each other: long fork. */
        G_NONADJACENT("G-nonadjacent", CycleRule.NO_CYCLE_WITHOUT_ADJACENT_ANTI_DEPENDENCIES),
        /** Two {@code rw} in a row: write skew. */
        G2_ITEM("G2-item", CycleRule.NO_CYCLE);

        private final String title;
        private final CycleRule rule;

        Shape(String title, CycleRule rule) {
            this.title = title;
            this.rule = rule;
        }
    }

    public Cycle {
        dependencies = List.copyOf(dependencies);
        if (dependencies.size() < 2) {
            throw new IllegalArgumentException("cycle: " + dependencies + " (expected: two dependencies or more)");
        }
        for (var i = 0; i < dependencies.size(); i++) {
            var next = dependencies.get((i + 1) % dependencies.size());
            if (dependencies.get(i).to().id() != next.from().id()) {
                throw new IllegalArgumentException("cycle: " + next + " (expected: a dependency from "
                        + dependencies.get(i).to().name() + ")");
            }
        }
    }

    /** The same cycle for any place to begin at: it begins at the transaction with the lowest id. */
    static Cycle of(List<Dependency> dependencies) {
        var rotated = new ArrayList<>(dependencies);
        var first = Collections.min(
                rotated,
                Comparator.comparingLong(dependency -> dependency.from().id()));
        Collections.rotate(rotated, -rotated.indexOf(first));
        return new Cycle(rotated);
    }

    /** What kinds of dependencies the cycle has. */
    public Shape shape() {
        var readWrites = count(Kind.RW);
        if (readWrites == 0) {
            return has(Kind.WR) ? Shape.G1C : Shape.G0;
        }
        if (readWrites == 1) {
            return Shape.G_SINGLE;
        }
        for (var i = 0; i < dependencies.size(); i++) {
            var next = dependencies.get((i + 1) % dependencies.size());
            if (dependencies.get(i).kind() == Kind.RW && next.kind() == Kind.RW) {
                return Shape.G2_ITEM;
            }
        }
        return Shape.G_NONADJACENT;
    }

    /** The weakest scope in which this is a cycle. */
    Scope scope() {
        if (has(Kind.REAL_TIME)) {
            return Scope.REAL_TIME;
        }
        return has(Kind.SESSION) ? Scope.SESSION : Scope.ANY;
    }

    @Override
    public boolean violates(Level level) {
        return level.rule().compareTo(shape().rule) >= 0 && level.scope().compareTo(scope()) >= 0;
    }

    @Override
    public List<Transaction> transactions() {
        return dependencies.stream().map(Dependency::from).toList();
    }

    @Override
    public String title() {
        var suffix = switch (scope()) {
            case ANY -> "";
            case SESSION -> "-process";
            case REAL_TIME -> "-realtime";
        };
        return "%s (%s%s)".formatted(familiarName(), shape().title, suffix);
    }

    private String familiarName() {
        return switch (shape()) {
            case G0 -> "dirty write";
            case G1C -> "circular information flow";
            case G_SINGLE -> singleName();
            case G_NONADJACENT -> "long fork";
            case G2_ITEM -> skewName();
        };
    }

    private String singleName() {
        if (scope() != Scope.ANY) {
            return "stale read";
        }
        if (!has(Kind.WR)) {
            return dependencies.size() == 2 && keys() == 1 ? "lost update" : "read skew";
        }
        return dependencies.size() == 2 ? "fractured read" : "read skew";
    }

    private String skewName() {
        if (dependencies.size() == 2) {
            return "write skew";
        }
        var readOnly = transactions().stream().anyMatch(transaction -> !writes(transaction));
        return readOnly && count(Kind.RW) == 2 ? "read-only anomaly" : "write skew of several transactions";
    }

    private static boolean writes(Transaction transaction) {
        return transaction.accesses().stream()
                .anyMatch(access -> access instanceof Access.Append || access instanceof Access.Write);
    }

    private long keys() {
        return dependencies.stream()
                .map(dependency -> switch (dependency) {
                    case Dependency.WriteWrite d -> d.key();
                    case Dependency.WriteRead d -> d.key();
                    case Dependency.ReadWrite d -> d.key();
                    case Dependency.Session _, Dependency.RealTime _ -> "";
                })
                .distinct()
                .count();
    }

    private boolean has(Kind kind) {
        return count(kind) > 0;
    }

    private long count(Kind kind) {
        return dependencies.stream().filter(d -> d.kind() == kind).count();
    }

    /** Each dependency in words, then why they cannot all be. */
    @Override
    public String toString() {
        var steps = dependencies.stream()
                .map(d -> "%s before %s: %s.".formatted(d.from().name(), d.to().name(), d))
                .collect(Collectors.joining("\n"));
        return steps + "\n\n" + conclusion();
    }

    private String conclusion() {
        return switch (shape()) {
            case G0, G1C ->
                "So %s would have to be over before it began."
                        .formatted(dependencies.getFirst().from().name());
            case G_SINGLE, G_NONADJACENT -> "With snapshots that would mean: " + snapshotCircle() + ".";
            case G2_ITEM ->
                "No order of whole transactions, one after another, has %s before %s."
                        .formatted(
                                transactions().stream().map(Transaction::name).collect(Collectors.joining(" before ")),
                                dependencies.getFirst().from().name());
        };
    }

    /** The order of the beginnings and ends of the transactions, from the end of one back to it. */
    private String snapshotCircle() {
        var steps = new ArrayList<>(dependencies);
        while (steps.getFirst().kind() == Kind.RW) {
            Collections.rotate(steps, -1);
        }
        return steps.stream()
                .map(step -> (step.kind() == Kind.RW ? "%s began before %s committed" : "%s committed before %s began")
                        .formatted(step.from().name(), step.to().name()))
                .collect(Collectors.joining(",\nand "));
    }
}
