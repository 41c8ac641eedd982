package io.headgate.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short programs of the system that are run to their end. */
final class StorePrograms {
    private StorePrograms() {}

    /**
     * Runs a program that ends soon and says little.
     *
     * @return what it said on both outputs
     * @throws IOException if it cannot be started, or ends with anything but 0
     */
    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            process.getOutputStream().close();
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new IOException(List.of(command) + ": exit code " + exitCode + ", " + said.strip());
            }
            return said;
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + List.of(command) + " ran");
        }
    }
}
