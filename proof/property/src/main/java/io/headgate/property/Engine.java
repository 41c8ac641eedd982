package io.headgate.property;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of one property: replays what failed before, then runs random test cases, in between mutations of them and,
 * when half are done, those that climb towards the best scores; makes what fails small, and replays it. After
 * Hypothesis and minithesis (D. MacIver). Confined to one thread.
 */
final class Engine {
    /** Runs per test case that has to pass; the others were rejected, or too large. */
    private static final int RUNS_PER_TEST_CASE = 10;

    /** Mutations of one random test case. */
    private static final int MUTATIONS = 2;

    private static final long SHRINK_NANOS = TimeUnit.SECONDS.toNanos(300);

    private final Consumer<TestCase> body;
    private final Settings settings;
    private final Database database;
    private final long seed;
    private final Random64 random;
    private final SeenTree seen = new SeenTree();
    private final Health health;
    private final Progress progress;

    /** The smallest failure of each origin, in the order in which they were met. */
    private final Map<Origin, Trial> failures = new LinkedHashMap<>();

    private final Map<String, Trial> best = new LinkedHashMap<>();
    private final Map<String, Integer> events = new LinkedHashMap<>();
    private int valid;
    private int invalid;
    private int overrun;
    private int interesting;
    private int shrinkCalls;

    Engine(Consumer<TestCase> body, Settings settings, Database database) {
        this.body = body;
        this.settings = settings;
        this.database = database;
        seed = settings.seed().orElseGet(System::nanoTime);
        random = new Random64(seed);
        health = new Health(settings);
        progress = new Progress(settings.verbosity());
    }

    /**
     * Runs the property.
     *
     * @throws FailedHealthCheck if one failed that is not suppressed
     */
    RunReport run() {
        if (settings.mode() == Mode.SINGLE_TEST_CASE) {
            execute(List.of(), new Recording.Continuation.Random(random.split()));
        } else {
            if (settings.runs(Phase.REUSE)) {
                reuse();
            }
            if (settings.runs(Phase.GENERATE) && failures.isEmpty()) {
                generate();
            }
        }
        List<Failure> told = new ArrayList<>();
        Set<Origin> done = new HashSet<>();
        // Making one small may find others.
        for (Trial next = smallest(done); next != null; next = smallest(done)) {
            Origin origin = ((Outcome.Interesting) next.outcome()).origin();
            done.add(origin);
            told.add(shrinkAndReplay(origin, next));
        }
        told.sort(Comparator.comparing(failure -> failure.minimal().choices(), Trial::compareChoices));
        return new RunReport(
                settings.name(),
                OptionalLong.of(seed),
                new Statistics(
                        valid, invalid, overrun, interesting, shrinkCalls, seen.isExhausted(), Map.copyOf(events)),
                told);
    }

    /** Replays what failed before. A body that draws more than it did then goes on with the simplest. */
    private void reuse() {
        for (List<Choice> kept : database.load(settings.name())) {
            Trial trial = execute(kept, new Recording.Continuation.Simplest());
            if (!(trial.outcome() instanceof Outcome.Interesting)) {
                database.delete(settings.name(), kept);
            }
        }
    }

    private void generate() {
        Trial simplest = generated(List.of(), new Recording.Continuation.Simplest());
        health.simplest(simplest);
        boolean climbed = false;
        while (wantsMore()) {
            List<Choice> prefix = seen.somethingNew(random);
            Trial trial = generated(prefix, new Recording.Continuation.Random(random.split()));
            for (int i = 0; i < MUTATIONS && wantsMore() && trial.outcome() instanceof Outcome.Valid; i++) {
                executeUnlessKnown(Mutator.mutate(trial, random));
            }
            if (!climbed && valid >= settings.testCases() / 2 && settings.runs(Phase.TARGET)) {
                climbed = true;
                climb();
            }
        }
    }

    /** Goes uphill towards each goal in turn, with half of what is left of the test cases. */
    private void climb() {
        int enough = valid + (settings.testCases() - valid) / 2;
        for (String label : new LinkedHashSet<>(best.keySet())) {
            HillClimber climber = new HillClimber(
                    label, choices -> wantsMore() && valid < enough ? executeUnlessKnown(choices) : null);
            for (int tries = 0; wantsMore() && valid < enough && tries < settings.testCases(); tries++) {
                Trial top = best.get(label);
                if (top == null || top.choices().isEmpty()) {
                    break;
                }
                climber.climbFrom(top, random.below(top.choices().size()));
            }
        }
    }

