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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * {@code headgate run FILE}: serves until SIGTERM or SIGINT, then drains. Re-reads the file when it, or a certificate or key it
 * names, changes and on SIGHUP: whole or not at all. One thread, the command's own, does everything here; signals only put a word
 * into its queue.
 */
final class RunCommand implements Callable<Integer> {
    /** How soon a changed file is seen. */
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
    /** How long the first health checks may hold back the first request. */
    private static final Duration FIRST_HEALTH_PATIENCE = Duration.ofSeconds(1);

    private enum Order {
        RELOAD,
        STOP
    }

    private final CommandSpec spec;
    private Path file = Path.of("");
    private int workers;
    private Transport transport = Transport.AUTO;
    private @Nullable String site;
    private Path data = Path.of("");

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final EventLog events = new EventLog(InstantSource.system());

    private RunCommand() {
        spec = CommandSpec.wrapWithoutInspection(this);
    }

    /** Described by calls: see {@link Main}. */
    static CommandLine commandLine() {
        CommandSpec spec = new RunCommand().spec;
        spec.name("run")
                .addOption(Main.help())
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .index("0")
                        .arity("1")
                        .required(true)
                        .type(Path.class)
                        .description("The configuration file.")
                        .build())
                .addOption(option("--workers", "N", Integer.class, "Event loops; one per processor unless given."))
                .addOption(option(
                        "--transport", "NAME", Transport.class, "auto, epoll, io_uring or nio; auto unless given."))
                .addOption(
                        option(
                                "--site",
                                "SITE",
                                String.class,
                                "The site this node is in: its endpoints are preferred. The first one in the file unless given."))
                .addOption(option(
                        "--log-format",
                        "FORMAT",
                        EventFormat.class,
                        "How events are written to the standard error: text or json; text unless given."))
                .addOption(option(
                        "--data",
                        "DIR",
                        Path.class,
                        "Where this node keeps what has to outlive it, such as the secret of persistence cookies."
                                + " Unless given: $STATE_DIRECTORY, or else headgate in $XDG_STATE_HOME or"
                                + " ~/.local/state."));
        spec.usageMessage()
                .description(
                        "Serve a configuration file until SIGTERM, then drain. The file is read again when it, or a"
                                + " certificate or key that it names, changes, and on SIGHUP.");
        return new CommandLine(spec);
    }

    private static OptionSpec option(String name, String label, Class<?> type, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(type)
                .description(description)
                .build();
    }

    @Override
    public Integer call() throws InterruptedException {
        ParseResult given = spec.commandLine().getParseResult();
        file = given.matchedPositionalValue(0, file);
        workers = given.matchedOptionValue("--workers", Runtime.getRuntime().availableProcessors());
        transport = given.matchedOptionValue("--transport", Transport.AUTO);
        site = given.matchedOption("--site") == null
                ? null
                : given.matchedOption("--site").getValue();
        EventFormat logFormat = given.matchedOptionValue("--log-format", EventFormat.TEXT);
        data = given.matchedOptionValue(
                "--data", SecretFile.defaultFolder(System.getenv(), System.getProperty("user.home", "")));
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
