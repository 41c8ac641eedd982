package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.server.HealthConfig.Schedule;
import io.headgate.server.ListenerConfig.Transport;
import io.headgate.server.MatchConfig.PathMatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {

    private static final String SMALL = """
            listeners: { web: { bind: "127.0.0.1:8080" } }
            hosts: { "*": { routes: [{ pool: api }] } }
            pools: { api: { endpoints: ["127.0.0.1:9000"] } }
            """;

    @Test
    void aFileWithEveryKeyIsAcceptedWithoutWarnings() {
        var valid = Configurations.valid(Configurations.full());

        assertThat(valid.warnings()).isEmpty();
        assertThat(valid.frontDoor().summary()).isEqualTo("2 listeners, 3 hosts, 7 routes, 3 pools, 5 endpoints");
    }

    @Test
    void theExampleOfTheDesignIsAccepted() {
        var valid = Configurations.valid("""
                sites:
                  east: {}
                  west: {}

                listeners:
                  web:  { bind: "0.0.0.0:8080", protocol: http }
                  edge: { bind: "0.0.0.0:8443", protocol: https, certificates: [{ cert: shop.pem, key: shop.key }] }

                hosts:
                  shop.example.com:
                    routes:
                      - { match: { path: /api/, method: [GET, POST] }, pool: api, timeout: 5s, retries: 1 }
                      - { match: { path: / }, pool: web }

                pools:
                  api:
                    policy: least-request
                    persistence: { cookie: hg }
                    health: { http: /healthz, interval: 2s, unhealthy: 3, healthy: 2 }
                    endpoints:
                      east: ["10.0.1.10:9000", "10.0.1.11:9000"]
                      west: ["10.1.1.10:9000"]
                  web: { policy: maglev, hash: source, endpoints: { east: ["10.0.1.20:9000"] } }
                """);

        assertThat(valid.warnings()).isEmpty();
        var api = valid.frontDoor().pool("api").orElseThrow();
        assertThat(api.policy()).isEqualTo(new PolicyConfig.LeastRequest());
        assertThat(api.persistence()).isEqualTo(new PersistenceConfig.Cookie("hg", null));
        assertThat(api.endpoints())
                .extracting(endpoint -> endpoint.site() + " " + endpoint.address())
                .containsExactly("east 10.0.1.10:9000", "east 10.0.1.11:9000", "west 10.1.1.10:9000");
        assertThat(api.source()).hasToString("front.yaml:16:3");
    }

    @Test
    void whatIsNotWrittenHasItsDefault() {
        var frontDoor = Configurations.valid(SMALL).frontDoor();

        assertThat(frontDoor.sites()).isEmpty();
        assertThat(frontDoor.admin()).isNull();
        assertThat(frontDoor.accessLog()).isNull();
        assertThat(frontDoor.drain()).isEqualTo(Duration.ofSeconds(30));
        var listener = frontDoor.listeners().getFirst();
        assertThat(listener.transport()).isEqualTo(new Transport.ClearText(null));
        assertThat(listener.timeouts()).isEqualTo(ListenerConfig.Timeouts.DEFAULT);
        assertThat(listener.limits()).isEqualTo(ListenerConfig.Limits.DEFAULT);
        var host = frontDoor.hosts().getFirst();
        assertThat(host.pattern()).isEqualTo(new HostPattern.Any());
        assertThat(host.listeners()).containsExactly("web");
        var route = host.routes().getFirst();
        assertThat(route.name()).isEqualTo("*[0]");
        assertThat(route.match()).isEqualTo(new MatchConfig(new PathMatch.Prefix("/"), Set.of(), List.of(), List.of()));
        var pool = frontDoor.pools().getFirst();
        assertThat(pool.policy()).isEqualTo(new PolicyConfig.RoundRobin());
        assertThat(pool.ejection()).isEqualTo(PoolConfig.Ejection.DEFAULT);
        assertThat(pool.health()).isNull();
        assertThat(pool.slowStart()).isZero();
        assertThat(pool.endpoints().getFirst().site()).isNull();
    }

    @Test
    void aDefaultNeverBreaksTheBoundThatIsWritten() {
        var frontDoor = Configurations.valid("""
                        listeners: { web: { bind: "127.0.0.1:8080", limits: { head: 4KiB } } }
                        hosts: { "*": { routes: [{ pool: api, timeout: 2s }] } }
                        pools: { api: { endpoints: ["127.0.0.1:9000"], health: { http: /, interval: 200ms } } }
                        """).frontDoor();

        assertThat(frontDoor.listeners().getFirst().limits().requestLineBytes()).isEqualTo(4_096);
        var action =
                (Action.ToPool) frontDoor.hosts().getFirst().routes().getFirst().action();
        assertThat(action.forwarding().timeouts().perTry()).isEqualTo(Duration.ofSeconds(2));
        var health = (HealthConfig.Http) frontDoor.pools().getFirst().health();
        assertThat(health)
                .isNotNull()
                .extracting(HealthConfig::schedule)
                .isEqualTo(new Schedule(Duration.ofMillis(200), Duration.ofMillis(200), 3, 2));
    }

    @Test
    void anAliasStandsForTheValueItNames() {
        var frontDoor = Configurations.valid("""
                        listeners: { web: { bind: "127.0.0.1:8080" } }
                        hosts: { "*": { routes: [{ split: { a: 1, b: 1 } }] } }
                        pools:
                          a: { health: &check { http: /healthz, interval: 5s }, endpoints: ["127.0.0.1:9000"] }
                          b: { health: *check, endpoints: ["127.0.0.1:9001"] }
                        """).frontDoor();

        assertThat(frontDoor.pools().get(1).health())
                .isEqualTo(frontDoor.pools().get(0).health());
    }

    @Test
    void aliasesThatExpandToBillionsAreRefusedAndNotExpanded() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 20; i++) {
            text.append("a%d: &a%d [*a%d, *a%<d, *a%<d, *a%<d, *a%<d, *a%<d, *a%<d, *a%<d, *a%<d, *a%<d]\n"
                    .formatted(i, i, i - 1));
        }

        assertThat(Configurations.problems(text.toString()))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .startsWith("more than 1000000 values");
    }

    @Test
    void anExpiredCertificateIsAWarning() {
        var result = ConfigReader.read(
                "front.yaml", Configurations.full(), Configurations.FOLDER, Instant.parse("2500-01-01T00:00:00Z"));

        assertThat(((ConfigResult.Valid) result).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.toString())
                        .startsWith("front.yaml:14:28 listeners.edge.certificates[0].cert: warning: the certificate"
                                + " expired at "));
    }

    @Test
    void filesAreTakenFromTheFolderOfTheConfiguration() throws IOException {
        var file = Configurations.FOLDER.resolve("full.yaml");

        var frontDoor = ((ConfigResult.Valid) ConfigReader.read(file)).frontDoor();

        var tls = (Transport.Tls) frontDoor.listeners().get(1).transport();
        assertThat(Files.isSameFile(tls.certificates().getFirst().cert(), Configurations.FOLDER.resolve("shop.pem")))
                .isTrue();
    }

    @Test
    void aFileThatIsNotThereIsAProblem(@TempDir Path folder) {
        var file = folder.resolve("no.yaml");

        assertThat(BrokenFilesTest.problems(ConfigReader.read(file)))
                .extracting(Problem::toString)
                .containsExactly(file + ": no such file (expected: a readable YAML file)");
    }

    @Test
    void bytesThatAreNotUtf8AreAProblem(@TempDir Path folder) throws IOException {
        var file = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});

        assertThat(BrokenFilesTest.problems(ConfigReader.read(file)))
                .extracting(Problem::message)
                .containsExactly("not UTF-8 (expected: a YAML file in UTF-8)");
    }

    @Test
    void aFolderIsAProblem(@TempDir Path folder) {
        assertThat(ConfigReader.read(folder)).isInstanceOf(ConfigResult.Invalid.class);
    }

    @Test
    void noMoreThanAThousandProblemsAreKept() {
        var text = new StringBuilder(SMALL);
        for (int i = 0; i < 5_000; i++) {
            text.append("unknown-").append(i).append(": 1\n");
        }

        assertThat(Configurations.problems(text.toString())).hasSize(Problems.MAX);
    }

    @Test
    void warningsLeaveRoomForErrors() {
        var text =
                new StringBuilder("listeners: { web: { bind: \"127.0.0.1:8080\" } }\nhosts:\n  \"*\":\n    routes:\n");
        for (int i = 0; i < 2_000; i++) {
            text.append("      - pool: nowhere\n");
        }

        assertThat(Configurations.problems(text.toString()))
                .hasSize(Problems.MAX)
                .allSatisfy(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.UNKNOWN_NAME));
    }

    @Test
    void addressesOverlapAsSocketsDo() {
        var any = new InetSocketAddress(InetAddress.ofLiteral("::"), 80);
        var one = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80);
        var other = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 80);
        var otherPort = new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 81);

        var taken = new TakenAddresses();
        assertThat(taken.take("a", one)).isNull();
        assertThat(taken.take("b", other)).isNull();
        assertThat(taken.take("c", otherPort)).isNull();
        assertThat(taken.take("d", one)).isEqualTo("a, 127.0.0.1:80");
        assertThat(taken.take("e", any)).isEqualTo("a, 127.0.0.1:80");

        var wildcardFirst = new TakenAddresses();
        assertThat(wildcardFirst.take("a", any)).isNull();
        assertThat(wildcardFirst.take("b", one)).isEqualTo("a, [0:0:0:0:0:0:0:0]:80");
    }
}