    private boolean wantsMore() {
        int runs = valid + invalid + overrun + interesting;
        return valid < settings.testCases()
                && runs < RUNS_PER_TEST_CASE * settings.testCases()
                && (failures.isEmpty() || settings.reportMultipleFailures())
                && !seen.isExhausted();
    }

    /** Runs a test case, unless it is known how it would end. Then it counts for nothing, and neither does this. */
    private Trial executeUnlessKnown(List<Choice> choices) {
        Trial known = seen.predict(choices);
        return known != null && !(known.outcome() instanceof Outcome.Overrun)
                ? known
                : generated(choices, new Recording.Continuation.Random(random.split()));
    }

    /** Runs a test case that was made here, and says something about the property's health. */
    private Trial generated(List<Choice> prefix, Recording.Continuation continuation) {
        long start = System.nanoTime();
        Trial trial = execute(prefix, continuation);
        health.ran(trial, System.nanoTime() - start);
        return trial;
    }

    private Trial execute(List<Choice> prefix, Recording.Continuation continuation) {
        Trial trial = runBody(prefix, continuation, null);
        switch (trial.outcome()) {
            case Outcome.Valid _ -> {
                valid++;
                trial.events().stream().distinct().forEach(event -> events.merge(event, 1, Integer::sum));
                trial.scores().keySet().forEach(label -> keepIfBest(label, trial));
            }
            case Outcome.Invalid _ -> invalid++;
            case Outcome.Overrun _ -> overrun++;
            case Outcome.Interesting _ -> interesting++;
        }
        return trial;
    }

    private void keepIfBest(String label, Trial trial) {
        best.merge(label, trial, (old, now) -> now.score(label) > old.score(label) ? now : old);
    }

    /** The smallest failure that is not done yet, or null. */
    private @Nullable Trial smallest(Set<Origin> done) {
        Trial smallest = null;
        for (Map.Entry<Origin, Trial> failure : failures.entrySet()) {
            Trial trial = failure.getValue();
            if (!done.contains(failure.getKey())
                    && (smallest == null || Trial.compareChoices(trial.choices(), smallest.choices()) < 0)) {
                smallest = trial;
            }
        }
        return smallest;
    }

    private Failure shrinkAndReplay(Origin origin, Trial found) {
        // At once, so that it is not lost if shrinking is cut off.
        database.save(settings.name(), found.choices());
        int calls = 0;
        if (settings.runs(Phase.SHRINK)) {
            long start = System.nanoTime();
            Shrinker shrinker = new Shrinker(
                    (prefix, continuation) -> runBody(prefix, continuation, null),
                    seen,
                    found,
                    random.split(),
                    () -> System.nanoTime() - start > SHRINK_NANOS);
            shrinker.run();
            calls = shrinker.calls();
            shrinkCalls += calls;
        }
        Trial minimal = Objects.requireNonNull(failures.get(origin));
        if (!minimal.choices().equals(found.choices())) {
            database.save(settings.name(), minimal.choices());
            database.delete(settings.name(), found.choices());
        }
        List<String> transcript = new ArrayList<>();
        Trial replay = runBody(minimal.choices(), new Recording.Continuation.End(), transcript::add);
        return new Failure(minimal, replay.outcome(), transcript, calls);
    }

    private Trial runBody(
            List<Choice> prefix, Recording.Continuation continuation, @Nullable Consumer<String> transcript) {
        Recording recording = new Recording(prefix, continuation, settings.budget());
        TestCase testCase = new TestCase(recording, progress.transcript(transcript));
        Trial trial = recording.finish(Outcome.of(body, testCase));
        seen.add(trial);
        boolean isNewOrSmaller = false;
        if (trial.outcome() instanceof Outcome.Interesting(Origin origin, var _)) {
            Trial known = failures.get(origin);
            isNewOrSmaller = known == null || Trial.compareChoices(trial.choices(), known.choices()) < 0;
            if (isNewOrSmaller) {
                failures.put(origin, trial);
            }
        }
        progress.ran(trial, isNewOrSmaller);
        return trial;
    }
}
