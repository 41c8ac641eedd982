package io.headgate.property;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a property is run. Immutable: every method that changes something gives new settings. The same settings with the
 * same seed run the same test cases.
 */
public final class Settings {
    /** Value of {@link #database(String)} for none. */
    public static final String DISABLED = "disabled";

    private static final String DEFAULT_FOLDER = ".hegel";

    /** What one test case may take: a unit per choice, and one per character and byte. */
    static final int DEFAULT_BUDGET = 8 * 1024;

    private static final List<String> CI_VARIABLES =
            List.of("CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI");

    private int testCases = 100;
    private @Nullable Long seed;
    private @Nullable Boolean derandomize;
    private Verbosity verbosity = Verbosity.NORMAL;
    private Set<Phase> phases = Set.copyOf(EnumSet.allOf(Phase.class));
    private Set<HealthCheck> suppressed = Set.of();
    private String database = "";
    private Mode mode = Mode.TEST_RUN;
    private boolean reportMultipleFailures;
    private String name = "";
    private int budget = DEFAULT_BUDGET;
    private List<List<@Nullable Object>> examples = List.of();
    private List<List<Choice>> reproductions = List.of();
    private final Map<String, String> environment;

    /** The defaults. */
    public Settings() {
        this(System.getenv());
    }

    /** The defaults under an environment, which tells whether this is continuous integration. */
    Settings(Map<String, String> environment) {
        this.environment = environment;
    }

    private Settings(Settings other) {
        testCases = other.testCases;
        seed = other.seed;
        derandomize = other.derandomize;
        verbosity = other.verbosity;
        phases = other.phases;
        suppressed = other.suppressed;
        database = other.database;
        mode = other.mode;
        reportMultipleFailures = other.reportMultipleFailures;
        name = other.name;
        budget = other.budget;
        examples = other.examples;
        reproductions = other.reproductions;
        environment = other.environment;
    }

    /** These settings with another number of test cases that have to pass, 1 or more. 100 by default. */
    public Settings testCases(int testCases) {
        atLeastOne("testCases", testCases);
        Settings changed = new Settings(this);
        changed.testCases = testCases;
        return changed;
    }

    /** These settings with a fixed seed. By default each run takes another one, unless derandomized. */
    public Settings seed(long seed) {
        Settings changed = new Settings(this);
        changed.seed = seed;
        return changed;
    }

    /**
     * These settings with the seed taken from the property's name, or not. By default it is in continuous integration,
     * so that a build's result depends on the commit alone.
     */
    public Settings derandomize(boolean derandomize) {
        Settings changed = new Settings(this);
        changed.derandomize = derandomize;
        return changed;
    }

    /** These settings with another verbosity. */
    public Settings verbosity(Verbosity verbosity) {
        Settings changed = new Settings(this);
        changed.verbosity = verbosity;
        return changed;
    }

    /** These settings with these phases only. */
    public Settings phases(Phase... phases) {
        Settings changed = new Settings(this);
        changed.phases = Set.copyOf(Arrays.asList(phases));
        return changed;
    }

    /** These settings without these health checks. */
    public Settings suppressHealthCheck(HealthCheck... checks) {
        Settings changed = new Settings(this);
        changed.suppressed = Set.copyOf(Arrays.asList(checks));
        return changed;
    }

    /**
     * These settings with another place for failures to be remembered in.
     *
     * @param database a folder; empty for the default, {@code .hegel} and none in continuous integration;
     *     {@link #DISABLED} for none. A property without a {@linkplain #name name} has none in any case
     */
    public Settings database(String database) {
        Settings changed = new Settings(this);
        changed.database = database;
        return changed;
    }

    /** These settings in another mode. */
    public Settings mode(Mode mode) {
        Settings changed = new Settings(this);
        changed.mode = mode;
        return changed;
    }

    /** These settings with every distinct failure reported in one exception, or only the smallest as it was thrown. */
    public Settings reportMultipleFailures(boolean reportMultipleFailures) {
        Settings changed = new Settings(this);
        changed.reportMultipleFailures = reportMultipleFailures;
        return changed;
    }

    /** These settings for a property of this name: the database's key and the source of a derandomized seed. */
    public Settings name(String name) {
        Settings changed = new Settings(this);
        changed.name = name;
        return changed;
    }

    /**
     * These settings with another size that a test case may have. A run of a simulated cluster needs more than the
     * 8192 of the default.
     *
     * @param units a unit per choice, and one per character and byte
     */
    public Settings budget(int units) {
        atLeastOne("budget", units);
        Settings changed = new Settings(this);
        changed.budget = units;
        return changed;
    }

    /**
     * These settings with one more example to run first.
     *
     * @param draws the values of the body's own draws, in order, one for each. Whether they are of the right type shows
     *     when the body uses them; whether their generators could have drawn them is not checked
     */
    public Settings example(@Nullable Object... draws) {
        Settings changed = new Settings(this);
        List<@Nullable Object> values = new ArrayList<>(draws.length);
        for (@Nullable Object draw : draws) {
            values.add(draw);
        }
        changed.examples = append(examples, Collections.<@Nullable Object>unmodifiableList(values));
        return changed;
    }

    /**
     * These settings with one more example to run first.
     *
     * @param reproduction the text that a failure was reported with
     * @throws IllegalArgumentException if it is damaged or of another version
     */
    public Settings reproduce(String reproduction) {
        Settings changed = new Settings(this);
        changed.reproductions = append(reproductions, ChoiceCodec.fromText(reproduction));
        return changed;
    }

    int testCases() {
        return testCases;
    }

    /** The seed to use, if these settings fix one. */
    OptionalLong seed() {
        if (seed != null) {
            return OptionalLong.of(seed);
        }
        boolean derandomized = derandomize == null ? isContinuousIntegration() : derandomize;
        return derandomized ? OptionalLong.of(seedOf(name)) : OptionalLong.empty();
    }

    Verbosity verbosity() {
        return verbosity;
    }

    boolean runs(Phase phase) {
        return phases.contains(phase);
    }

    boolean checks(HealthCheck check) {
        return !suppressed.contains(check);
    }

    /** The database to use. A property without a name has none: it could not be told from others. */
    Database database() {
        if (name.isEmpty() || database.equals(DISABLED) || (database.isEmpty() && isContinuousIntegration())) {
            return Database.NONE;
        }
        return new FolderDatabase(Path.of(database.isEmpty() ? DEFAULT_FOLDER : database));
    }

    Mode mode() {
        return mode;
    }

    boolean reportMultipleFailures() {
        return reportMultipleFailures;
    }

    String name() {
        return name;
    }

    int budget() {
        return budget;
    }

    List<List<@Nullable Object>> examples() {
        return examples;
    }

    List<List<Choice>> reproductions() {
        return reproductions;
    }

    private boolean isContinuousIntegration() {
        return CI_VARIABLES.stream()
                .map(variable -> environment.getOrDefault(variable, ""))
                .anyMatch(value -> !value.isEmpty() && !value.equalsIgnoreCase("false"));
    }

    /** The same number for the same name on every machine. */
    private static long seedOf(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = new Random64(hash ^ name.charAt(i)).next();
        }
        return hash;
    }

    private static <T> List<T> append(Collection<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return List.copyOf(longer);
    }

    private static void atLeastOne(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + ": " + number + " (expected: 1 or more)");
        }
    }
}
