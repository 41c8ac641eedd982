package io.headgate.server;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line. Exit codes: 0 done, 1 failed, 2 bad usage.
 *
 * <p>What every start of {@code run} needs is described by calls, not by annotations: reading those makes the JVM generate a class for each
 * kind, which was a quarter of a start.
 */
public final class Main {
    private static final Map<String, Supplier<CommandLine>> COMMANDS = new TreeMap<>(Map.of(
            "check", () -> new CommandLine(new CheckCommand()),
            "demo", () -> new CommandLine(new DemoCommand()),
            "run", RunCommand::commandLine,
            "status", () -> new CommandLine(new StatusCommand()),
            "store", () -> new CommandLine(new StoreCommand()),
            "train", () -> new CommandLine(new TrainCommand()),
            "version", () -> new CommandLine(new VersionCommand())));

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        boolean named = arguments.length > 0 && COMMANDS.containsKey(arguments[0]);
        // Only the one that is named: every start would pay for the description of all.
        CommandLine commandLine = named ? with(Set.of(arguments[0])) : commandLine();
        System.exit(commandLine.execute(arguments));
    }

    /** With every command. */
    static CommandLine commandLine() {
        return with(COMMANDS.keySet());
    }

    private static CommandLine with(Collection<String> names) {
        CommandSpec spec = CommandSpec.create()
                .name("headgate")
                .versionProvider(() -> new String[] {VersionCommand.line()})
                .addOption(help())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print version information and exit.")
                        .build());
        spec.usageMessage()
                .description("The front door of services that live in more than one data centre.")
                .synopsisSubcommandLabel("COMMAND");
        CommandLine commandLine = new CommandLine(spec);
        COMMANDS.forEach((name, command) -> {
            if (names.contains(name)) {
                commandLine.addSubcommand(name, command.get());
            }
        });
        // Holds for the commands that are there when it is set.
        return commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** {@code -h} of a command that is described by calls. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build();
    }
}
