package io.headgate.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Settings AT_HOME = new Settings(Map.of()).name("p");
    /** SplitMix64's first number for the seed 'p'. */
    private static final long SEED_OF_P = 8322708147046919738L;

    private static final Settings IN_CI = new Settings(Map.of("CI", "true")).name("p");

    @ParameterizedTest
    @ValueSource(strings = {"CI", "GITHUB_ACTIONS", "GITLAB_CI", "BUILDKITE", "CIRCLECI"})
    void continuousIntegrationRunsTheSameTestCasesEachTimeAndKeepsNothing(String variable) {
        Settings settings = new Settings(Map.of(variable, "1")).name("p");
        assertThat(settings.seed()).isPresent().isEqualTo(IN_CI.seed());
        assertThat(settings.database()).isSameAs(Database.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "false", "FALSE"})
    void aVariableThatSaysNoIsNotContinuousIntegration(String value) {
        Settings settings = new Settings(Map.of("CI", value)).name("p");
        assertThat(settings.seed()).isEmpty();
        assertThat(settings.database()).isInstanceOf(FolderDatabase.class);
    }

    @Test
    void aSeedThatIsGivenCountsAndDerandomizeIsFollowedWhereverItRuns() {
        assertThat(AT_HOME.seed(7).derandomize(true).seed()).hasValue(7);
        assertThat(AT_HOME.derandomize(true).seed()).isPresent();
        assertThat(IN_CI.derandomize(false).seed()).isEmpty();
    }

    /** The number is one on every machine, so a build that failed elsewhere fails here. */
    @Test
    void aDerandomizedSeedIsMadeOfTheNameAlone() {
        assertThat(IN_CI.seed()).isNotEqualTo(IN_CI.name("q").seed());
        assertThat(IN_CI.seed()).hasValue(SEED_OF_P);
    }

    @Test
    void aPropertyWithoutANameHasNoDatabase() {
        assertThat(AT_HOME.name("").database("somewhere").database()).isSameAs(Database.NONE);
    }

    @Test
    void aDatabaseThatIsGivenIsUsedInContinuousIntegrationTooAndNoneCanBeGiven() {
        assertThat(IN_CI.database("somewhere").database()).isInstanceOf(FolderDatabase.class);
        assertThat(AT_HOME.database(Settings.DISABLED).database()).isSameAs(Database.NONE);
    }

    @Test
    void settingsThatAreChangedStayAsTheyWere() {
        Settings before = new Settings(Map.of());
        before.testCases(3).seed(4).name("x").example(1).mode(Mode.SINGLE_TEST_CASE);
        assertThat(before.testCases()).isEqualTo(100);
        assertThat(before.seed()).isEmpty();
        assertThat(before.name()).isEmpty();
        assertThat(before.examples()).isEmpty();
        assertThat(before.mode()).isEqualTo(Mode.TEST_RUN);
    }

    @Test
    void anExampleMayHoldNullAndIsNotChangedFromOutside() {
        Object[] values = {1, null};
        Settings settings = new Settings(Map.of()).example(values);
        values[0] = 2;
        assertThat(settings.examples()).containsExactly(Arrays.asList(1, null));
    }

    @Test
    void phasesAndHealthChecksAreThoseNamed() {
        Settings settings = AT_HOME.phases(Phase.GENERATE).suppressHealthCheck(HealthCheck.TOO_SLOW);
        assertThat(Arrays.stream(Phase.values()).filter(settings::runs)).containsExactly(Phase.GENERATE);
        assertThat(Arrays.stream(HealthCheck.values()).filter(check -> !settings.checks(check)))
                .containsExactly(HealthCheck.TOO_SLOW);
        assertThat(Arrays.stream(Phase.values()).filter(AT_HOME::runs)).isEqualTo(List.of(Phase.values()));
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        assertThatThrownBy(() -> AT_HOME.testCases(0)).hasMessage("testCases: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> AT_HOME.budget(-1)).hasMessage("budget: -1 (expected: 1 or more)");
        assertThatThrownBy(() -> AT_HOME.reproduce("nonsense")).hasMessageStartingWith("\"nonsense\": ");
    }

    @Test
    void theManualHasARowForEachAttributeOfTheAnnotation() throws IOException {
        List<String> manual = Files.readAllLines(Path.of("../../docs/property.md"));
        for (Method attribute : HegelTest.class.getDeclaredMethods()) {
            assertThat(manual)
                    .filteredOn(row -> row.startsWith("| `" + attribute.getName() + "` |"))
                    .hasSize(1);
        }
    }
}
