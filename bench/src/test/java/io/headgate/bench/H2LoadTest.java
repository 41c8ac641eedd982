package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class H2LoadTest {

    @Test
    void aCleanRunHasItsCountAndRateFromTheSummaryAndItsPercentilesFromTheLog(@TempDir Path folder) throws IOException {
        var log = Sample.copy("h2load.log", folder);
        // The log holds 10, 20 … 1000 µs in falling order.
        assertThat(H2Load.parse(Sample.text("h2load.txt"), log))
                .isEqualTo(new LoadResult(99_192, 0, 49_596.0, 510, 1_000));
    }

    @Test
    void failedRequestsAreErrorsAndNotCompleted(@TempDir Path folder) throws IOException {
        var log = Sample.copy("h2load.log", folder);
        var result = H2Load.parse(Sample.text("h2load-errors.txt"), log);
        assertThat(result.completed()).isEqualTo(99_092);
        assertThat(result.errors()).isEqualTo(100);
    }

    @Test
    void outputWithoutASummaryIsAFailureThatShowsIt(@TempDir Path folder) throws IOException {
        var log = Files.createFile(folder.resolve("empty.log"));
        assertThatExceptionOfType(BenchFailure.class)
                .isThrownBy(() -> H2Load.parse("starting benchmark...", log))
                .withMessageContaining("starting benchmark...");
    }

    @Test
    void newConnectionsComeAtTheRateAskedForUntilTheTimeIsUp() {
        assertThat(new NewTlsConnections(500).command("https://127.0.0.1:1/128", /* seconds= */ 8, Path.of("log")))
                .contains("--h1", "-r5", "--rate-period=10ms", "-c4000", "-n4000");
    }
}
