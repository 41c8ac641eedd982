package io.headgate.server;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 bad usage. */
@Command(
        name = "headgate",
        description = "The front door of services that live in more than one data centre.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    private static final Map<String, Class<?>> COMMANDS = new TreeMap<>(Map.of(
            "check", CheckCommand.class,
            "demo", DemoCommand.class,
            "run", RunCommand.class,
            "status", StatusCommand.class,
            "train", TrainCommand.class,
            "version", VersionCommand.class));

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Class<?> named = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        // Only the one that is named: every start would pay for reading the annotations of all.
        CommandLine commandLine = named == null ? commandLine() : with(List.of(named));
        System.exit(commandLine.execute(arguments));
    }

    /** With every command. */
    static CommandLine commandLine() {
        return with(COMMANDS.values());
    }

    private static CommandLine with(Collection<Class<?>> commands) {
        CommandLine commandLine = new CommandLine(new Main());
        commands.forEach(commandLine::addSubcommand);
        // Holds for the commands that are there when it is set.
        return commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    }
}
