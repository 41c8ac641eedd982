package io.headgate.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of Debian packages that tests start. */
final class Programs {
    /** Long enough for a slow machine; nothing waits that long when all is well. */
    static final long PATIENCE_SECONDS = 60;

    private Programs() {}

    /** Skips the test if {@code verify} could not install the program. */
    static void require(String program) {
        String missing = System.getenv("HEADGATE_SKIP_MISSING");
        assumeFalse(missing != null && List.of(missing.split(" ")).contains(program), program + " is not here");
    }

    /** What a program said, and how it ended. */
    record Ended(int exitCode, String output) {}

    /** Runs a program to its end. Both of its outputs go to a file in this folder, so that it never waits for a reader. */
    static Ended run(Path folder, Map<String, String> environment, List<String> command, String input)
            throws IOException, InterruptedException {
        require(command.getFirst());
        Path file = Files.writeString(Files.createTempFile(folder, "input", ".txt"), input);
        Path output = Files.createTempFile(folder, "output", ".txt");
        var builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertThat(ended).as("%s ends: %s", command, said).isTrue();
        return new Ended(process.exitValue(), said);
    }

    /** A port of loopback that was free a moment ago. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
