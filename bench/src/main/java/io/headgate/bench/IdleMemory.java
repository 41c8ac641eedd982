package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What idle clients cost: resident memory before and after opening many kept-alive connections, each of which has done
 * one request. A hundred connections come and go first, so that what every server sets up once is not counted.
 */
public final class IdleMemory {
    private static final Set<String> OPTIONS =
            Set.of("connections", "rounds", "subjects", "headgate-args", "variant", "out");
    private static final int WARM_UP_CONNECTIONS = 100;
    /** Time for a server to see closed connections, and to trim what it trims. */
    private static final int SETTLE_SECONDS = 2;

    /** Resident memory of one run, before and after opening that many connections. */
    private record Figure(Subject subject, int connections, long beforeBytes, long afterBytes) {
        double kibibytesPerConnection() {
            return (afterBytes - beforeBytes) / 1024.0 / connections;
        }
    }

    private IdleMemory() {}

    /** See README.md for the options. */
    public static void main(String... commandLine) {
        System.exit(Benchmark.exitCode(OPTIONS, IdleMemory::run, commandLine));
    }

    private static boolean run(Arguments arguments) throws IOException, InterruptedException {
        int connections = arguments.number("connections", /* minimum= */ 1, 10_000);
        int rounds = arguments.number("rounds", /* minimum= */ 1, 3);
        var subjects = Subject.select(arguments, Output.root());
        Prerequisites.require(Prerequisites.forStarting(subjects));
        var versions = Subject.versions(subjects);
        var figures = new ArrayList<Figure>();
        try (var bench = Workbench.open()) {
            for (int round = 1; round <= rounds; round++) {
                for (var subject : subjects) {
                    var figure = measure(bench, subject, connections);
                    figures.add(figure);
                    Progress.say(String.format(
                            Locale.ROOT,
                            "%s round %d of %d: %.2f KiB/connection",
                            subject.name(),
                            round,
                            rounds,
                            figure.kibibytesPerConnection()));
                }
            }
        }
        Output.print("idle-memory", arguments, versions, List.of(table(subjects, figures)), List.of());
        var csv = new ArrayList<>(List.of("subject,connections,before_bytes,after_bytes"));
        for (var figure : figures) {
            csv.add(figure.subject().name() + "," + figure.connections() + "," + figure.beforeBytes() + ","
                    + figure.afterBytes());
        }
        Output.writeCsv("idle-memory", arguments, csv);
        return true;
    }

    private static Figure measure(Workbench bench, Subject subject, int connections)
            throws IOException, InterruptedException {
        try (var running = bench.start(subject, connections + WARM_UP_CONNECTIONS)) {
            close(open(running, WARM_UP_CONNECTIONS));
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            long before = Kernel.residentBytes(running.server().pids());
            var open = open(running, connections);
            try {
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                long after = Kernel.residentBytes(running.server().pids());
                // A server that has dropped connections meanwhile would look thrifty: ask on each once more.
                for (var connection : open) {
                    ask(subject, connection);
                }
                return new Figure(subject, connections, before, after);
            } finally {
                close(open);
            }
        }
    }

    private static List<PlainConnection> open(Workbench.Running running, int count) throws IOException {
        var open = new ArrayList<PlainConnection>();
        try {
            while (open.size() < count) {
                open.add(new PlainConnection(running.site().httpPort()));
                ask(running.subject(), open.getLast());
            }
            return open;
        } catch (IOException | BenchFailure failure) {
            Progress.say(running.subject().name() + " failed at connection " + open.size() + " of " + count);
            close(open);
            throw failure;
        }
    }

    private static void ask(Subject subject, PlainConnection connection) throws IOException {
        var answer = connection.get(Backend.Body.SMALL.path());
        if (answer.status() != 200 || !answer.body().equals(Backend.Body.SMALL.content())) {
            throw new BenchFailure(subject.name() + ": status " + answer.status() + " with "
                    + answer.body().length() + " bytes (expected: 200 with the backend's body)");
        }
    }

    private static void close(List<PlainConnection> connections) throws IOException {
        for (var connection : connections) {
            connection.close();
        }
    }

    private static Table table(List<Subject> subjects, List<Figure> figures) {
        var lines = new ArrayList<List<String>>();
        for (var subject : subjects) {
            var own = figures.stream()
                    .filter(figure -> figure.subject().equals(subject))
                    .toList();
            lines.add(List.of(
                    subject.name(),
                    Spread.of(own.stream()
                                    .mapToDouble(each -> each.beforeBytes() / 1048576.0)
                                    .toArray())
                            .text(/* decimals= */ 1),
                    Spread.of(own.stream()
                                    .mapToDouble(each -> each.afterBytes() / 1048576.0)
                                    .toArray())
                            .text(/* decimals= */ 1),
                    Spread.of(own.stream()
                                    .mapToDouble(Figure::kibibytesPerConnection)
                                    .toArray())
                            .text(/* decimals= */ 2)));
        }
        return new Table(/* labels= */ 1, List.of("subject", "before MiB", "after MiB", "KiB/connection"), lines);
    }
}
