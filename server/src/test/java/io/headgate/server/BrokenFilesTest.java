package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file in {@code broken/} ends with the problems it has, one {@code #>} line each, all of them and nothing else. Run with the
 * environment variable {@code HEADGATE_REWRITE} set to rewrite them, and review the difference.
 */
final class BrokenFilesTest {

    private static final String MARK = "#> ";

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Configurations.FOLDER.resolve("broken"))) {
            return files.sorted().toList().stream();
        }
    }

    @Test
    void thereAreAtLeastFortyFiles() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(40);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyProblemIsReportedAtItsPlaceAndNothingElse(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String text = lines.stream()
                .filter(line -> !line.startsWith(MARK))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        List<String> expected = lines.stream()
                .filter(line -> line.startsWith(MARK))
                .map(line -> line.substring(MARK.length()))
                .toList();

        List<String> actual = problems(ConfigReader.read("f", text, Configurations.FOLDER, Configurations.NOW)).stream()
                .map(problem -> problem.toString().replace(Configurations.FOLDER.toString(), "FOLDER"))
                .map(line -> line.startsWith("f:") ? line.substring(2) : line)
                .toList();

        if (System.getenv("HEADGATE_REWRITE") != null) {
            Files.writeString(
                    file, text + actual.stream().map(line -> MARK + line + "\n").collect(Collectors.joining()));
            return;
        }
        assertThat(expected).as("expectations in %s", file.getFileName()).isNotEmpty();
        assertThat(actual).as("problems of %s", file.getFileName()).isEqualTo(expected);
    }

    static List<Problem> problems(ConfigResult result) {
        return switch (result) {
            case ConfigResult.Valid(var _, var warnings) -> warnings;
            case ConfigResult.Invalid(var problems) -> problems;
        };
    }
}
