package io.headgate.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 bad usage. */
@Command(
        name = "headgate",
        description = "The front door of services that live in more than one data centre.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        subcommands = {RunCommand.class, DemoCommand.class, CheckCommand.class, VersionCommand.class},
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
