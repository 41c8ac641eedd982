package io.headgate.server;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headgate version}. */
@Command(name = "version", description = "Print the version of Headgate and of the Java that runs it.")
final class VersionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** What {@code headgate --version} prints, too. */
    static String line() {
        return "headgate " + version() + ", Java " + Runtime.version();
    }

    /** Headgate's own version. */
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(line());
        return CommandLine.ExitCode.OK;
    }
}
