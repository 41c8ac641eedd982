package io.headgate.server;

import static io.headgate.server.EventLog.fields;
import static java.util.Map.entry;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Snapshot;
import io.headgate.proxy.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code headgate run FILE}: serves until SIGTERM or SIGINT, then drains. Re-reads the file when it changes and on SIGHUP: whole or
 * not at all. One thread, the command's own, does everything here; signals only put a word into its queue.
 */
@Command(
        name = "run",
        description =
                "Serve a configuration file until SIGTERM, then drain. The file is read again when it changes and on SIGHUP.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /** How soon a changed file is seen. */
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
    /** How long the first health checks may hold back the first request. */
    private static final Duration FIRST_HEALTH_PATIENCE = Duration.ofSeconds(1);

    private enum Order {
        RELOAD,
        STOP
    }

    /** What tells one version of a file from the next. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {
        static @Nullable Stamp of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException _) {
                return null;
            }
        }
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1", paramLabel = "FILE", description = "The configuration file.")
    private Path file = Path.of("front.yaml");

    @Option(names = "--workers", paramLabel = "N", description = "Event loops; one per processor unless given.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "auto, epoll, io_uring or nio; auto unless given.")
    private Transport transport = Transport.AUTO;

    @Option(
            names = "--site",
            paramLabel = "SITE",
            description =
                    "The site this node is in: its endpoints are preferred. The first one in the file unless given.")
    private @Nullable String site;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How events are written to the standard error: text or json; text unless given.")
    private EventFormat logFormat = EventFormat.TEXT;

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final EventLog events = new EventLog(InstantSource.system());
    private long revision;

    @Override
    public Integer call() throws InterruptedException {
        if (workers < 1 || workers > 1024) {
            throw new ParameterException(spec.commandLine(), "--workers: " + workers + " (expected: 1..1024)");
        }
        try (var _ = new EventWriter(events, spec.commandLine().getErr(), logFormat)) {
            return run();
        }
    }

    private int run() throws InterruptedException {
        FrontDoor frontDoor = reported(ConfigReader.read(file));
        if (frontDoor == null) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        SnapshotCompiler compiler = new SnapshotCompiler(ownSite(frontDoor), secret);
        try (Proxy proxy = new Proxy(workers, transport, new ProxyEvents(events));
                Admin admin = new Admin(file, proxy, workers, events, InstantSource.system())) {
            if (!swapped(proxy, admin, compiler, frontDoor)) {
                return CommandLine.ExitCode.SOFTWARE;
            }
            proxy.awaitFirstHealth(FIRST_HEALTH_PATIENCE);
            admin.serving();
            events.publish(Event.Kind.READY, frontDoor.summary() + "; " + workers + " workers on " + proxy.transport());
            Signals.on("TERM", () -> orders.add(Order.STOP));
            Signals.on("INT", () -> orders.add(Order.STOP));
            Signals.on("HUP", () -> orders.add(Order.RELOAD));
            Duration drain = serve(proxy, admin, compiler, frontDoor.drain());
            admin.draining();
            events.publish(Event.Kind.DRAINING, "for up to " + drain.toSeconds() + " s");
            boolean all = proxy.drain(drain);
            events.publish(
                    Event.Kind.STOPPED,
                    all ? "every connection ended by itself" : "closed connections that did not end in time");
        }
        return CommandLine.ExitCode.OK;
    }

    private String ownSite(FrontDoor frontDoor) {
        String given = site;
        if (given != null) {
            return given;
        }
        return frontDoor.sites().isEmpty() ? "" : frontDoor.sites().getFirst().name();
    }

    /** Serves until told to stop; returns how long to drain. */
    private Duration serve(Proxy proxy, Admin admin, SnapshotCompiler compiler, Duration firstDrain)
            throws InterruptedException {
        Duration drain = firstDrain;
        Stamp seen = Stamp.of(file);
        while (true) {
            Order order = orders.poll(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            if (order == Order.STOP) {
                return drain;
            }
            Stamp now = Stamp.of(file);
            boolean changed = now != null && !now.equals(seen);
            if (order == Order.RELOAD || changed) {
                seen = now;
                ConfigResult result = ConfigReader.read(file);
                FrontDoor next = reported(result);
                if (next != null && swapped(proxy, admin, compiler, next)) {
                    drain = next.drain();
                } else if (result instanceof ConfigResult.Invalid(var problems)) {
                    reject(admin, problems.stream().map(Problem::toString).toList());
                }
            }
        }
    }

    /** The configuration if it is valid; publishes what is wrong with it or worth a look. */
    private @Nullable FrontDoor reported(ConfigResult result) {
        return switch (result) {
            case ConfigResult.Valid(var frontDoor, var warnings) -> {
                publish(warnings);
                yield frontDoor;
            }
            case ConfigResult.Invalid(var problems) -> {
                publish(problems);
                yield null;
            }
        };
    }

    /** Makes {@code frontDoor} the configuration in force, admin address included, or says why not and changes nothing. */
    private boolean swapped(Proxy proxy, Admin admin, SnapshotCompiler compiler, FrontDoor frontDoor) {
        try {
            Snapshot next = compiler.compile(frontDoor, revision + 1);
            try (Admin.Change change = admin.prepare(frontDoor)) {
                proxy.swap(next);
                revision++;
                change.commit(revision);
            }
            return true;
        } catch (IOException | IllegalArgumentException e) {
            String problem = e.getMessage() == null ? e.toString() : e.getMessage();
            events.publish(Event.Kind.PROBLEM, problem);
            reject(admin, List.of(problem));
            return false;
        }
    }

    private void reject(Admin admin, List<String> problems) {
        admin.rejected(problems);
        events.publish(
                Event.Kind.REJECTED,
                file + ": not applied; " + (revision == 0 ? "nothing" : "revision " + revision) + " stays in force",
                fields(entry("file", file.toString()), entry("revision", revision)));
    }

    private void publish(List<Problem> problems) {
        problems.stream()
                .limit(NodeState.Rejected.MAX_PROBLEMS)
                .forEach(problem -> events.publish(
                        Event.Kind.PROBLEM,
                        problem.toString(),
                        fields(
                                entry("file", problem.at().file()),
                                entry("line", (long) problem.at().line()),
                                entry("column", (long) problem.at().column()),
                                entry("severity", problem.severity().name().toLowerCase(Locale.ROOT)),
                                entry("key", problem.key()))));
        int more = problems.size() - NodeState.Rejected.MAX_PROBLEMS;
        if (more > 0) {
            events.publish(Event.Kind.PROBLEM, "and " + more + " more: headgate check " + file);
        }
    }
}
