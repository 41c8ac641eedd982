package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The whole demo, in process: real sockets, real health checks, backends that really stop. */
class DemoTest {

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

        /** The figures that the summary gives for one step: {@code east-1 0%, east-2 ...}. */
        String shares(String step) {
            return Pattern.compile("(?m)^  " + step + ": (.*)$")
                    .matcher(out)
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no step " + step + " in:\n" + out));
        }

        int share(String step, String backend) {
            return Pattern.compile(backend + " (\\d+)%")
                    .matcher(shares(step))
                    .results()
                    .map((MatchResult found) -> Integer.parseInt(found.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + backend + " in " + shares(step)));
        }
    }

    @Test
    void backendsDieAndComeBackAndNoRequestIsLost() {
        Run run = Run.of("demo", "--duration", "6s", "--rate", "100", "--port", "0");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains(" 0 lost; ").doesNotContain("NOT AS PROMISED");
        assertThat(run.share("all up", "east-1")).isPositive();
        assertThat(run.share("east-1 stopped", "east-1")).isZero();
        assertThat(run.share("east-1 stopped", "east-2")).isPositive();
        assertThat(run.share("east-2 stopped too", "west-1") + run.share("east-2 stopped too", "west-2"))
                .isBetween(99, 101);
        assertThat(run.share("both revived", "east-1")).isPositive();
    }

    @Test
    void whatIsNoTerminalGetsLinesWithoutControlCharacters() {
        Run run = Run.of("demo", "--duration", "6s", "--rate", "50", "--port", "0", "--no-script");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).doesNotContain("\u001b").containsPattern("(?m)^  1 s .* req/s, 0 lost: east-1 healthy ");
        assertThat(run.out()).doesNotContain("stopped:");
    }

    @Test
    void wrongOptionsAreExplained() {
        assertThat(Run.of("demo", "--duration", "1s")).isEqualTo(new Run(2, "", "--duration: 1s (expected: 6s..1h)\n"));
        assertThat(Run.of("demo", "--rate", "0")).isEqualTo(new Run(2, "", "--rate: 0 (expected: 50..5000)\n"));
        assertThat(Run.of("demo", "--port", "65536")).isEqualTo(new Run(2, "", "--port: 65536 (expected: 0..65535)\n"));
        assertThat(Run.of("demo", "--duration", "soon").exitCode()).isEqualTo(2);
    }
}
