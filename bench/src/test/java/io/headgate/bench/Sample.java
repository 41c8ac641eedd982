package io.headgate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Output of load generators, recorded; figures in it are edited where a test needs a unit or an error that was not seen. */
final class Sample {
    private Sample() {}

    static String text(String name) throws IOException {
        try (var input = Sample.class.getResourceAsStream(name)) {
            if (input == null) {
                throw new IOException(name + ": no such resource");
            }
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Path copy(String name, Path folder) throws IOException {
        return Files.writeString(folder.resolve(name), text(name));
    }
}
