package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.ProxyEvent;
import io.headgate.proxy.Snapshot;
import io.headgate.proxy.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private long revision;

    @Override
    public Integer call() throws InterruptedException {
        FrontDoor frontDoor = read();
        if (frontDoor == null) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (workers < 1 || workers > 1024) {
            print("--workers: " + workers + " (expected: 1..1024)");
            return CommandLine.ExitCode.USAGE;
        }
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        SnapshotCompiler compiler = new SnapshotCompiler(ownSite(frontDoor), secret);
        try (Proxy proxy = new Proxy(workers, transport, this::print)) {
            if (!swap(proxy, compiler, frontDoor)) {
                return CommandLine.ExitCode.SOFTWARE;
            }
            proxy.awaitFirstHealth(FIRST_HEALTH_PATIENCE);
            print("ready: " + frontDoor.summary() + "; " + workers + " workers on " + proxy.transport());
            Signals.on("TERM", () -> orders.add(Order.STOP));
            Signals.on("INT", () -> orders.add(Order.STOP));
            Signals.on("HUP", () -> orders.add(Order.RELOAD));
            Duration drain = serve(proxy, compiler, frontDoor.drain());
            print("draining for up to " + drain.toSeconds() + " s");
            boolean all = proxy.drain(drain);
            print(all ? "drained" : "closed connections that did not end in time");
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
    private Duration serve(Proxy proxy, SnapshotCompiler compiler, Duration firstDrain) throws InterruptedException {
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
                FrontDoor next = read();
                if (next == null || !swap(proxy, compiler, next)) {
                    print(file + ": not applied; revision " + revision + " stays in force");
                } else {
                    drain = next.drain();
                }
            }
        }
    }

    private @Nullable FrontDoor read() {
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Valid(var frontDoor, var warnings) -> {
                warnings.forEach(this::print);
                yield frontDoor;
            }
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(this::print);
                yield null;
            }
        };
    }

    private boolean swap(Proxy proxy, SnapshotCompiler compiler, FrontDoor frontDoor) {
        try {
            Snapshot next = compiler.compile(frontDoor, revision + 1);
            proxy.swap(next);
            revision++;
            return true;
        } catch (IOException | IllegalArgumentException e) {
            print(e.getMessage() == null ? e.toString() : e.getMessage());
            return false;
        }
    }

    private void print(ProxyEvent event) {
        print(
                switch (event) {
                    case ProxyEvent.HealthChanged(var pool, var endpoint, var from, var to, var why) ->
                        "health: " + pool + " " + endpoint + ": " + from + " -> " + to + ": " + why;
                    case ProxyEvent.Balance(var pool, var worker, var what) ->
                        "balance: " + pool + " worker " + worker + ": " + what;
                    case ProxyEvent.Swapped(var applied) -> "revision " + applied + " is in force";
                });
    }

    private void print(Problem problem) {
        print(problem.toString());
    }

    private void print(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Instant.now() + " " + line);
        err.flush();
    }
}
