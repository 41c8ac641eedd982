package io.headgate.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was done, what went wrong on purpose, and what must not be. Guarded by itself. */
final class StoreTally {
    private final Map<String, Long> operations = new TreeMap<>();
    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> checks = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private long slowestRecoveryMillis;

    synchronized void operation(String kindAndOutcome) {
        operations.merge(kindAndOutcome, 1L, Long::sum);
    }

    synchronized void fault(String kind) {
        faults.merge(kind, 1L, Long::sum);
    }

    /** {@code count} more were looked at. */
    synchronized void checked(String what, long count) {
        checks.merge(what, count, Long::sum);
    }

    synchronized void recovered(Duration after) {
        slowestRecoveryMillis = Math.max(slowestRecoveryMillis, after.toMillis());
    }

    synchronized void violation(String text) {
        violations.add(text);
    }

    synchronized boolean isClean() {
        return violations.isEmpty();
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized long faults() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized long count(String kindAndOutcome) {
        return operations.getOrDefault(kindAndOutcome, 0L);
    }

    synchronized long checks(String what) {
        return checks.getOrDefault(what, 0L);
    }

    @Override
    public synchronized String toString() {
        return "operations: %s\nfaults: %s\nchecked: %s\nslowest recovery: %d ms\nviolations: %d"
                .formatted(
                        counted(operations),
                        counted(faults),
                        counted(checks),
                        slowestRecoveryMillis,
                        violations.size());
    }

    private static String counted(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    }
}
