package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
 * {@code headgate run FILE}: serves until SIGTERM or SIGINT, then drains. Re-reads the file when it, or a certificate or key it
 * names, changes and on SIGHUP: whole or not at all. One thread, the command's own, does everything here; signals only put a word
 * into its queue.
 */
@Command(
        name = "run",
        description =
                "Serve a configuration file until SIGTERM, then drain. The file is read again when it, or a certificate"
                        + " or key that it names, changes, and on SIGHUP.",
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

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where this node keeps what has to outlive it, such as the secret of persistence cookies."
                    + " Unless given: $STATE_DIRECTORY, or else headgate in $XDG_STATE_HOME or ~/.local/state.")
    private Path data = SecretFile.defaultFolder(System.getenv(), System.getProperty("user.home", ""));

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final EventLog events = new EventLog(InstantSource.system());

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
        try (Proxy proxy = new Proxy(workers, transport, new ProxyEvents(events));
                Admin admin = new Admin(file, proxy, workers, events, InstantSource.system());
                ServingNode node = new ServingNode(file, proxy, admin, events)) {
            LiveConfiguration configuration = new LiveConfiguration(file, site, new SecretFile(data), node);
            if (!configuration.load()) {
                return CommandLine.ExitCode.SOFTWARE;
            }
            proxy.awaitFirstHealth(FIRST_HEALTH_PATIENCE);
            admin.serving();
            events.publish(
                    Event.Kind.READY,
                    configuration.inForce().summary() + "; " + workers + " workers on " + proxy.transport());
            Signals.on("TERM", () -> orders.add(Order.STOP));
            Signals.on("INT", () -> orders.add(Order.STOP));
            Signals.on("HUP", () -> orders.add(Order.RELOAD));
            serve(configuration);
            Duration drain = configuration.inForce().drain();
            admin.draining();
            events.publish(Event.Kind.DRAINING, "for up to " + drain.toSeconds() + " s");
            boolean all = proxy.drain(drain);
            events.publish(
                    Event.Kind.STOPPED,
                    all ? "every connection ended by itself" : "closed connections that did not end in time");
        }
        return CommandLine.ExitCode.OK;
    }

    /** Serves until told to stop. */
    private void serve(LiveConfiguration configuration) throws InterruptedException {
        while (true) {
            switch (orders.poll(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                case STOP -> {
                    return;
                }
                case RELOAD -> configuration.load();
                case null -> configuration.loadIfChanged();
            }
        }
    }
}
