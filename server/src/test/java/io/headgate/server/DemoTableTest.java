package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoTableTest {
    private static final DemoView VIEW = new DemoView(
            Duration.ofMillis(12_900),
            List.of(
                    new DemoView.Row("east-1", "east", "unhealthy", 0, 0, 0, 0, 17),
                    new DemoView.Row("east-2", "east", "healthy", 140.5, 71, 2.04, 3.96, 0),
                    new DemoView.Row("west-1", "west", "ejected", 1, 1, 1.2, 100.25, 3),
                    new DemoView.Row("west-2", "west", "healthy", 200, 100, 1.2, 1.3, 0)),
            new DemoView.Totals(199.5, 2_571, 14, 1, 0));

    @Test
    void theTableShowsOneRowPerBackendAndTheTotals() {
        assertThat(DemoTable.render(VIEW)).isEqualTo("""
                   endpoint site  health      req/s  share                     p50 ms p99 ms fails
                 1 east-1   east  unhealthy     0.0  ....................   0%    0.0    0.0    17
                 2 east-2   east  healthy     140.5  ###############.....  71%    2.0    4.0     0
                 3 west-1   west  ejected       1.0  #...................   1%    1.2  100.3     3
                 4 west-2   west  healthy     200.0  #################### 100%    1.2    1.3     0
                  12 s   199.5 req/s   2571 requests   14 retried   1 sessions moved   0 lost
                """);
    }

    @Test
    void theLineSaysTheSameInShort() {
        assertThat(DemoTable.line(VIEW))
                .isEqualTo(" 12 s  199.5 req/s, 0 lost: east-1 unhealthy 0%, east-2 healthy 71%, west-1 ejected 1%, "
                        + "west-2 healthy 100%\n");
    }

    @Test
    void aTerminalKeepsWhatIsSaidAboveTheTableUntilItIsFinished() {
        var out = new StringWriter();
        try (var screen = new DemoScreen.Live(new PrintWriter(out))) {
            screen.show(VIEW);
            screen.say("east-1 stopped");
            screen.finish();
            screen.say("the end");
        }
        String table = DemoTable.render(VIEW);
        assertThat(out.toString())
                .isEqualTo("\u001b[?7l" + table + "\u001b[6F\u001b[J" + "east-1 stopped\n" + table
                        + "the end\n\u001b[?7h");
    }

    @Test
    void aPipeGetsOneLinePerSecond() {
        var out = new StringWriter();
        try (var screen = new DemoScreen.Lines(new PrintWriter(out))) {
            screen.show(VIEW);
            screen.show(VIEW);
        }
        assertThat(out.toString()).isEqualTo(DemoTable.line(VIEW));
    }
}
