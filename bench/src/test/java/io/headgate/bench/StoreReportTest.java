package io.headgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StoreReportTest {
    private static final StoreSubject HEADGATE = new HeadgateStore("headgate", Path.of("/opt/headgate"), "-Xmx1g");
    private static final StoreSubject ETCD = new EtcdStore("etcd", /* isPeer= */ true);
    private static final List<StoreSubject.Member> MEMBERS = List.of(
            new StoreSubject.Member("n1", Path.of("/data/n1"), 1, 2),
            new StoreSubject.Member("n2", Path.of("/data/n2"), 3, 4));

    @Test
    void ratiosAreToEtcdByMedianAndVoidRoundsAreNoFigures() {
        var report = report(
                measurement(HEADGATE, 1, 10, 400, 5),
                measurement(HEADGATE, 2, 30, 600, 15),
                measurement(ETCD, 1, 40, 250, 20),
                measurement(ETCD, 2, 1, 9_999, 1, "1 errors"));
        assertThat(report.table().rows())
                .containsExactly(
                        List.of(
                                "put-1",
                                "headgate",
                                "20.0 [10.0..30.0]",
                                "0.50",
                                "33%",
                                "500 [400..600]",
                                "2.00",
                                "3",
                                "10 [5..15]",
                                "0.50",
                                "2.0",
                                "0"),
                        List.of(
                                "put-1",
                                "etcd",
                                "40.0 [40.0..40.0]",
                                "1.00",
                                "33%",
                                "250 [250..250]",
                                "1.00",
                                "3",
                                "20 [20..20]",
                                "1.00",
                                "2.0",
                                "1"));
    }

    @Test
    void withoutAFigureThereAreDashesAndNothingToCompareWith() {
        var report = report(measurement(HEADGATE, 1, 10, 400, 5), measurement(ETCD, 1, 1, 1, 1, "1 errors"));
        assertThat(report.table().rows().get(1)).containsOnlyOnce("1").contains("-");
        assertThat(report.table().rows().getFirst().get(3)).isEqualTo("-");
    }

    @Test
    void membersKnowEachOther() {
        assertThat(HEADGATE.launch(MEMBERS.getLast(), MEMBERS))
                .isEqualTo(new Launch(
                        List.of(
                                "/opt/headgate/headgate",
                                "store",
                                "serve",
                                "--name",
                                "n2",
                                "--data",
                                "/data/n2",
                                "--listen-client",
                                "http://127.0.0.1:3",
                                "--listen-peer",
                                "http://127.0.0.1:4",
                                "--cluster",
                                "n1=http://127.0.0.1:2,n2=http://127.0.0.1:4"),
                        Map.of("HEADGATE_OPTS", "-Xmx1g")));
        assertThat(ETCD.launch(MEMBERS.getFirst(), MEMBERS).command())
                .contains("--data-dir=/data/n1", "--initial-cluster=n1=http://127.0.0.1:2,n2=http://127.0.0.1:4");
    }

    @Test
    void subjectsAreChosenByNameAndAnotherEtcdIsNoPeer() {
        var known = Set.of("subjects", "variant");
        var arguments = Arguments.parse(known, "--subjects", "etcd,etcd-again", "--variant", "small=-Xmx64m");
        assertThat(StoreSubject.select(arguments, Path.of("/opt/headgate")))
                .containsExactly(
                        ETCD,
                        new EtcdStore("etcd-again", /* isPeer= */ false),
                        new HeadgateStore("small", Path.of("/opt/headgate"), "-Xmx64m"));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> StoreSubject.select(
                        Arguments.parse(known, "--subjects", "etcd,zookeeper"), Path.of("/opt/headgate")))
                .withMessageContaining("zookeeper (expected: headgate, etcd or etcd-again)");
    }

    @Test
    void percentilesAreThoseOfAllLatencies() {
        var latencies = new Latencies();
        for (long micros = 10_000; micros > 0; micros--) {
            latencies.add(micros * 1_000);
        }
        assertThat(latencies.count()).isEqualTo(10_000);
        assertThat(latencies.quantileMicros(0.50)).isEqualTo(5_001);
        assertThat(latencies.quantileMicros(0.99)).isEqualTo(9_901);
        assertThat(new Latencies().quantileMicros(0.99)).isNaN();
    }

    private static StoreReport report(Measurement... measurements) {
        return new StoreReport(List.of("put-1"), List.of(HEADGATE, ETCD), List.of(measurements));
    }

    private static Measurement measurement(
            StoreSubject subject, int round, long micros, double perSecond, double p99, String... problems) {
        var load = new LoadResult(1_000, problems.length, perSecond, 3, p99);
        return new Measurement(
                "put-1",
                subject.name(),
                round,
                load,
                new CpuTime(micros * 1_000_000, 1, 2),
                2 * 1024 * 1024,
                List.of(problems));
    }
}
