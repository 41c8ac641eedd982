package io.headgate.property;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What a run found, as text for a terminal. */
final class ReportText {
    /** Characters of a reproduction that anyone would paste. A longer one is left to the seed and the database. */
    private static final int LONGEST_REPRODUCTION = 4000;

    /** Lines of an exception's message; the rest is in the stack trace. */
    private static final int LONGEST_MESSAGE = 20;

    private static final String INDENT = "    ";

    private ReportText() {}

    static String of(RunReport report) {
        StringBuilder text = new StringBuilder(report.title());
        if (report.passed()) {
            text.append(" holds");
        } else {
            text.append(" does not hold");
            text.append(
                    report.failures().size() > 1 ? ", in " + report.failures().size() + " ways:\n" : ":\n");
            report.failures().forEach(failure -> text.append('\n').append(of(failure)));
            text.append('\n');
        }
        Statistics statistics = report.statistics();
        return text.append(run(report.passed(), statistics, report.seed()))
                .append(events(statistics))
                .toString();
    }

    private static String of(Failure failure) {
        return draws(failure, INDENT) + failure.origin() + message(failure.thrown()) + "\n"
                + (failure.flaky() ? "Flaky: when the same test case was run again " + failure.replayed() + "\n" : "")
                + failure.reproduction()
                        .map(reproduction -> "Again: " + reproduce(reproduction) + "\n")
                        .orElse("");
    }

    /** The draws and notes, a line each. */
    static String draws(Failure failure, String indent) {
        StringBuilder lines = new StringBuilder();
        for (String line : failure.transcript()) {
            lines.append(indented(line, indent)).append('\n');
        }
        return lines.toString();
    }

    /** How to run just this one test case. */
    static String reproduce(String reproduction) {
        return reproduction.length() <= LONGEST_REPRODUCTION
                ? "@Reproduce(\"" + reproduction + "\")"
                : "by the seed, because the test case would be a text of " + reproduction.length() + " characters";
    }

    private static String message(Throwable thrown) {
        String message = thrown.getMessage();
        if (message == null || message.isBlank()) {
            return "";
        }
        List<String> lines = message.strip().lines().toList();
        return lines.size() == 1
                ? ": " + lines.getFirst()
                : ":\n"
                        + indented(String.join("\n", lines.subList(0, Math.min(lines.size(), LONGEST_MESSAGE))), INDENT)
                        + (lines.size() > LONGEST_MESSAGE ? "\n" + INDENT + "..." : "");
    }

    private static String run(boolean passed, Statistics statistics, OptionalLong seed) {
        int ran = statistics.valid() + statistics.invalid() + statistics.overrun() + statistics.interesting();
        StringBuilder text = new StringBuilder(passed ? " in " : "Found in ").append(counted(ran, "test case"));
        if (statistics.invalid() > 0) {
            text.append(", ").append(statistics.invalid()).append(" of them rejected");
        }
        if (statistics.overrun() > 0) {
            text.append(", ").append(statistics.overrun()).append(" of them too large");
        }
        if (statistics.exhausted()) {
            text.append("; there are no others");
        }
        if (statistics.shrinkCalls() > 0) {
            text.append("; made small in ").append(statistics.shrinkCalls()).append(" more");
        }
        text.append('.');
        seed.ifPresent(number ->
                text.append(" All of it again: seed = ").append(number).append('L'));
        return text.append('\n').toString();
    }

    /** How many of the valid test cases were of each kind, the most frequent first. */
    private static String events(Statistics statistics) {
        StringBuilder text = new StringBuilder();
        statistics.events().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(event -> text.append("%5.1f%%  %s%n"
                        .formatted(100.0 * event.getValue() / Math.max(1, statistics.valid()), event.getKey())));
        return text.toString();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String indented(String text, String indent) {
        return indent + text.replace("\n", "\n" + indent);
    }
}
