package io.headgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The comparison of stores as a table: one line for each row and subject, medians over the rounds that are figures. */
record StoreReport(List<String> rows, List<StoreSubject> subjects, List<Measurement> measurements) {
    private static final double MEBIBYTE = 1024 * 1024;
    private static final String NONE = "-";
    private static final List<String> HEADER = List.of(
            "row",
            "subject",
            "CPU µs/op",
            "to etcd",
            "user",
            "op/s",
            "to etcd",
            "p50 µs",
            "p99 µs",
            "to etcd",
            "RSS MiB",
            "void");

    StoreReport {
        rows = List.copyOf(rows);
        subjects = List.copyOf(subjects);
        measurements = List.copyOf(measurements);
    }

    Table table() {
        var lines = new ArrayList<List<String>>();
        for (var row : rows) {
            for (var subject : subjects) {
                lines.add(line(row, subject));
            }
        }
        return new Table(/* labels= */ 2, HEADER, lines);
    }

    private List<String> line(String row, StoreSubject subject) {
        var figures = Figures.of(row, subject.name(), measurements);
        var line = new ArrayList<>(List.of(row, subject.name()));
        if (figures.isEmpty()) {
            while (line.size() < HEADER.size() - 1) {
                line.add(NONE);
            }
        } else {
            line.add(figures.spread(Measurement::cpuMicros).text(/* decimals= */ 1));
            line.add(ratio(row, figures, Measurement::cpuMicros));
            line.add(format("%.0f%%", 100 * figures.median(each -> each.cpu().userShare())));
            line.add(figures.spread(StoreReport::perSecond).text(/* decimals= */ 0));
            line.add(ratio(row, figures, StoreReport::perSecond));
            line.add(format("%.0f", figures.median(each -> each.load().p50Micros())));
            line.add(figures.spread(StoreReport::p99).text(/* decimals= */ 0));
            line.add(ratio(row, figures, StoreReport::p99));
            line.add(format("%.1f", figures.median(Measurement::residentBytes) / MEBIBYTE));
        }
        line.add(Long.toString(figures.voided()));
        return line;
    }

    private String ratio(String row, Figures own, ToDoubleFunction<Measurement> figure) {
        return subjects.stream()
                .filter(StoreSubject::isPeer)
                .map(peer -> Figures.of(row, peer.name(), measurements))
                .filter(peer -> !peer.isEmpty())
                .findFirst()
                .map(peer -> format("%.2f", own.median(figure) / peer.median(figure)))
                .orElse(NONE);
    }

    private static double perSecond(Measurement measurement) {
        return measurement.load().requestsPerSecond();
    }

    private static double p99(Measurement measurement) {
        return measurement.load().p99Micros();
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
