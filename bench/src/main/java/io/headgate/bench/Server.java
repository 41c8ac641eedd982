package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that runs as our child, in the foreground, its output in a log file. {@link #close} ends it and its
 * children, by process and never by name; a shutdown hook does the same when the benchmark is interrupted.
 */
final class Server implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final int LOG_TAIL_CHARACTERS = 4_000;

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread hook = new Thread(this::stop, "stop-server");

    private Server(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    static Server start(String name, Launch launch, Path log) throws IOException {
        var builder = new ProcessBuilder(launch.command())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(launch.environment());
        var server = new Server(name, builder.start(), log);
        Runtime.getRuntime().addShutdownHook(server.hook);
        return server;
    }

    /** The server's processes that live now: the one started and everything it started. */
    List<Long> pids() {
        var pids = new ArrayList<Long>();
        pids.add(process.pid());
        process.descendants().map(ProcessHandle::pid).sorted().forEach(pids::add);
        return pids;
    }

    /**
     * Asks for {@code path} every half millisecond until it is answered with 200.
     *
     * @throws BenchFailure with the end of the log, when the server ends or has not answered within a minute
     */
    void awaitAnswer(int port, String path) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers(port, path)) {
            requireAlive("an answer on port " + port);
            if (deadlineNanos - System.nanoTime() <= 0) {
                throw new BenchFailure(name + ": no answer to " + path + " on port " + port + " (expected: 200 within "
                        + START_LIMIT.toSeconds() + " s)\n" + logTail());
            }
            TimeUnit.MICROSECONDS.sleep(500);
        }
    }

    /** @throws BenchFailure with the end of the log, when the server has ended */
    void requireAlive(String expected) throws IOException {
        if (!process.isAlive()) {
            throw new BenchFailure(
                    name + ": ended with " + process.exitValue() + " (expected: " + expected + ")\n" + logTail());
        }
    }

    private static boolean answers(int port, String path) {
        try (var connection = new PlainConnection(port)) {
            return connection.get(path).status() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /** The last lines that the server wrote. */
    String logTail() throws IOException {
        var text = Files.readString(log);
        return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARACTERS));
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The virtual machine is going down: the hook runs beside us and finds nothing left to stop.
        }
    }

    private void stop() {
        var family = new ArrayList<ProcessHandle>();
        family.add(process.toHandle());
        process.descendants().forEach(family::add);
        process.destroy();
        for (var member : family) {
            try {
                member.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException _) {
                member.destroyForcibly();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                member.destroyForcibly();
            }
        }
    }
}
