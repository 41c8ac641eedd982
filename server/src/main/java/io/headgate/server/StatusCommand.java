package io.headgate.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;

/** {@code headgate status}: what a running node says of itself. Exit code 1 when nobody answers or the node is not ready. */
@Command(
        name = "status",
        description = "Show what a running node serves. Exits with 1 when none answers, or it is not ready.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final Address DEFAULT_ADDRESS = new Address("127.0.0.1", 9901);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    /** Cursor home, and everything below it cleared: redraws without flicker. */
    private static final String REDRAW = "\u001b[H\u001b[J";

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([a-zA-Z0-9.-]{1,253}|\\[[0-9a-fA-F:.]+]):([0-9]{1,5})");

    /** How the status is printed. */
    enum Output {
        TABLE,
        JSON
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "The node's admin address; 127.0.0.1:9901 unless given.")
    private @Nullable String admin;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take the admin address from this configuration file.")
    private @Nullable Path config;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, or json as the node sends it; table unless given.")
    private Output output = Output.TABLE;

    @Option(names = "--watch", description = "Show it again every second, until interrupted.")
    private boolean watch;

    @Override
    public Integer call() throws InterruptedException {
        Address address = address();
        var client = new AdminClient(address);
        if (!watch) {
            return show(client, address, "");
        }
        while (true) {
            show(client, address, output == Output.TABLE ? REDRAW : "");
            TimeUnit.NANOSECONDS.sleep(WATCH_INTERVAL.toNanos());
        }
    }

    private Address address() {
        String given = admin;
        Path file = config;
        if (given != null && file != null) {
            throw new ParameterException(spec.commandLine(), "--admin and --config (expected: one of them)");
        }
        if (given != null) {
            return parsed(given)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            "--admin: " + given + " (expected: host:port, such as 127.0.0.1:9901)"));
        }
        return file == null ? DEFAULT_ADDRESS : configured(file);
    }

    private static Optional<Address> parsed(String text) {
        Matcher parts = HOST_AND_PORT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts.group(2));
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        return Address.PORT.contains(port) ? Optional.of(new Address(host, port)) : Optional.empty();
    }

    private Address configured(Path file) {
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Valid(var frontDoor, var _) -> {
                AdminConfig there = frontDoor.admin();
                if (there == null) {
                    throw new ParameterException(
                            spec.commandLine(), file + ": no admin.bind (expected: a file with an admin address)");
                }
                InetSocketAddress bind = there.bind();
                yield new Address(bind.getAddress().getHostAddress(), bind.getPort());
            }
            case ConfigResult.Invalid(var problems) ->
                throw new ParameterException(
                        spec.commandLine(), problems.getFirst() + " (all problems: headgate check " + file + ")");
        };
    }

    private int show(AdminClient client, Address address, String before) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            AdminClient.Reply reply = client.get("/status");
            if (reply.status() != 200) {
                return failed(
                        address + " answers /status with " + reply.status() + " (expected: a Headgate node's 200)");
            }
            Status status = Json.read(reply.body(), Status.class);
            switch (output) {
                case TABLE -> out.print(before + StatusText.render(status));
                case JSON -> out.print(new String(reply.body(), StandardCharsets.UTF_8));
            }
            out.flush();
            return status.state() == NodeState.Phase.SERVING
                    ? CommandLine.ExitCode.OK
                    : failed("not ready: " + status.state().code());
        } catch (ConnectException _) {
            return failed("nobody answers on " + address + " (expected: a node that runs with admin: { bind: \""
                    + address + "\" })");
        } catch (IOException | JacksonException e) {
            return failed(address + ": " + e.getMessage() + " (expected: a Headgate node's admin address)");
        }
    }

    private int failed(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(message);
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
