package io.headgate.simulation;

import io.headgate.property.Failure;
import io.headgate.property.HealthCheck;
import io.headgate.property.Hegel;
import io.headgate.property.Mode;
import io.headgate.property.Phase;
import io.headgate.property.RunReport;
import io.headgate.property.Settings;
import io.headgate.property.TestCase;
import io.headgate.property.Verbosity;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario under one seed after the other, on all cores, and keeps what fails: the command {@code campaign}. Each
 * run is confined to one thread and shares nothing with the others.
 */
public final class Campaign {
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Units of a test case: enough for plans of a hundred thousand operations. */
    private static final int BUDGET = 1 << 20;

    private static final String AGAIN = "again: ";

    private final CampaignOptions options;
    private final Supplier<Scenario<Object, Object, Object>> scenario;
    private final PrintStream out;
    private final CampaignLedger ledger = new CampaignLedger();
    /** What ended a worker that should have gone on; null if none was. */
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    private Campaign(CampaignOptions options, Supplier<Scenario<Object, Object, Object>> scenario, PrintStream out) {
        this.options = options;
        this.scenario = scenario;
        this.out = out;
    }

    /** Runs a campaign and ends the process with its exit code: 0 nothing failed, 1 something did, 2 bad usage. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out));
    }

    /** Runs a campaign and gives its exit code. */
    static int run(List<String> arguments, PrintStream out) {
        try {
            CampaignOptions options = CampaignOptions.parse(arguments);
            Campaign campaign = new Campaign(options, scenarios(options.scenario()), out);
            if (options.replay() != null) {
                return campaign.replay(options.replay());
            }
            makeFolder(options.out());
            return campaign.runAll();
        } catch (CampaignOptions.BadUsage usage) {
            out.println(usage.getMessage());
            out.println(CampaignOptions.USAGE);
            return 2;
        }
    }

