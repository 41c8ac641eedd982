package io.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Commands that go on, or ask back, or change what can be read of the past. Each test has keys of its own. */
final class StoreLiveCommandsTest {
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

    private static LiveCommand live(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("store"));
        all.addAll(List.of(command.split(" ")));
        all.addAll(List.of("--endpoints", store.endpoint));
        all.addAll(List.of(arguments));
        return LiveCommand.start(all.toArray(String[]::new));
    }

    private static long revision() {
        return new JsonMapper()
                .readTree(store.ok("get", "any", "-o", "json"))
                .path("revision")
                .asLong();
    }

    @Test
    void aWatchTellsThePastOfAPrefixAndThenThePresent() throws Exception {
        store.ok("put", "w/1", "too early");
        store.ok("put", "w/1", "one");
        long from = revision();
        store.ok("put", "x/1", "beside");
        store.ok("del", "w/1");
        try (LiveCommand watch = live("watch", "w/", "--prefix", "--prev", "--rev", Long.toString(from))) {
            watch.await("DELETE\n");
            store.ok("put", "w/2", "two");
            watch.await("two");
            assertThat(watch.said())
                    .isEqualTo("PUT\nw/1\ntoo early\nw/1\none\n" + "DELETE\nw/1\none\nw/1\n" + "PUT\nw/2\ntwo\n");
        }
        try (LiveCommand watch = live("watch", "w/1", "--rev", Long.toString(from), "-o", "json")) {
            watch.await("\"delete\"");
            assertThat(watch.said()
                            .lines()
                            .map(new JsonMapper()::readTree)
                            .map(each -> each.path("revision").asLong()))
                    .containsExactly(from, from + 2);
        }
    }

    @Test
    void whatIsCompactedIsNeitherReadNorWatched() throws Exception {
        store.ok("put", "c", "old");
        long old = revision();
        store.ok("put", "c", "new");
        long newest = revision();

        assertThat(store.ok("get", "c", "--rev", Long.toString(old))).isEqualTo("c\nold\n");
        assertThat(store.ok("compact", Long.toString(newest))).isEqualTo("compacted at revision " + newest + "\n");
        assertThat(store.run("get", "c", "--rev", Long.toString(old)).err())
                .contains("etcdserver: mvcc: required revision has been compacted");
        assertThat(store.ok("get", "c")).isEqualTo("c\nnew\n");
        try (LiveCommand watch = live("watch", "c", "--rev", Long.toString(old))) {
            assertThat(watch.ended()).isEqualTo(1);
            assertThat(watch.said()).isEqualTo("--rev: " + old + ": compacted (expected: " + newest + " or more)\n");
        }
        assertThat(store.run("compact", Long.toString(old)).err()).contains("has been compacted");
    }

    @Test
    void aDefragmentedMemberHasACheckpointOfWhatItHolds() throws Exception {
        store.ok("put", "d", "kept");
        Path checkpoint = folder.resolve("member").resolve("checkpoint");
        var before = Files.getLastModifiedTime(checkpoint);

        assertThat(store.ok("defrag")).isEqualTo(store.endpoint + ": done\n");
        assertThat(Files.getLastModifiedTime(checkpoint)).isGreaterThan(before);
        assertThat(store.ok("get", "d")).isEqualTo("d\nkept\n");
    }

    @Test
    void anInteractiveTransactionAsksForEachPart() {
        store.ok("put", "i", "1");
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(
                "value(\"i\") = \"2\"\n\nput i then\n\nput i else\nget i\n\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(store.ok("txn", "-i"))
                    .isEqualTo("compares:\nif they hold (get, put, del):\nif not (get, put, del):\n"
                            + "FAILURE\n\nOK\n\ni\nelse\n");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aLeaseThatIsKeptAliveKeepsItsKeyAndNoLonger() throws Exception {
        String lease = store.ok("lease grant", "1").strip();
        store.ok("put", "l", "held", "--lease", lease);
        try (LiveCommand keepAlive = live("lease keep-alive", lease)) {
            // One at once, then one each third of a second: longer than the lease lives without them.
            Patience.until(
                    () -> "seven renewals: " + keepAlive.said(),
                    () -> keepAlive.said().lines().count() >= 7);
            assertThat(store.ok("get", "l")).isEqualTo("l\nheld\n");
        }
        Patience.until("the key goes with the lease", () -> store.ok("get", "l").isEmpty());
        try (LiveCommand keepAlive = live("lease keep-alive", lease)) {
            assertThat(keepAlive.ended()).isEqualTo(1);
            assertThat(keepAlive.said()).isEqualTo("lease " + lease + ": it has ended, or never was\n");
        }
    }

    @Test
    void etcdctlMirrorsAPrefixToAnotherStore() throws Exception {
        store.ok("put", "m/1", "before");
        store.ok("put", "not mirrored", "1");
        try (RunningStore mirror = RunningStore.in(folder.resolve("mirror"))) {
            Process mirroring = new Etcdctl(folder)
                    .start(
                            folder.resolve("mirror.out"),
                            folder.resolve("mirror.err"),
                            "--endpoints=" + store.endpoint,
                            "make-mirror",
                            "--prefix=m/",
                            mirror.endpoint);
            try {
                Patience.until(
                        () -> "m/1 is mirrored; " + mirroring,
                        () -> mirror.ok("get", "m/1").equals("m/1\nbefore\n"));
                store.ok("put", "m/2", "meanwhile");
                store.ok("del", "m/1");
                Patience.until(
                        () -> "changes are mirrored; " + mirroring,
                        () -> mirror.ok("get", "", "--prefix").equals("m/2\nmeanwhile\n"));
            } finally {
                mirroring.destroyForcibly().waitFor();
            }
        }
    }
}
