package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TrainTest {

    @Test
    void aTrainingRunServesReloadsDrainsAndEnds() {
        int exitCode =
                Main.commandLine().setErr(new PrintWriter(new StringWriter())).execute("train");
        assertThat(exitCode).isZero();
    }

    @Test
    void itIsNotOfferedToUsers() {
        assertThat(Main.commandLine().getUsageMessage()).contains("demo", "run").doesNotContain("train");
    }
}
