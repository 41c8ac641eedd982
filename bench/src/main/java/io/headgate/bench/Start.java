package io.headgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Time from starting the program to its first proxied answer. Every subject has all cores, as on a user's machine. The
 * first start of each is shown apart: files may not be in memory yet.
 */
public final class Start {
    private static final Set<String> OPTIONS = Set.of("runs", "subjects", "headgate-args", "variant", "out");
    private static final int CLIENT_CONNECTIONS = 1024;

    private record Figure(Subject subject, int run, double millis) {}

    private Start() {}

    /** See README.md for the options. */
    public static void main(String... commandLine) {
        System.exit(Benchmark.exitCode(OPTIONS, Start::run, commandLine));
    }

    private static boolean run(Arguments arguments) throws IOException, InterruptedException {
        int runs = arguments.number("runs", /* minimum= */ 2, 11);
        var subjects = Subject.select(arguments, Output.root());
        Prerequisites.require(Prerequisites.forStarting(subjects));
        // Before the first start, because Headgate's launcher builds when it has to.
        var versions = Subject.versions(subjects);
        var figures = new ArrayList<Figure>();
        try (var bench = Workbench.open()) {
            for (int run = 1; run <= runs; run++) {
                for (var subject : subjects) {
                    var figure = new Figure(subject, run, startMillis(bench, subject));
                    figures.add(figure);
                    Progress.say(String.format(
                            Locale.ROOT, "%s run %d of %d: %.1f ms", subject.name(), run, runs, figure.millis()));
                }
            }
        }
        Output.print("start", arguments, versions, List.of(table(subjects, figures)), List.of());
        var csv = new ArrayList<>(List.of("subject,run,millis"));
        for (var figure : figures) {
            csv.add(String.format(Locale.ROOT, "%s,%d,%.3f", figure.subject().name(), figure.run(), figure.millis()));
        }
        Output.writeCsv("start", arguments, csv);
        return true;
    }

    private static double startMillis(Workbench bench, Subject subject) throws IOException, InterruptedException {
        var site = bench.newSite(subject.name(), CLIENT_CONNECTIONS);
        var launch = subject.configure(site);
        long begin = System.nanoTime();
        try (var server = Server.start(subject.name(), launch, site.folder().resolve("log"))) {
            server.awaitAnswer(site.httpPort(), Backend.Body.SMALL.path());
            return (System.nanoTime() - begin) / 1e6;
        }
    }

    private static Table table(List<Subject> subjects, List<Figure> figures) {
        var lines = new ArrayList<List<String>>();
        for (var subject : subjects) {
            var own = figures.stream()
                    .filter(figure -> figure.subject().equals(subject))
                    .toList();
            var warm = own.stream()
                    .filter(figure -> figure.run() > 1)
                    .mapToDouble(Figure::millis)
                    .toArray();
            lines.add(List.of(
                    subject.name(),
                    String.format(Locale.ROOT, "%.1f", own.getFirst().millis()),
                    Spread.of(warm).text(/* decimals= */ 1)));
        }
        return new Table(/* labels= */ 1, List.of("subject", "first ms", "later ms"), lines);
    }
}
