package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class MainTest {

    private static final String FULL =
            Configurations.FOLDER.resolve("full.yaml").toString();
    private static final String BROKEN =
            Configurations.FOLDER.resolve("broken/many-problems-at-once.yaml").toString();

    private record Run(int exitCode, String out, String err) {
        static Run of(String... arguments) {
            var out = new StringWriter();
            var err = new StringWriter();
            int exitCode = Main.commandLine()
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(arguments);
            return new Run(exitCode, out.toString(), err.toString());
        }
    }

    @Test
    void anAcceptedFileIsSummedUp() {
        assertThat(Run.of("check", FULL))
                .isEqualTo(new Run(0, FULL + ": 2 listeners, 3 hosts, 7 routes, 3 pools, 5 endpoints\n", ""));
    }

    @Test
    void aRefusedFileIsExplainedByPlaceAndCounted() {
        var run = Run.of("check", FULL, BROKEN);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).first().asString().startsWith(BROKEN + ":1:8 drain: soon (expected: a duration");
        assertThat(run.err()).endsWith("3 errors, 0 warnings\n");
    }

    @Test
    void problemsAreJsonWhereAsked() {
        var run = Run.of("check", "-o", "json", BROKEN);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEmpty();
        var problems = new JsonMapper().readTree(run.out());
        assertThat(problems.size()).isEqualTo(3);
        var last = problems.get(2);
        assertThat(last.path("line").asInt()).isEqualTo(13);
        assertThat(last.path("column").asInt()).isEqualTo(13);
        assertThat(last.path("severity").asString()).isEqualTo("error");
        assertThat(last.path("kind").asString()).isEqualTo("value");
        assertThat(last.path("key").asString()).isEqualTo("pools.api.policy");
        assertThat(last.path("suggestions").get(0).asString()).isEqualTo("random");
    }

    @Test
    void anAcceptedFileHasNoProblemsInJson() {
        assertThat(Run.of("check", "-o", "json", FULL)).isEqualTo(new Run(0, "[]\n", ""));
    }

    @Test
    void badUsageIsExitCodeTwo() {
        assertThat(Run.of("check").exitCode()).isEqualTo(2);
        assertThat(Run.of("chek", FULL).exitCode()).isEqualTo(2);
        assertThat(Run.of().exitCode()).isEqualTo(2);
    }

    @Test
    void theVersionNamesTheJavaToo() {
        assertThat(Run.of("version").out()).startsWith("headgate ").contains("Java 2");
    }
}
