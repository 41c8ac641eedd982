package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Row ROW = Row.titled("http1-128");
    private static final Subject HEADGATE = new Headgate("headgate", Path.of("/nowhere"), "");
    private static final Subject HAPROXY = new Haproxy();
    private static final Subject NGINX = new Nginx();

    @Test
    void theRatioIsToTheBestPeerByMedianAndVoidRoundsAreNoFigures() {
        var report = report(
                measurement(HEADGATE, 1, 10),
                measurement(HEADGATE, 2, 12),
                measurement(HEADGATE, 3, 11),
                measurement(HAPROXY, 1, 20),
                measurement(HAPROXY, 2, 22),
                measurement(HAPROXY, 3, 2, "1 errors"),
                measurement(NGINX, 1, 30),
                measurement(NGINX, 2, 31),
                measurement(NGINX, 3, 32));
        assertThat(report.table().rows())
                .extracting(line -> line.get(1) + " " + line.get(2) + " " + line.get(3) + " " + line.getLast())
                .containsExactly(
                        "headgate 11.0 [10.0..12.0] 0.52 0",
                        "haproxy 21.0 [20.0..22.0] 1.00 1",
                        "nginx 31.0 [30.0..32.0] 1.48 0");
        assertThat(report.problems()).containsExactly("http1-128, haproxy, round 3 is void: 1 errors");
    }

    @Test
    void aSubjectWithoutAFigureHasDashes() {
        var report = report(measurement(HEADGATE, 1, 10), measurement(HAPROXY, 1, 20, "5 errors"));
        assertThat(report.table().rows().get(1))
                .startsWith("http1-128", "haproxy", "-")
                .endsWith("1");
        assertThat(report.table().rows().getFirst().get(3)).isEqualTo("-");
    }

    @Test
    void anEvenNumberOfFiguresHasTheMeanOfTheMiddleTwoAsMedian() {
        assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(1, 2.5, 4));
    }

    @Test
    void textStandsLeftAndFiguresStandRight() {
        var table = new Table(1, List.of("name", "µs"), List.of(List.of("a", "1.0"), List.of("nginx", "10.0")));
        assertThat(table.plain()).isEqualTo("""
                name     µs
                a       1.0
                nginx  10.0
                """);
        assertThat(table.markdown()).isEqualTo("""
                | name  |   µs |
                | ---   |  --: |
                | a     |  1.0 |
                | nginx | 10.0 |
                """);
    }

    private static Report report(Measurement... measurements) {
        return new Report(List.of(ROW), List.of(HEADGATE, HAPROXY, NGINX), List.of(measurements));
    }

    private static Measurement measurement(Subject subject, int round, long micros, String... problems) {
        var load = new LoadResult(1_000, problems.length, 100, 5, 9);
        return new Measurement(
                ROW.title(), subject.name(), round, load, new CpuTime(micros * 1_000_000, 1, 2), 1, List.of(problems));
    }
}
