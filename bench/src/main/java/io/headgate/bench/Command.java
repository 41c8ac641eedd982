package io.headgate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that are run to their end. */
final class Command {
    private Command() {}

    /** Standard output and error of a program that has to end well within a minute. */
    static String output(String... command) throws IOException, InterruptedException {
        return output(Arrays.asList(command), Map.of(), /* limitSeconds= */ 60);
    }

    /**
     * Runs a program with {@code environment} added to ours. Its output goes through a file, so that a child that
     * outlives its limit cannot hold us in a read.
     *
     * @throws BenchFailure when it exits with anything but 0 or is not done after {@code limitSeconds}; it is killed then
     */
    static String output(List<String> command, Map<String, String> environment, int limitSeconds)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("headgate-bench", ".out");
        output.toFile().deleteOnExit();
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            boolean ended = endsWithin(limitSeconds, process);
            var text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended) {
                throw new BenchFailure(String.join(" ", command) + ": still running after " + limitSeconds
                        + " s (expected: its end)\n" + text);
            }
            if (process.exitValue() != 0) {
                throw new BenchFailure(
                        String.join(" ", command) + ": exit code " + process.exitValue() + " (expected: 0)\n" + text);
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Waits for the end of a program, which does not outlive this call nor our own end. */
    private static boolean endsWithin(int limitSeconds, Process process) throws InterruptedException {
        var hook = new Thread(process::destroyForcibly, "stop-program");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return process.waitFor(limitSeconds, TimeUnit.SECONDS);
        } finally {
            if (process.isAlive()) {
                process.destroyForcibly().waitFor();
            }
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The virtual machine is going down, and the hook with it.
            }
        }
    }
}
