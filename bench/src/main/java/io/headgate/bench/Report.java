package io.headgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The comparison of proxies as a table: one line for each row and subject, medians over the rounds that are figures. */
record Report(List<Row> rows, List<Subject> subjects, List<Measurement> measurements) {
    private static final double MEBIBYTE = 1024 * 1024;
    private static final String NONE = "-";

    Report {
        rows = List.copyOf(rows);
        subjects = List.copyOf(subjects);
        measurements = List.copyOf(measurements);
    }

    Table table() {
        var header = List.of(
                "row",
                "subject",
                "CPU µs/request",
                "to best peer",
                "user",
                "requests/s",
                "p50 µs",
                "p99 µs",
                "RSS MiB",
                "void");
        var lines = new ArrayList<List<String>>();
        for (var row : rows) {
            for (var subject : subjects) {
                lines.add(line(row, subject));
            }
        }
        return new Table(/* labels= */ 2, header, lines);
    }

    /** Why rounds are void, a sentence each. */
    List<String> problems() {
        return Figures.problems(measurements);
    }

    private List<String> line(Row row, Subject subject) {
        var figures = Figures.of(row.title(), subject.name(), measurements);
        var voided = Long.toString(figures.voided());
        if (figures.isEmpty()) {
            return List.of(row.title(), subject.name(), NONE, NONE, NONE, NONE, NONE, NONE, NONE, voided);
        }
        var cpu = figures.spread(Measurement::cpuMicros);
        var bestPeer = bestPeerMicros(row);
        return List.of(
                row.title(),
                subject.name(),
                cpu.text(/* decimals= */ 1),
                bestPeer.isPresent() ? format("%.2f", cpu.median() / bestPeer.getAsDouble()) : NONE,
                format("%.0f%%", 100 * figures.median(each -> each.cpu().userShare())),
                format("%.0f", figures.median(each -> each.load().requestsPerSecond())),
                format("%.0f", figures.median(each -> each.load().p50Micros())),
                format("%.0f", figures.median(each -> each.load().p99Micros())),
                format("%.1f", figures.median(Measurement::residentBytes) / MEBIBYTE),
                voided);
    }

    private OptionalDouble bestPeerMicros(Row row) {
        return subjects.stream()
                .filter(Subject::isPeer)
                .map(subject -> Figures.of(row.title(), subject.name(), measurements))
                .filter(figures -> !figures.isEmpty())
                .mapToDouble(figures -> figures.median(Measurement::cpuMicros))
                .min();
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
