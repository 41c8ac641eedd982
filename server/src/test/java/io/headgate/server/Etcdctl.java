package io.headgate.server;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.headgate.server.RunningStore.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Debian's etcdctl.
 *
 * @param folder where its outputs go, so that it never waits for a reader
 */
record Etcdctl(Path folder) {
    /** Skips the test if {@code verify} could not install it. */
    static void require() {
        String missing = System.getenv("HEADGATE_SKIP_MISSING");
        assumeFalse(missing != null && List.of(missing.split(" ")).contains("etcdctl"), "etcdctl is not here");
    }

    /** Starts it; it may go on until it is destroyed. */
    Process start(Path out, Path err, String... arguments) throws Exception {
        require();
        List<String> command = new ArrayList<>(List.of("etcdctl"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("ETCDCTL_API", "3");
        return builder.start();
    }

    /** Runs it to its end. */
    Run run(String... arguments) throws Exception {
        Path out = Files.createTempFile(folder, "etcdctl", ".out");
        Path err = Files.createTempFile(folder, "etcdctl", ".err");
        Process process = start(out, err, arguments);
        process.getOutputStream().close();
        boolean ended = process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        var run = new Run(ended ? process.exitValue() : -1, Files.readString(out), Files.readString(err));
        if (!ended) {
            throw new AssertionError("etcdctl " + List.of(arguments) + " does not end: " + run);
        }
        return run;
    }

    /** What it printed; nothing else was expected of it than to succeed. */
    String ok(String... arguments) throws Exception {
        Run run = run(arguments);
        if (run.exitCode() != 0) {
            throw new AssertionError("etcdctl " + List.of(arguments) + ": " + run);
        }
        return run.out();
    }
}
