package io.headgate.specs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tlc2.TLC;
import tlc2.output.EC;

/**
 * Starts TLC on a model, in a process of its own: its state is static, so that one process can check one model. The process ends
 * with this one, and writes nothing into the folder of the specifications.
 *
 * @param specFolder where the modules are that others build on
 * @param workers threads that search; with one of them the order of the search, and so the trace, is always the same
 * @param timeout after which the process is ended and the model counts as undecided
 */
record Tlc(Path specFolder, int workers, Duration timeout) {
    Tlc {
        if (workers < 1 || workers > 1024) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1..1024)");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than 0)");
        }
    }

    /**
     * Waits until TLC has searched all of {@code model}, or found what refutes it, or the time is over.
     *
     * @param progress is told from time to time, on a thread of this call, how far the search is
     */
    Result run(Model model, Consumer<Progress> progress) throws IOException, InterruptedException {
        var scratch = Files.createTempDirectory("specs-");
        try {
            return run(model, scratch, progress);
        } finally {
            delete(scratch);
        }
    }

    private Result run(Model model, Path scratch, Consumer<Progress> progress)
            throws IOException, InterruptedException {
        var started = System.nanoTime();
        var process = new ProcessBuilder(command(model, scratch))
                .directory(model.folder().toFile())
                .redirectErrorStream(true)
                .start();
        var killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            var verdict = CompletableFuture.supplyAsync(() -> read(process, progress), Thread::startVirtualThread)
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return verdict.result(Duration.ofNanos(System.nanoTime() - started));
        } catch (TimeoutException _) {
            return new Result(new Outcome.Undecided("no verdict after " + timeout), 0, 0, 0, timeout);
        } catch (ExecutionException e) {
            throw new IOException(model + ": the output of TLC could not be read", e);
        } finally {
            process.destroyForcibly().waitFor();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private static Verdict read(Process process, Consumer<Progress> progress) {
        var verdict = new Verdict();
        try (var output = process.inputReader()) {
            new MessageReader(output, message -> {
                        if (message.code() == EC.TLC_PROGRESS_STATS) {
                            Progress.of(message).ifPresent(progress);
                        }
                        verdict.take(message);
                    })
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return verdict;
    }

    private List<String> command(Model model, Path scratch) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(workers == 1 ? shortRun() : List.of("-XX:+UseParallelGC"));
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + scratch,
                "-DTLA-Library=" + specFolder,
                "-cp",
                jar().toString(),
                TLC.class.getName(),
                "-tool",
                "-difftrace",
                "-deadlock", // means: do not look for deadlocks; models are finite, and all of them end
                "-workers",
                Integer.toString(workers),
                "-fp", // the polynomial of the fingerprints, which else is drawn
                "0",
                "-config",
                model.configuration().getFileName().toString(),
                "-metadir",
                scratch.resolve("states").toString(),
                model.module()));
        return command;
    }

    /** Most of a short run is the start, so classes come from an archive that the first run leaves beside the compiled tests. */
    private static List<String> shortRun() {
        var archive = location(Tlc.class).resolveSibling("tlc.jsa");
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:disable");
    }

    private static Path jar() {
        var jar = location(TLC.class);
        if (!jar.toString().endsWith(".jar")) {
            throw new IllegalStateException(jar + " (expected: the jar of TLC, on the class path "
                    + System.getProperty("java.class.path").replace(File.pathSeparator, " ") + ")");
        }
        return jar;
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
