package io.headgate.specs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process around TLC, on a module that counts for ever. */
class TlcTest {
    private static final String COUNTER = """
            ---- MODULE Counter ----
            EXTENDS Naturals
            VARIABLE x
            Init == x = 0
            Next == x' = x + 1
            ====
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void aSearchWithoutEndIsEnded() throws Exception {
        var result = new Tlc(folder, 1, Duration.ofSeconds(2)).run(counter("INIT Init NEXT Next"), _ -> {});

        assertThat(result.outcome()).isEqualTo(new Outcome.Undecided("no verdict after PT2S"));
    }

    @Test
    void aMistakeInTheConfigurationIsTold() throws Exception {
        var result = new Tlc(folder, 1, Duration.ofMinutes(1)).run(counter("INIT Start NEXT Next"), _ -> {});

        assertThat(result.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Undecided.class,
                        undecided -> assertThat(undecided.reason()).contains("Start"));
    }

    @Test
    void nothingIsWrittenBesideTheModel() throws Exception {
        var model = counter("INIT Init NEXT Next INVARIANT Init");

        var result = new Tlc(folder, 1, Duration.ofMinutes(1)).run(model, _ -> {});

        assertThat(result.outcome()).isInstanceOf(Outcome.Refuted.class);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("Counter.tla", "small.cfg");
        }
    }

    private Model counter(String configuration) throws IOException {
        Files.writeString(folder.resolve("Counter.tla"), COUNTER);
        Files.writeString(folder.resolve("small.cfg"), configuration);
        return new Model("Counter", "small", folder);
    }
}
