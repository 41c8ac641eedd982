package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.server.RunningStore.Run;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The commands against a member in this process. Each test has keys of its own. */
final class StoreCommandsTest {
    private static final Path DOCUMENT = Path.of("../docs/store.md");

    @TempDir
    private static Path folder = Path.of("");

    private static RunningStore store;

    @BeforeAll
    static void start() throws IOException {
        store = RunningStore.in(folder.resolve("member"));
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Test
    void whatIsPutIsReadAtItsRevisionsAndDeletedByRange() {
        store.ok("put", "a/1", "one");
        long first = revision(store.ok("get", "a/1", "-o", "json"));
        assertThat(store.ok("put", "a/1", "uno", "--prev")).isEqualTo("OK\na/1\none\n");
        store.ok("put", "a/2", "two");
        store.ok("put", "a/3", "three");

        assertThat(store.ok("get", "a/1")).isEqualTo("a/1\nuno\n");
        assertThat(store.ok("get", "a/1", "--rev", Long.toString(first))).isEqualTo("a/1\none\n");
        assertThat(store.ok("get", "a/", "--prefix", "--limit", "2")).isEqualTo("a/1\nuno\na/2\ntwo\n");
        assertThat(store.ok("get", "a/1", "a/3", "--keys-only")).isEqualTo("a/1\na/2\n");
        assertThat(store.ok("get", "a/2", "--value-only", "--serializable")).isEqualTo("two\n");
        assertThat(store.ok("del", "a/1", "a/3", "--prev")).isEqualTo("2\na/1\nuno\na/2\ntwo\n");
        assertThat(store.ok("get", "a/", "--prefix")).isEqualTo("a/3\nthree\n");
    }

    private static long revision(String json) {
        return new JsonMapper().readTree(json).path("revision").asLong();
    }

    @Test
    void aTransactionDoesOneThingOrTheOther() {
        store.ok("put", "t", "1");
        String script = "value(\"t\") = \"1\"\nmod(\"absent\") = \"0\"\n\nput t \"2 \\\"of\\\" 3\"\nget t\n\ndel t\n";
        assertThat(transaction(script)).isEqualTo("SUCCESS\n\nOK\n\nt\n2 \"of\" 3\n");
        assertThat(transaction(script)).isEqualTo("FAILURE\n\n1\n");
    }

    private static String transaction(String script) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
        try {
            return store.ok("txn");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aLeaseTakesItsKeysAlong() {
        String lease = store.ok("lease grant", "60").strip();
        store.ok("put", "leased", "x", "--lease", lease);

        assertThat(store.ok("lease list")).contains(lease);
        assertThat(store.ok("lease ttl", lease, "--keys")).contains("of 60 s left\nleased\n");
        assertThat(store.ok("lease keep-alive", lease, "--once")).isEqualTo("renewed for 60 s\n");
        store.ok("lease revoke", lease);
        assertThat(store.ok("get", "leased")).isEmpty();
        assertThat(store.run("lease ttl", lease).err()).contains("lease " + lease + ": there is none");
    }

    @Test
    void aMemberIsListedAndItsStatusShown() {
        assertThat(store.ok("member list")).contains("default  voter");
        assertThat(store.ok("status")).contains(store.endpoint).contains("leader");
        var status = new JsonMapper()
                .readTree(store.ok("status", "-o", "json"))
                .path("endpoints")
                .get(0);
        assertThat(status.path("role").asString()).isEqualTo("leader");
        assertThat(status.path("appliedSlot").asLong()).isPositive();
    }

    @Test
    void anEndpointThatIsSilentIsPassedOver() throws IOException {
        String nobody = "127.0.0.1:" + RunningStore.freePort();
        store.ok("put", "passed", "over");

        Run passed = RunningStore.headgate("store", "get", "passed", "--endpoints", nobody + "," + store.endpoint);
        Run failed = RunningStore.headgate("store", "get", "passed", "--endpoints", nobody);

        assertThat(passed).isEqualTo(new Run(0, "passed\nover\n", ""));
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).startsWith("nobody answers: " + nobody + ": ").contains("refused");
    }

    @Test
    void whatTheServerRefusesIsToldWithItsReason() {
        assertThat(store.run("get", "k", "--rev", "1000000"))
                .isEqualTo(new Run(
                        1, "", store.endpoint + ": etcdserver: mvcc: required revision is a future revision\n"));
        assertThat(store.run("member remove", "77").err()).contains("etcdserver: member not found");
        assertThat(store.run("put", "k", "v", "--lease", "77").err()).contains("requested lease not found");
    }

    @Test
    void aBackupGivesBackTheSameContentInANewCluster() throws IOException {
        store.ok("put", "saved/1", "one");
        store.ok("put", "saved/2", "two");
        Path file = folder.resolve("backup");
        Path restored = folder.resolve("restored");

        store.ok("backup", file.toString());
        assertThat(RunningStore.headgate("store", "verify", file.toString()).out())
                .contains(": whole: ");
        Run restore = RunningStore.headgate("store", "restore", file.toString(), "--data", restored.toString());
        assertThat(restore).extracting(Run::exitCode, Run::err).containsExactly(0, "");
        assertThat(RunningStore.headgate("store", "verify", restored.toString()).exitCode())
                .isZero();
        try (RunningStore again = RunningStore.in(restored)) {
            assertThat(again.ok("get", "saved/", "--prefix", "-o", "json"))
                    .isEqualTo(store.ok("get", "saved/", "--prefix", "--rev", "0", "-o", "json"));
            assertThat(again.member.member().status().clusterId())
                    .isNotEqualTo(store.member.member().status().clusterId());
            again.ok("put", "saved/1", "more");
        }
        try (RunningStore again = RunningStore.in(restored)) {
            assertThat(again.ok("get", "saved/1")).isEqualTo("saved/1\nmore\n");
        }
        assertThat(RunningStore.headgate("store", "restore", file.toString(), "--data", restored.toString())
                        .err())
                .contains("holds ")
                .contains("(expected: an empty folder, or none)");
    }

    @Test
    void aFlippedBitInABackupOrAFolderIsFoundWhereItIs() throws IOException {
        store.ok("put", "flipped", "x".repeat(2_000));
        Path file = folder.resolve("flipped");
        Path restored = folder.resolve("flipped-member");
        store.ok("backup", file.toString());
        RunningStore.headgate("store", "restore", file.toString(), "--data", restored.toString());

        flip(file, 300);
        flip(restored.resolve("checkpoint"), 300);

        assertThat(RunningStore.headgate("store", "verify", file.toString()))
                .isEqualTo(new Run(1, file + ":40: LOST: piece 0: the checksum does not fit\n", ""));
        Run folderRun = RunningStore.headgate("store", "verify", restored.toString());
        assertThat(folderRun.exitCode()).isEqualTo(1);
        assertThat(folderRun.out())
                .contains(restored.resolve("checkpoint") + ":")
                .contains(": LOST: chunk");
        assertThat(RunningStore.headgate(
                                "store",
                                "restore",
                                file.toString(),
                                "--data",
                                folder.resolve("none").toString())
                        .err())
                .contains("nothing was restored");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 4;
        Files.write(file, bytes);
    }

    @Test
    void aFolderThatIsInUseIsNotVerified() {
        Run run = RunningStore.headgate(
                "store", "verify", folder.resolve("member").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("in use by another process");
    }

    @Test
    void requestsAreBenched() {
        assertThat(store.ok("bench", "--total", "50", "--clients", "4", "--keys", "10"))
                .matches(Pattern.compile("put: 50 requests by 4 clients in .*p50 .* ms, p99 .*\\R"));
        assertThat(store.ok("get", "bench/", "--prefix", "--keys-only").lines()).hasSize(10);
        assertThat(store.ok("bench", "--total", "50", "--request", "get", "-o", "json"))
                .contains("\"perSecond\"");
    }

    @Test
    void aScrapeGivesEveryMetricAndTheDocumentListsThem() throws Exception {
        var where = new StoreEndpoint("127.0.0.1", RunningStore.freePort(), false);
        try (StoreAdmin admin = StoreAdmin.start(where, store.member);
                HttpClient client = HttpClient.newHttpClient()) {
            store.ok("put", "counted", "1");
            String scrape =
                    get(client, "http://" + admin.address() + "/metrics").body();
            String types = scrape.lines()
                    .filter(line -> line.startsWith("# TYPE headgate_"))
                    .sorted()
                    .collect(Collectors.joining("\n"));
            assertThat(types)
                    .isEqualTo(Arrays.stream(StoreMetric.values())
                            .map(metric -> "# TYPE " + metric.prometheusName() + " "
                                    + metric.type().word())
                            .sorted()
                            .collect(Collectors.joining("\n")));
            Map<String, String> values = scrape.lines()
                    .filter(line -> line.startsWith("headgate_") && !line.contains("{"))
                    .collect(Collectors.toMap(line -> line.split(" ", 2)[0], line -> line.split(" ", 2)[1]));
            assertThat(values)
                    .containsEntry("headgate_store_has_leader", "1.0")
                    .containsEntry("headgate_store_is_leader", "1.0")
                    .containsEntry("headgate_store_client_connections_refused_total", "0.0")
                    .containsEntry("headgate_store_leader_changes_total", "1.0");
            assertThat(Double.parseDouble(values.get("headgate_store_commands_total")))
                    .isPositive();
            assertThat(Long.parseLong(values.get("headgate_store_disk_sync_seconds_count")))
                    .isPositive();
            assertThat(get(client, "http://" + admin.address() + "/health").statusCode())
                    .isEqualTo(200);
            assertThat(get(client, "http://" + admin.address() + "/ready").statusCode())
                    .isEqualTo(200);
        }
        String document = Files.readString(DOCUMENT);
        for (StoreMetric metric : StoreMetric.values()) {
            assertThat(document)
                    .contains("| `" + metric.prometheusName() + "` | "
                            + metric.type().word() + " | " + metric.help() + " |\n");
        }
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
