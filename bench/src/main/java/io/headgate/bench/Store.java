package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The comparison of stores: clusters of three members each, which share both cores with each other and with the load.
 * For each row every subject gets a new cluster with the same keys, all are warmed up, then rounds go A B A B. So a row
 * does not depend on which rows were before it.
 */
public final class Store {
    private static final Set<String> OPTIONS = Set.of(
            "rounds", "seconds", "warmup", "rows", "subjects", "headgate-args", "variant", "keys", "folder", "out");
    private static final int KEYS = 10_000;
    private static final int MANY_KEYS = 1_000_000;

    private final Arguments arguments;
    private final int rounds;
    private final int seconds;
    private final int manyKeys;
    private final List<String> titles;
    private final List<StoreSubject> subjects;
    private final List<Measurement> measurements = new ArrayList<>();
    /** Why rows are incomplete, a sentence each. */
    private final List<String> failures = new ArrayList<>();

    private Store(Arguments arguments) {
        this.arguments = arguments;
        this.rounds = arguments.number("rounds", /* minimum= */ 1, 3);
        this.seconds = arguments.number("seconds", /* minimum= */ 1, 8);
        this.manyKeys = arguments.number("keys", /* minimum= */ 1_000, MANY_KEYS);
        this.titles = titles(arguments);
        this.subjects = StoreSubject.select(arguments, Output.root());
    }

    /** See README.md for the options. */
    public static void main(String... commandLine) {
        System.exit(Benchmark.exitCode(OPTIONS, arguments -> new Store(arguments).run(), commandLine));
    }

    private static List<String> titles(Arguments arguments) {
        var all = Stream.concat(StoreRow.ALL.stream().map(StoreRow::title), Stream.of(MillionKeys.TITLE))
                .toList();
        var chosen = arguments.words("rows", String.join(",", all));
        for (var title : chosen) {
            if (!all.contains(title)) {
                throw new UsageException("--rows: " + title + " (expected: one of " + all + ")");
            }
        }
        return chosen;
    }

    private boolean run() throws IOException, InterruptedException {
        Prerequisites.require(Prerequisites.forStore(subjects));
        var versions = StoreSubject.versions(subjects);
        var parent = Path.of(
                arguments.text("folder", Output.root().resolve("bench/target").toString()));
        try (var folder = TemporaryFolder.in(parent)) {
            requireDisk(folder.path());
            var disk = new DiskProbe(folder.path());
            var many = new MillionKeys(folder.path(), manyKeys);
            for (var title : titles) {
                try {
                    if (title.equals(MillionKeys.TITLE)) {
                        many.run(subjects, rounds);
                    } else {
                        measure(StoreRow.titled(title), folder.path(), disk);
                    }
                } catch (BenchFailure | IOException failure) {
                    // What the other rows cost is worth knowing all the same, and takes long to find out again.
                    Progress.say(title + ": " + failure.getMessage());
                    failures.add(title + " ended early: "
                            + String.valueOf(failure.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
                }
            }
            report(versions, disk, many);
        }
        return failures.isEmpty() && measurements.stream().allMatch(Measurement::isFigure);
    }

    /** On a file system in memory there is nothing to wait for, and a store is compared by how it waits. */
    private static void requireDisk(Path folder) throws IOException {
        var type = Files.getFileStore(folder).type();
        if (type.equals("tmpfs") || type.equals("ramfs")) {
            throw new BenchFailure(
                    folder + ": is on " + type + " (expected: a folder on a disk; name one with --folder)");
        }
    }

    private void measure(StoreRow row, Path folder, DiskProbe disk) throws IOException, InterruptedException {
        var contestants = new ArrayList<Contestant>();
        try {
            for (var subject : subjects) {
                contestants.add(Contestant.start(subject, folder));
                Progress.say(row.title() + " " + subject.name() + " runs and answers right");
            }
            var round = new StoreRound(CpuClock.ofThisMachine());
            for (var each : contestants) {
                int warmUp = arguments.number(
                        "warmup", /* minimum= */ 1, each.cluster().subject().warmUpSeconds());
                round.measure(each.cluster(), row, each.keys(), /* number= */ 0, warmUp);
            }
            for (int number = 1; number <= rounds; number++) {
                disk.run(row.title());
                for (var each : contestants) {
                    var measurement = round.measure(each.cluster(), row, each.keys(), number, seconds);
                    say(measurement);
                    measurements.add(measurement);
                }
            }
        } finally {
            for (var each : contestants) {
                each.cluster().close();
            }
        }
    }

    private void say(Measurement measurement) {
        Progress.say(String.format(
                Locale.ROOT,
                "%s %s round %d of %d: %.0f/s, p99 %.0f µs, CPU %.1f µs/op%s",
                measurement.row(),
                measurement.subject(),
                measurement.round(),
                rounds,
                measurement.load().requestsPerSecond(),
                measurement.load().p99Micros(),
                measurement.cpuMicros(),
                measurement.isFigure() ? "" : ", void: " + measurement.problems()));
    }

    private void report(List<String> versions, DiskProbe disk, MillionKeys many) throws IOException {
        var rows = titles.stream()
                .filter(title -> !title.equals(MillionKeys.TITLE))
                .toList();
        var tables = new ArrayList<Table>();
        if (!rows.isEmpty()) {
            tables.add(new StoreReport(rows, subjects, measurements).table());
            tables.add(disk.table());
            var csv = new ArrayList<>(List.of(Measurement.CSV_HEADER));
            measurements.stream().map(Measurement::csv).forEach(csv::add);
            Output.writeCsv("store", arguments, csv);
            Output.writeCsv("store-disk", arguments, prepend("row,p50_us,p99_us", disk.csv()));
        }
        if (titles.contains(MillionKeys.TITLE)) {
            tables.add(many.table());
            Output.writeCsv("store-many", arguments, prepend("subject,round,start_ms,rss_bytes", many.csv()));
        }
        var problems = new ArrayList<>(failures);
        problems.addAll(Figures.problems(measurements));
        Output.print("store", arguments, versions, tables, problems);
    }

    private static List<String> prepend(String header, List<String> lines) {
        return Stream.concat(Stream.of(header), lines.stream()).toList();
    }

    /** A cluster that runs, with what its keys must hold. */
    private record Contestant(Cluster cluster, KeySpace keys) {
        static Contestant start(StoreSubject subject, Path folder) throws IOException, InterruptedException {
            var cluster = Cluster.create(subject, folder);
            try {
                cluster.start();
                cluster.awaitAll();
                var keys = new KeySpace(KEYS);
                MillionKeys.fill(cluster, keys);
                StoreCheck.answers(cluster, keys);
                return new Contestant(cluster, keys);
            } catch (IOException | InterruptedException | RuntimeException failure) {
                cluster.close();
                throw failure;
            }
        }
    }
}
