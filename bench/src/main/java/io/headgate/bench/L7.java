package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The L7 comparison. All subjects run throughout, pinned to one core with one worker; the backend and the load
 * generator have the other core. For each row every subject is warmed up, then rounds go A B C A B C.
 */
public final class L7 {
    private static final Set<String> OPTIONS =
            Set.of("rounds", "seconds", "warmup", "rows", "subjects", "headgate-args", "variant", "out");
    private static final int CLIENT_CONNECTIONS = 8192;

    private final Arguments arguments;
    private final int rounds;
    private final int seconds;
    private final List<Row> rows;
    private final List<Subject> subjects;

    private L7(Arguments arguments) {
        this.arguments = arguments;
        this.rounds = arguments.number("rounds", /* minimum= */ 1, 3);
        this.seconds = arguments.number("seconds", /* minimum= */ 1, 8);
        var everyRow = Row.ALL.stream().map(Row::title).collect(Collectors.joining(","));
        this.rows = arguments.words("rows", everyRow).stream().map(Row::titled).toList();
        this.subjects = Subject.select(arguments, Output.root());
    }

    /** See README.md for the options. */
    public static void main(String... commandLine) {
        System.exit(Benchmark.exitCode(OPTIONS, arguments -> new L7(arguments).run(), commandLine));
    }

    private boolean run() throws IOException, InterruptedException {
        Prerequisites.require(Prerequisites.forL7(subjects));
        var versions = Subject.versions(subjects);
        var measurements = measureAll();
        var report = new Report(rows, subjects, measurements);
        Output.print("l7", arguments, versions, List.of(report.table()), report.problems());
        var csv = new ArrayList<>(List.of(Measurement.CSV_HEADER));
        measurements.stream().map(Measurement::csv).forEach(csv::add);
        Output.writeCsv("l7", arguments, csv);
        return report.problems().isEmpty();
    }

    private List<Measurement> measureAll() throws IOException, InterruptedException {
        var running = new ArrayList<Workbench.Running>();
        try (var bench = Workbench.open()) {
            try {
                for (var subject : subjects) {
                    var started = bench.start(subject, CLIENT_CONNECTIONS);
                    running.add(started);
                    AnswerCheck.run(started, rows.stream().anyMatch(row -> row.tool() instanceof H2Streams));
                    Progress.say(subject.name() + " runs and answers right");
                }
                var measurements = new ArrayList<Measurement>();
                var round = new Round(bench, CpuClock.ofThisMachine());
                for (var row : rows) {
                    measurements.addAll(measure(round, row, running));
                }
                return measurements;
            } finally {
                running.forEach(Workbench.Running::close);
            }
        }
    }

    private List<Measurement> measure(Round round, Row row, List<Workbench.Running> running)
            throws IOException, InterruptedException {
        for (var each : running) {
            int warmUp =
                    arguments.number("warmup", /* minimum= */ 1, each.subject().warmUpSeconds());
            Progress.say(row.title() + " " + each.subject().name() + " warms up for " + warmUp + " s");
            round.measure(each, row, /* number= */ 0, warmUp);
        }
        var measurements = new ArrayList<Measurement>();
        for (int number = 1; number <= rounds; number++) {
            for (var each : running) {
                var measurement = round.measure(each, row, number, seconds);
                Progress.say(String.format(
                        Locale.ROOT,
                        "%s %s round %d of %d: %.1f µs/request%s",
                        row.title(),
                        each.subject().name(),
                        number,
                        rounds,
                        measurement.cpuMicros(),
                        measurement.isFigure() ? "" : ", void: " + measurement.problems()));
                measurements.add(measurement);
            }
        }
        return measurements;
    }
}
