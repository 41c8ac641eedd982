package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy under measurement. All do the same job: one worker, one route, kept-alive connections to one backend,
 * {@code X-Forwarded-For}, {@code X-Forwarded-Proto} and {@code X-Request-ID} added, no access log.
 */
sealed interface Subject permits Headgate, Haproxy, Nginx {

    /** Name in tables and on the command line. */
    String name();

    /** What it says its version is, in one line. Called once before anything is measured, so it may build. */
    String version() throws IOException, InterruptedException;

    /** Writes the configuration into the site's folder and says how to start it in the foreground. */
    Launch configure(Site site) throws IOException;

    /** Seconds of load before the first figure is taken, unless the command line says otherwise. */
    int warmUpSeconds();

    /** Whether it is one of those that Headgate is compared with. */
    boolean isPeer();

    /**
     * The subjects that {@code --subjects}, {@code --headgate-args} and {@code --variant name=args} name, in that order.
     *
     * @throws UsageException for an unknown or repeated name
     */
    static List<Subject> select(Arguments arguments, Path root) {
        var selected = new ArrayList<Subject>();
        for (var name : arguments.words("subjects", "headgate,haproxy,nginx")) {
            selected.add(
                    switch (name) {
                        case "headgate" -> new Headgate(name, root, arguments.text("headgate-args", ""));
                        case "haproxy" -> new Haproxy();
                        case "nginx" -> new Nginx();
                        default ->
                            throw new UsageException("--subjects: " + name + " (expected: headgate, haproxy or nginx)");
                    });
        }
        for (var variant : arguments.all("variant")) {
            int equals = variant.indexOf('=');
            if (equals < 1) {
                throw new UsageException("--variant: " + variant + " (expected: name=JVM arguments)");
            }
            selected.add(new Headgate(variant.substring(0, equals), root, variant.substring(equals + 1)));
        }
        var names = selected.stream().map(Subject::name).toList();
        if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
            throw new UsageException("--subjects, --variant: " + names + " (expected: at least one, each name once)");
        }
        return List.copyOf(selected);
    }

    /** Name and version of each, for the head of a report; Headgate's launcher builds for this when it has to. */
    static List<String> versions(List<Subject> subjects) throws IOException, InterruptedException {
        var versions = new ArrayList<String>();
        for (var subject : subjects) {
            versions.add(subject.name() + ": " + subject.version());
        }
        return versions;
    }
}
