package io.headgate.server;

import io.headgate.server.Problem.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate check FILE...}. */
@Command(
        name = "check",
        description = "Check configuration files and print everything that is wrong with them.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    /** How the outcome is printed. */
    enum Output {
        TEXT,
        JSON
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files to check, each on its own.")
    private List<Path> files = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text: problems to standard error; json: an array of problems to standard output.")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        List<Problem> problems = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (Path file : files) {
            switch (ConfigReader.read(file)) {
                case ConfigResult.Valid(var frontDoor, var warnings) -> {
                    problems.addAll(warnings);
                    if (output == Output.TEXT) {
                        out.println(file + ": " + frontDoor.summary());
                    }
                }
                case ConfigResult.Invalid(var found) -> problems.addAll(found);
            }
        }
        out.flush();
        if (output == Output.JSON) {
            out.println(ProblemsJson.render(problems));
        } else {
            printText(problems);
        }
        boolean refused = problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        return refused ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
    }

    private void printText(List<Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        problems.forEach(err::println);
        long errors = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .count();
        err.println(counted(errors, "error") + ", " + counted(problems.size() - errors, "warning"));
        err.flush();
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
