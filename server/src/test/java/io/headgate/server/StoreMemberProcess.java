package io.headgate.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One member of a store in a process of its own, which is started, stopped and killed. Guarded by itself: one thread uses it,
 * but it may be closed by another when the whole program ends, and is not started again after that.
 */
final class StoreMemberProcess implements AutoCloseable {
    /** A killed process is gone at once, unless the machine is very busy. */
    private static final long PATIENCE_SECONDS = 60;

    private static final int TOLD_LINES = 30;

    private final String name;
    private final List<String> command;
    private final Path log;
    private @Nullable Process process;
    private boolean isClosed;

    /** @param log where both of its outputs are added */
    StoreMemberProcess(String name, List<String> command, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
    }

    synchronized void start() throws IOException {
        if (isClosed) {
            throw new IllegalStateException(name + " has been closed");
        }
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Not in the command: the system tells of another process only commands of some length.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        process = builder.start();
    }

    /** SIGKILL, and waits until it is gone; also where it was stopped by {@link #pause}. */
    synchronized void kill() throws InterruptedException {
        Process running = running();
        running.destroyForcibly();
        if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + ", process " + running.pid() + ", outlives SIGKILL");
        }
        process = null;
    }

    /** SIGSTOP. */
    synchronized void pause() throws IOException {
        signal("STOP");
    }

    /** SIGCONT. */
    synchronized void proceed() throws IOException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException {
        Process running = running();
        if (running.isAlive()) {
            StorePrograms.run("sh", "-c", "kill -" + signal + " " + running.pid());
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " does not run (expected: started, and not killed)");
        }
        return process;
    }

    /** How it ended if it did so by itself, which a member must not; null if it runs, or was killed here. */
    synchronized @Nullable String ownEnd() throws IOException {
        if (process == null || process.isAlive()) {
            return null;
        }
        return name + " ended by itself with exit code " + process.exitValue() + ":\n" + lastWords();
    }

    /** The end of what it said. */
    String lastWords() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
