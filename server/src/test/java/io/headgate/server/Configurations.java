package io.headgate.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Configurations that tests read, at a fixed time and in a folder that has the files they name. */
final class Configurations {

    static final Path FOLDER = Path.of("src/test/resources/io/headgate/server").toAbsolutePath();
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private Configurations() {}

    /** A valid file in which every key of the language is used. */
    static String full() {
        try {
            return Files.readString(FOLDER.resolve("full.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConfigResult read(String text) {
        return ConfigReader.read("front.yaml", text, FOLDER, NOW);
    }

    static ConfigResult.Valid valid(String text) {
        return switch (read(text)) {
            case ConfigResult.Valid valid -> valid;
            case ConfigResult.Invalid(var problems) -> throw new AssertionError("refused: " + problems + "\n" + text);
        };
    }

    /** The problems of a refused text, or the warnings of an accepted one. */
    static List<Problem> problems(String text) {
        return BrokenFilesTest.problems(read(text));
    }
}
