package io.headgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts one load on one subject and accounts for it. Beside what the load generator says it asks two others: the
 * backend's counters must agree on the number of requests and show that connections to it were reused, and the kernel
 * must have accepted a connection per request where the row promises that.
 */
record Round(Workbench bench, CpuClock clock) {
    /** Connections to the backend that are no sign of missing reuse: every client may need one of its own at first. */
    private static final long BACKEND_CONNECTIONS = 256;

    Measurement measure(Workbench.Running running, Row row, int number, int seconds)
            throws IOException, InterruptedException {
        var tool = row.tool();
        var log = bench.folder().resolve("requests.log");
        Files.deleteIfExists(log);
        var command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(Workbench.LOAD_CORE)));
        command.addAll(tool.command(row.url(running.site()), seconds, log));

        var backendBefore = bench.backend().counters();
        long acceptedBefore = Kernel.acceptedConnections();
        var cpuBefore = clock.sample(running.server().pids());
        var problems = new ArrayList<String>();
        var load = new LoadResult(0, 0, 0, Double.NaN, Double.NaN);
        try {
            load = tool.parse(Command.output(command, bench.loadEnvironment(), seconds + 30), log);
        } catch (BenchFailure failure) {
            problems.add(String.valueOf(failure.getMessage()).replaceAll("\\s+", " "));
        }
        var cpu = cpuBefore.until(clock.sample(running.server().pids()));
        long accepted = Kernel.acceptedConnections() - acceptedBefore;
        var backend = bench.backend().counters().since(backendBefore);
        if (problems.isEmpty()) {
            problems.addAll(problems(row, load, backend, accepted));
        }
        long resident = Kernel.residentBytes(running.server().pids());
        return new Measurement(row.title(), running.subject().name(), number, load, cpu, resident, problems);
    }

    private static List<String> problems(Row row, LoadResult load, Backend.Counters backend, long accepted) {
        var problems = new ArrayList<String>();
        if (load.completed() == 0) {
            problems.add("nothing completed");
        }
        if (load.errors() > 0) {
            problems.add(load.errors() + " errors");
        }
        long most = load.completed() + row.tool().inFlight() + load.completed() / 100;
        if (backend.requests() < load.completed() || backend.requests() > most) {
            problems.add(String.format(
                    Locale.ROOT,
                    "backend saw %d requests (expected: %d..%d)",
                    backend.requests(),
                    load.completed(),
                    most));
        }
        if (backend.connections() > BACKEND_CONNECTIONS + load.completed() / 100) {
            problems.add(backend.connections() + " new connections to the backend (expected: reuse)");
        }
        if (row.hasNewConnectionPerRequest() && accepted - backend.connections() < load.completed()) {
            problems.add(accepted + " connections accepted (expected: one per request)");
        }
        return problems;
    }
}
