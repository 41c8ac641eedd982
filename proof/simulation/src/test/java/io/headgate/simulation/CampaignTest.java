package io.headgate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CampaignTest {
    private static final String CORRECT = RegisterScenario.class.getName();
    private static final String FORGETFUL = ForgetfulRegisterScenario.class.getName();

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** A scenario with a situation that never comes up. */
    public static final class Impossible extends RegisterScenario {
        public Impossible() {}

        @Override
        public List<String> situations() {
            return List.of("two and two are five");
        }
    }

    @Test
    void aCorrectScenarioEndsWithZeroAndTheCountsOfItsSituations() {
        assertThat(campaign(CORRECT, "--seeds", "50", "--first-seed", "1")).isZero();
        assertThat(printed()).contains("50 runs,", "0 failed, 0 distinct", "a majority answers, not all");
    }

    @Test
    void aSituationThatIsNeverMetIsReported() {
        assertThat(campaign(Impossible.class.getName(), "--seeds", "5", "--first-seed", "1"))
                .isZero();
        assertThat(printed()).contains("never: two and two are five");
    }

    @Test
    void eachDefectIsKeptOnceMadeSmallAndCanBeReplayedFromItsFileAndItsSeed() throws IOException {
        assertThat(campaign(FORGETFUL, "--seeds", "10", "--first-seed", "665")).isOne();
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        }
        assertThat(files).hasSize(1);
        List<String> lines = Files.readAllLines(files.getFirst());
        assertThat(lines)
                .contains("scenario: " + FORGETFUL)
                .anyMatch(line -> line.startsWith("again: "))
                .anyMatch(line -> line.endsWith("## VIOLATED: linearizable"))
                .hasSizeLessThan(160);
        String seed = lines.get(1).substring("seed: ".length());
        for (String replay : List.of(files.getFirst().toString(), seed)) {
            printed.reset();
            assertThat(campaign(FORGETFUL, "--replay", replay)).isOne();
            assertThat(printed()).contains("## VIOLATED: linearizable");
        }
        printed.reset();
        assertThat(campaign(CORRECT, "--replay", files.getFirst().toString())).isZero();
        assertThat(printed()).contains("nothing failed");
    }

    /** A scenario that is too much for its JVM. */
    public static final class TooMuch extends RegisterScenario {
        public TooMuch() {}

        @Override
        public List<String> situations() {
            throw new OutOfMemoryError("on purpose");
        }
    }

    @Test
    void aCampaignWhoseWorkersEndTooSoonIsNoSuccess() {
        assertThat(campaign(TooMuch.class.getName(), "--seeds", "5", "--first-seed", "1"))
                .isOne();
        assertThat(printed()).contains("the campaign broke off: java.lang.OutOfMemoryError: on purpose");
    }

    @Test
    void aFolderThatCannotBeMadeIsBadUsageBeforeAnythingRuns() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(campaign(CORRECT, "--out", file.resolve("folder").toString(), "--seeds", "5"))
                .isEqualTo(2);
        assertThat(printed()).contains("--out " + file, "(expected: a folder to write to)");
    }

    @Test
    void badUsageEndsWithTwoAndSaysWhatWasExpected() {
        assertThat(campaign()).isEqualTo(2);
        assertThat(printed()).contains("no scenario (expected: the name of a class)", "usage: campaign SCENARIO");
        assertThat(campaign(CORRECT, "--seeds", "0")).isEqualTo(2);
        assertThat(printed()).contains("--seeds 0 (expected: 1..");
        assertThat(campaign(CORRECT, "--seeds")).isEqualTo(2);
        assertThat(printed()).contains("--seeds (expected: a value after it)");
        assertThat(campaign("java.lang.String")).isEqualTo(2);
        assertThat(printed()).contains("java.lang.String (expected: a class on the class path");
        assertThat(campaign(CORRECT, "--replay", folder.resolve("nothing").toString()))
                .isEqualTo(2);
        assertThat(printed()).contains("(expected: a seed or a file that can be read)");
    }

    private int campaign(String... arguments) {
        List<String> all = Stream.concat(Stream.of("--out", folder.toString()), Stream.of(arguments))
                .toList();
        return Campaign.run(all, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
