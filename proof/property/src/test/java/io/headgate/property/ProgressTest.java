package io.headgate.property;

import static io.headgate.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What a run prints, by its verbosity. */
@Isolated("Takes the place of standard output.")
class ProgressTest {

    @Test
    void aQuietRunPrintsNothingWhateverItFinds() {
        assertThat(printed(Verbosity.QUIET, 6)).isEmpty();
    }

    @Test
    void aNormalRunPrintsFailuresOnly() {
        assertThat(printed(Verbosity.NORMAL, 101)).isEmpty();
        List<String> failing = printed(Verbosity.NORMAL, 6);
        assertThat(failing)
                .startsWith("p does not hold:", "", "    var number = 6;")
                .noneMatch(line -> line.contains("choices"));
    }

    @Test
    void aVerboseRunPrintsEachStepOfShrinkingAndStatisticsOfWhatHolds() {
        assertThat(printed(Verbosity.VERBOSE, 101)).singleElement().asString().startsWith("p holds in ");
        List<String> steps = printed(Verbosity.VERBOSE, 6).stream()
                .filter(line -> line.endsWith("(1 choices)"))
                .toList();
        assertThat(steps)
                .isNotEmpty()
                .allMatch(step -> step.startsWith("  failed: java.lang.IllegalStateException at "));
        assertThat(printed(Verbosity.VERBOSE, 6)).contains("var number = 6;");
    }

    @Test
    void aDebuggingRunPrintsEveryTestCase() {
        assertThat(printed(Verbosity.DEBUG, 101).stream().filter(line -> line.equals("  passed (1 choices)")))
                .hasSizeGreaterThanOrEqualTo(20);
    }

    /** A property of numbers up to 100 that fails from one on. */
    private static List<String> printed(Verbosity verbosity, int from) {
        Settings settings = new Settings()
                .name("p")
                .seed(1)
                .testCases(20)
                .database(Settings.DISABLED)
                .verbosity(verbosity);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Hegel.test(
                    tc -> {
                        if (tc.draw(integers(0, 100), "number") >= from) {
                            throw new IllegalStateException();
                        }
                    },
                    settings);
        } catch (IllegalStateException expected) {
            assertThat(from).isLessThan(101);
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