    /** Before anything runs, so that no failure is found that cannot be kept. */
    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new CampaignOptions.BadUsage("--out " + folder + ": " + failed + " (expected: a folder to write to)");
        }
    }

    private int runAll() {
        long begin = System.nanoTime();
        AtomicLong next = new AtomicLong();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            workers.add(Thread.ofPlatform()
                    .name("campaign-" + i)
                    .uncaughtExceptionHandler((_, thrown) -> broken.compareAndSet(null, thrown))
                    .start(() -> work(begin, next)));
        }
        try {
            for (Thread worker : workers) {
                while (!worker.join(Duration.ofNanos(TELL_NANOS))) {
                    out.println(ledger.line(secondsSince(begin)));
                }
            }
        } catch (InterruptedException _) {
            workers.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        out.println(ledger.line(secondsSince(begin)));
        return conclude();
    }

    private void work(long begin, AtomicLong next) {
        while (System.nanoTime() - begin < options.duration().toNanos()
                && !Thread.currentThread().isInterrupted()) {
            long place = next.getAndIncrement();
            if (place >= options.seeds()) {
                return;
            }
            tryOut(options.firstSeed() + place);
        }
    }

    /** One run; if it shows a defect that is new, that is made small and kept. */
    private void tryOut(long seed) {
        RunReport first = run(seed, ledger::add, Phase.GENERATE);
        if (first.passed()) {
            return;
        }
        Failure failure = first.failures().getFirst();
        String origin = failure.origin().toString();
        if (ledger.addFailed(origin, seed, failure)) {
            run(seed, _ -> {}, Phase.GENERATE, Phase.SHRINK).failures().stream()
                    .filter(small -> small.origin().toString().equals(origin))
                    .forEach(small -> ledger.shrunk(origin, seed, small));
            keep(origin, ledger.failures().get(origin));
        }
    }

    private RunReport run(long seed, Consumer<Report> ifPassed, Phase... phases) {
        return Hegel.run(
                tc -> ifPassed.accept(run(tc)),
                settings().mode(Mode.SINGLE_TEST_CASE).phases(phases).seed(seed));
    }

    private Report run(TestCase tc) {
        return Simulation.runAndReport(tc, scenario);
    }

    private static Settings settings() {
        return new Settings()
                .database("disabled")
                .budget(BUDGET)
                .verbosity(Verbosity.QUIET)
                .suppressHealthCheck(HealthCheck.values());
    }

    private int conclude() {
        String situations = ledger.situations();
        if (!situations.isEmpty()) {
            out.println(situations);
        }
        ledger.neverMet().forEach(name -> out.println("never: " + name));
        ledger.failures().forEach((origin, found) -> out.println("failed: " + origin + ", kept in " + file(found)));
        Throwable thrown = broken.get();
        if (thrown != null) {
            out.println("the campaign broke off: " + thrown);
        }
        return ledger.failures().isEmpty() && thrown == null ? 0 : 1;
    }

    private void keep(String origin, CampaignLedger.@Nullable Found found) {
        if (found == null) {
            return;
        }
        Path file = file(found);
        List<String> lines = new ArrayList<>();
        lines.add("scenario: " + options.scenario());
        lines.add("seed: " + found.seed());
        found.failure().reproduction().ifPresent(text -> lines.add(AGAIN + text));
        lines.add("failure: " + origin);
        lines.add("");
        lines.addAll(found.failure().transcript());
        lines.add("");
        lines.add(found.failure().thrown().toString());
        for (StackTraceElement frame : found.failure().thrown().getStackTrace()) {
            lines.add("    at " + frame);
        }
        try {
            Files.write(file, lines);
        } catch (IOException failed) {
            throw new UncheckedIOException("keeping " + file, failed);
        }
        String message = found.failure().thrown().toString();
        out.println("new failure: " + message.lines().findFirst().orElse("") + " Kept in " + file);
    }

    private Path file(CampaignLedger.Found found) {
        return options.out().resolve("failure-" + found.seed() + ".txt");
    }

    private int replay(String what) {
        RunReport report = what.matches("-?\\d+")
                ? run(Long.parseLong(what), _ -> {}, Phase.GENERATE)
                : Hegel.run(this::run, settings().phases(Phase.EXPLICIT).reproduce(reproduction(Path.of(what))));
        for (Failure failure : report.failures()) {
            failure.transcript().forEach(out::println);
            out.println(failure.thrown());
        }
        if (report.passed()) {
            out.println("nothing failed");
        }
        return report.passed() ? 0 : 1;
    }

    private static String reproduction(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(AGAIN))
                    .map(line -> line.substring(AGAIN.length()))
                    .findFirst()
                    .orElseThrow(() -> new CampaignOptions.BadUsage(file
                            + " (expected: a file of a campaign, with a line that begins with \"" + AGAIN + "\")"));
        } catch (IOException failed) {
            throw new CampaignOptions.BadUsage(file + ": " + failed + " (expected: a seed or a file that can be read)");
        }
    }

    private static double secondsSince(long beginNanos) {
        return (System.nanoTime() - beginNanos) / 1e9;
    }

    /** Makes scenarios of a class; of what types is all the same here, because each meets only its own. */
    @SuppressWarnings("unchecked")
    private static Supplier<Scenario<Object, Object, Object>> scenarios(String name) {
        try {
            var constructor = Class.forName(name).asSubclass(Scenario.class).getConstructor();
            return () -> {
                try {
                    return (Scenario<Object, Object, Object>) constructor.newInstance();
                } catch (InvocationTargetException thrown) {
                    throw new IllegalStateException("new " + name + "()", thrown.getCause());
                } catch (ReflectiveOperationException failed) {
                    throw new IllegalStateException("new " + name + "()", failed);
                }
            };
        } catch (ClassNotFoundException | NoSuchMethodException | ClassCastException _) {
            throw new CampaignOptions.BadUsage(name
                    + " (expected: a class on the class path that implements Scenario and has a public constructor"
                    + " without parameters)");
        }
    }
}
