package io.headgate.server;

import io.headgate.proxy.Proxy;
import io.headgate.proxy.ProxyEvent;
import io.headgate.proxy.Transport;
import io.headgate.server.LoopbackHttpServer.Request;
import io.headgate.server.LoopbackHttpServer.Response;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code headgate demo}: two sites of two backends, a front door, clients, and a script that kills backends and revives them while the
 * figures are shown. The front door is what {@code headgate run} would be; only the backends and the clients are the demo's own.
 */
@Command(
        name = "demo",
        description = "See a front door at work: two sites, four backends, load, and backends that die and come back.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 8080;
    private static final IntRange PORTS = new IntRange(0, 65_535);
    /** With fewer, a short step would not show who carries what. */
    private static final IntRange RATES = new IntRange(50, 5_000);
    /** In the shortest, each step of the script still lasts a second. */
    private static final DurationRange DURATIONS = new DurationRange(Duration.ofSeconds(6), Duration.ofHours(1));
    /** Backends' ports are below those that systems give to clients: such a client might take the port of a dead backend. */
    private static final IntRange BACKEND_PORTS = new IntRange(9_001, 9_999);

    private static final Duration FIRST_HEALTH_PATIENCE = Duration.ofSeconds(5);
    private static final Pattern CONTROL = Pattern.compile("/(?<backend>[a-z]+-[0-9])/(?<order>start|stop)");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long, 6s..1h; 30s unless given.")
    private Duration duration = Duration.ofSeconds(30);

    @Option(names = "--rate", paramLabel = "N", description = "Requests per second, 50..5000; 200 unless given.")
    private int rate = 200;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The front door's port, 0 for any free one; unless given 8080, or any if that is taken.")
    private @Nullable Integer port;

    @Option(names = "--no-script", description = "Leave it to you to stop and start backends.")
    private boolean noScript;

    private final BlockingQueue<DemoOrder> orders = new LinkedBlockingQueue<>();
    private final List<DemoBackend> backends = new ArrayList<>();

    /** Durations as the configuration file writes them. */
    static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration parsed = DurationRange.parse(text);
            if (parsed == null) {
                throw new TypeConversionException(text + " (expected: a duration such as 30s or 2m)");
            }
            return parsed;
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        String misuse = misuse();
        if (!misuse.isEmpty()) {
            spec.commandLine().getErr().println(misuse);
            return CommandLine.ExitCode.USAGE;
        }
        boolean terminal = isTerminal();
        PrintWriter out = spec.commandLine().getOut();
        try (DemoScreen screen = terminal ? new DemoScreen.Live(out) : new DemoScreen.Lines(out)) {
            startBackends();
            return play(screen, terminal) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IOException e) {
            spec.commandLine().getErr().println("demo: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } finally {
            backends.forEach(DemoBackend::stop);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // never null in JDK 22 to 24; since JDK 25 again null without a terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private String misuse() {
        if (!DURATIONS.contains(duration)) {
            return "--duration: " + DurationRange.format(duration) + " (expected: " + DURATIONS + ")";
        }
        if (!RATES.contains(rate)) {
            return "--rate: " + rate + " (expected: " + RATES + ")";
        }
        Integer wanted = port;
        return wanted != null && !PORTS.contains(wanted) ? "--port: " + wanted + " (expected: " + PORTS + ")" : "";
    }

    private boolean play(DemoScreen screen, boolean terminal) throws IOException, InterruptedException {
        int frontPort = frontPort(screen);
        Path file = DemoFront.write(frontPort, backends);
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        int workers = Runtime.getRuntime().availableProcessors();
        try (Proxy proxy = new Proxy(workers, Transport.AUTO, this::event)) {
            var configuration = new LiveConfiguration(file, "east", () -> secret, new DemoNode(file, proxy, this::say));
            if (!configuration.load()) {
                orders.forEach(order -> {
                    if (order instanceof DemoOrder.Say(var line)) {
                        screen.say(line);
                    }
                });
                throw new IOException(file + ": not accepted");
            }
            if (!proxy.awaitFirstHealth(FIRST_HEALTH_PATIENCE)) {
                throw new IOException("backends have not answered after " + FIRST_HEALTH_PATIENCE.toSeconds() + " s");
            }
            try (var control = LoopbackHttpServer.start("demo-control", /* port= */ 0, this::control);
                    var _ = terminal ? TerminalKeys.listen(this::key) : null) {
                greet(screen, frontPort, file, control.port(), terminal);
                Signals.on("INT", () -> orders.add(new DemoOrder.Stop()));
                Signals.on("TERM", () -> orders.add(new DemoOrder.Stop()));
                try (var load = new DemoLoad(loopback(frontPort), rate)) {
                    List<DemoStep> script = noScript ? List.of() : DemoStep.SCRIPT;
                    return new DemoPlay(screen, configuration, proxy, load, backends, script, orders).play(duration);
                }
            }
        }
    }

    private void greet(DemoScreen screen, int frontPort, Path file, int controlPort, boolean keys) {
        screen.say("Four backends in two sites behind one front door, " + rate + " requests/s over "
                + DemoLoad.CONNECTIONS + " connections for " + DurationRange.format(duration) + ".");
        screen.say("  try it    curl http://127.0.0.1:" + frontPort + "/");
        screen.say("  edit it   " + file);
        screen.say("  break it  curl -X POST http://127.0.0.1:" + controlPort + "/east-1/stop    (or start"
                + (keys ? "; or press 1..4 here, q to end)" : ")"));
        screen.say("");
    }

    // Ports.

    private void startBackends() throws IOException {
        int next = BACKEND_PORTS.min();
        for (String site : List.of("east", "west")) {
            for (int i = 1; i <= 2; i++) {
                DemoBackend backend = startOnFreePort(site + "-" + i, site, next);
                backends.add(backend);
                next = backend.port() + 1;
            }
        }
    }

    private static DemoBackend startOnFreePort(String name, String site, int firstPort) throws IOException {
        for (int candidate = firstPort; BACKEND_PORTS.contains(candidate); candidate++) {
            var backend = new DemoBackend(name, site, candidate);
            try {
                backend.start();
                return backend;
            } catch (IOException _) {
                // Taken: the next one.
            }
        }
        throw new IOException("no free port for " + name + " (expected: one in " + BACKEND_PORTS + ")");
    }

    private int frontPort(DemoScreen screen) throws IOException {
        Integer wanted = port;
        if (wanted != null) {
            return freePort(wanted);
        }
        try {
            return freePort(DEFAULT_PORT);
        } catch (IOException _) {
            int any = freePort(0);
            screen.say("port " + DEFAULT_PORT + " is taken, so the front door is on " + any);
            return any;
        }
    }

    /** Tried with a socket that does not share: the front door's own would join another process's of the same user. */
    private static int freePort(int wanted) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.bind(loopback(wanted));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException("--port: " + wanted + ": " + e.getMessage() + " (expected: a free port)", e);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    // Orders from elsewhere.

    private void event(ProxyEvent event) {
        if (event instanceof ProxyEvent.Swapped(var revision) && revision > 1) {
            say("revision " + revision + " of the configuration is in force");
        }
    }

    private void say(String line) {
        orders.add(new DemoOrder.Say(line));
    }

    private void key(int key) {
        if (key == 'q') {
            orders.add(new DemoOrder.Stop());
        } else if (key >= '1' && key < '1' + backends.size()) {
            orders.add(new DemoOrder.Toggle(backends.get(key - '1')));
        }
    }

    private Response control(Request request) {
        var path = CONTROL.matcher(request.path());
        if (!path.matches()) {
            return new Response(404, "expected: POST /BACKEND/stop or /BACKEND/start\n");
        }
        if (!request.method().equals("POST")) {
            return new Response(405, request.method() + " (expected: POST)\n");
        }
        for (DemoBackend backend : backends) {
            if (backend.name().equals(path.group("backend"))) {
                boolean up = path.group("order").equals("start");
                if (backend.running() != up) {
                    orders.add(new DemoOrder.Toggle(backend));
                }
                return new Response(200, backend.name() + (up ? " starts\n" : " stops\n"));
            }
        }
        return new Response(404, path.group("backend") + " (expected: a backend)\n");
    }
}
