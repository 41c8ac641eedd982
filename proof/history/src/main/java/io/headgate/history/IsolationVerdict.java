package io.headgate.history;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a history may come from a store of some level, and if not, why. {@code toString} is for people.
 *
 * @param level what was asked for
 * @param anomalies what rules it out, the gravest first; empty if nothing was found. Of the cycles these are examples:
 *     a short one for every knot of transactions and every kind of cycle
 */
public record IsolationVerdict(Level level, List<Anomaly> anomalies) {
    /** More would not be read. */
    private static final int MAX_PRINTED = 10;

    public IsolationVerdict {
        anomalies = List.copyOf(anomalies);
    }

    /** Whether nothing rules the level out. */
    public boolean holds() {
        return anomalies.isEmpty();
    }

    @Override
    public String toString() {
        if (holds()) {
            return "Nothing in the history rules " + level + " out.";
        }
        var text = new StringBuilder("The history is not %s.".formatted(level));
        for (var i = 0; i < Math.min(anomalies.size(), MAX_PRINTED); i++) {
            text.append("\n\n").append(describe(i + 1, anomalies.get(i)));
        }
        if (anomalies.size() > MAX_PRINTED) {
            text.append("\n\nAnd %d more.".formatted(anomalies.size() - MAX_PRINTED));
        }
        return text.toString();
    }

    private static String describe(int number, Anomaly anomaly) {
        var transactions =
                anomaly.transactions().stream().map(Transaction::toString).collect(Collectors.joining("\n"));
        return "%d. %s\n\n%s\n\n%s\n%s"
                .formatted(
                        number,
                        anomaly.title(),
                        indented(transactions),
                        indented(anomaly.toString()),
                        indented(allowedBy(anomaly)));
    }

    private static String indented(String text) {
        return text.lines().map(line -> line.isEmpty() ? line : "   " + line).collect(Collectors.joining("\n"));
    }

    private static String allowedBy(Anomaly anomaly) {
        var levels = Arrays.stream(Level.values())
                .filter(level -> !anomaly.violates(level))
                .map(Level::name)
                .collect(Collectors.joining(", "));
        return levels.isEmpty() ? "No level allows this." : "Allowed by: " + levels + ".";
    }
}
