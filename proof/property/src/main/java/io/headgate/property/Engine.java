package io.headgate.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of one property. Confined to one thread. */
final class Engine {
    private final Consumer<TestCase> body;
    private final Settings settings;
    private final Database database;
    private final long seed;
    private final Random64 random;

    Engine(Consumer<TestCase> body, Settings settings, Database database) {
        this.body = body;
        this.settings = settings;
        this.database = database;
        seed = settings.seed().orElseGet(System::nanoTime);
        random = new Random64(seed);
    }

    /**
     * Runs the property.
     *
     * @throws FailedHealthCheck if one failed that is not suppressed
     */
    RunResult run() {
        int valid = 0;
        for (int i = 0; i < settings.testCases(); i++) {
            Trial trial = run(List.of(), random.split(), null);
            if (trial.outcome() instanceof Outcome.Interesting(Origin origin, Throwable thrown)) {
                List<String> transcript = new ArrayList<>();
                run(trial.choices(), null, transcript::add);
                database.save(settings.name(), trial.choices());
                return new RunResult(
                        seed,
                        new Statistics(valid, 0, 0, 1, 0, false, Map.of()),
                        List.of(new Failure(origin, trial, thrown, transcript, 0, false)));
            }
            valid++;
        }
        return new RunResult(seed, new Statistics(valid, 0, 0, 0, 0, false, Map.of()), List.of());
    }

    private Trial run(List<Choice> prefix, @Nullable Random64 source, @Nullable Consumer<String> transcript) {
        Recording recording = new Recording(prefix, source, settings.budget());
        Outcome outcome;
        try {
            body.accept(new TestCase(recording, transcript));
            outcome = new Outcome.Valid();
        } catch (StopTest stop) {
            outcome = stop.outcome();
        } catch (Throwable thrown) {
            outcome = new Outcome.Interesting(Origin.of(thrown), thrown);
        }
        return recording.finish(outcome);
    }
}
