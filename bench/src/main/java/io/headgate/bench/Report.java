package io.headgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The comparison as a table: one line for each row and subject, medians over the rounds that are figures. */
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
        return measurements.stream()
                .filter(measurement -> !measurement.isFigure())
                .map(measurement ->
                        measurement.row().title() + ", " + measurement.subject().name() + ", round "
                                + measurement.round() + " is void: " + String.join("; ", measurement.problems()))
                .toList();
    }

    private List<String> line(Row row, Subject subject) {
        var figures = figures(row, subject);
        long voided = measurements.stream()
                        .filter(measurement -> measurement.row().equals(row)
                                && measurement.subject().equals(subject))
                        .count()
                - figures.size();
        if (figures.isEmpty()) {
            return List.of(
                    row.title(), subject.name(), NONE, NONE, NONE, NONE, NONE, NONE, NONE, Long.toString(voided));
        }
        var cpu = spread(figures, Measurement::cpuMicrosPerRequest);
        var bestPeer = bestPeerMicros(row);
        return List.of(
                row.title(),
                subject.name(),
                cpu.text(/* decimals= */ 1),
                bestPeer.isPresent() ? format("%.2f", cpu.median() / bestPeer.getAsDouble()) : NONE,
                format("%.0f%%", 100 * median(figures, each -> each.cpu().userShare())),
                format("%.0f", median(figures, each -> each.load().requestsPerSecond())),
                format("%.0f", median(figures, each -> each.load().p50Micros())),
                format("%.0f", median(figures, each -> each.load().p99Micros())),
                format("%.1f", median(figures, Measurement::residentBytes) / MEBIBYTE),
                Long.toString(voided));
    }

    private OptionalDouble bestPeerMicros(Row row) {
        return subjects.stream()
                .filter(Subject::isPeer)
                .map(subject -> figures(row, subject))
                .filter(figures -> !figures.isEmpty())
                .mapToDouble(figures -> median(figures, Measurement::cpuMicrosPerRequest))
                .min();
    }

    private List<Measurement> figures(Row row, Subject subject) {
        return measurements.stream()
                .filter(measurement -> measurement.row().equals(row)
                        && measurement.subject().equals(subject)
                        && measurement.isFigure())
                .toList();
    }

    private static double median(List<Measurement> figures, ToDoubleFunction<Measurement> figure) {
        return spread(figures, figure).median();
    }

    private static Spread spread(List<Measurement> figures, ToDoubleFunction<Measurement> figure) {
        return Spread.of(figures.stream().mapToDouble(figure).toArray());
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
